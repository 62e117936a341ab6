package dev.bastide.audit;

import dev.bastide.audit.rows.RowComparison;
import dev.bastide.audit.rows.RowProver;
import dev.bastide.authority.Actor;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The database proven by the log. A change of a proven row that came with no record of this program is captured by the
 * database in the same transaction; here it becomes a record whose access method is {@code sql}. Source: seed 000 s4 (A111).
 */
@Service
public class RowProofs {
    private final RowProver prover;
    private final RowComparison comparison;

    RowProofs(RowProver prover, RowComparison comparison) {
        this.prover = prover;
        this.comparison = comparison;
    }

    /**
     * What one transaction did to one table past the program.
     *
     * @param table schema and table
     * @param verb insert, update with its columns, delete, truncate, or baseline for rows that an upgrade took as they stood
     * @param role the database role that signed in
     * @param rows how many
     * @param keys of the first of them, as the record names them: an id, a number, or the hash of any other key
     */
    public record Captured(String table, String verb, String role, int rows, List<String> keys) {
        public Captured {
            keys = List.copyOf(keys);
        }

        /** Whether an upgrade took the rows as they stood. */
        public boolean isBaseline() {
            return verb.equals("baseline");
        }
    }

    /**
     * Something that is not as the log has it.
     *
     * @param table schema and table
     * @param words what is wrong
     */
    public record Wrong(String table, String words) {}

    /** Puts all changes there are into the log, in the caller's transaction; what came past the program, for an alarm. */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Captured> prove(Actor actor) {
        return prover.prove(actor);
    }

    /** The same, and nothing while somebody else is at it: for whoever comes again at once. */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Captured> proveUnlessBusy(Actor actor) {
        return prover.proveUnlessBusy(actor);
    }

    /** Tables whose changes the database does not capture now. */
    public List<Wrong> unwatched() {
        return comparison.unwatched();
    }

    /** Rows that are not what their last record says, or have none; {@code prove} is called between two looks. */
    public List<Wrong> compare(Runnable prove) {
        return comparison.compare(prove);
    }
}
