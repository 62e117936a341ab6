package dev.bastide.audit.rows;

import dev.bastide.audit.ProvenRows;
import dev.bastide.audit.RowProofs.Wrong;
import dev.bastide.vault.Vault;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Compares every row of the proven tables with the last the log has of it. */
@Component
public class RowComparison {
    private final JdbcClient jdbc;
    private final Vault vault;
    private final RowPlaces places;
    private final ObjectProvider<ProvenRows> rooms;

    RowComparison(JdbcClient jdbc, Vault vault, RowPlaces places, ObjectProvider<ProvenRows> rooms) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.places = places;
        this.rooms = rooms;
    }

    /** The tables that are proven, of all rooms. */
    public List<String> tables() {
        return rooms.orderedStream().flatMap(room -> room.tables().stream()).toList();
    }

    /** Tables whose changes the database does not note now: somebody stopped or took away a trigger. */
    public List<Wrong> unwatched() {
        List<String> watched =
                jdbc.sql("""
                select p.name
                from audit.proven_table as p
                join pg_catalog.pg_trigger as t on t.tgrelid = p.name::regclass
                where t.tgenabled in ('O', 'A') and t.tgfoid = 'audit.capture_change()'::regprocedure
                group by p.name
                having count(*) = 2
                """).query((row, number) -> row.getString("name")).list();
        return tables().stream()
                .filter(table -> !watched.contains(table))
                .map(table -> new Wrong(table, "Changes of " + table + " are not captured: its triggers are off."))
                .toList();
    }

    /**
     * What is not as the log has it, looked at twice: a row that was changed in between by an act of the program is not the
     * same at the second look.
     *
     * @param prove puts into the log what was changed meanwhile
     */
    public List<Wrong> compare(Runnable prove) {
        Set<Differing> first = differing();
        if (first.isEmpty()) {
            return places.wrong();
        }
        prove.run();
        Set<Differing> second = differing();
        return Stream.concat(first.stream().filter(second::contains).map(Differing::wrong), places.wrong().stream())
                .toList();
    }

    private record Differing(String table, String key, String now, String why) {
        Wrong wrong() {
            return new Wrong(table, "Row " + key + " of " + table + " " + why);
        }
    }

    private Set<Differing> differing() {
        Set<Differing> found = new HashSet<>();
        tables().forEach(table -> found.addAll(differing(table)));
        return found;
    }

    private List<Differing> differing(String table) {
        return jdbc
                .sql("""
                        select coalesce(r.row_key, p.row_key) as row_key, encode(r.hash, 'hex') as now,
                            :table as room_table, p.change, p.hash, p.captured, p.mark
                        from audit.hash_rows(:table) as r
                        full join (
                            select distinct on (row_key) row_key, change, hash, captured, mark
                            from audit.row_proof
                            where room_table = :table and row_key <> '*'
                            order by row_key, change desc, id desc) as p on p.row_key = r.row_key
                        where p.mark is not null or r.row_key is not null
                        """)
                .param("table", table)
                .query((row, number) -> new Found(
                        row.getString("row_key"),
                        row.getString("now"),
                        row.getBytes("mark") == null ? null : RowChange.Proof.read(row)))
                .list()
                .stream()
                .flatMap(found -> judge(table, found).stream())
                .toList();
    }

    private record Found(String key, @Nullable String now, RowChange.@Nullable Proof proof) {}

    private Optional<Differing> judge(String table, Found found) {
        RowChange.Proof newest = found.proof();
        Optional<RowChange.Proof> proof = newest == null || RowChange.isProof(vault, newest)
                ? Optional.ofNullable(newest)
                : last(table, found.key());
        String now = found.now();
        if (proof.isEmpty()) {
            return now == null ? Optional.empty() : differs(table, found.key(), now, "has no record at all.");
        }
        if (proof.get().says(now)) {
            return Optional.empty();
        }
        String why = now == null ? "is gone, with no record of it." : "is not what its last record says.";
        return differs(table, found.key(), now, why);
    }

    private static Optional<Differing> differs(String table, String key, @Nullable String now, String why) {
        return Optional.of(new Differing(table, key, now == null ? "" : now, why));
    }

    /** The last proof of a row that this program wrote, past whatever was put on top of it. */
    private Optional<RowChange.Proof> last(String table, String key) {
        try (Stream<RowChange.Proof> proofs = jdbc
                .sql("""
                        select change, room_table, row_key, hash, captured, mark
                        from audit.row_proof
                        where room_table = :table and row_key = :key
                        order by change desc, id desc
                        """)
                .param("table", table)
                .param("key", key)
                .query((row, number) -> RowChange.Proof.read(row))
                .stream()) {
            return proofs.filter(proof -> RowChange.isProof(vault, proof)).findFirst();
        }
    }
}
