package dev.bastide.audit.rows;

import dev.bastide.audit.RowProofs.Wrong;
import dev.bastide.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The numbers of the proofs, by what this program alone can write: rows that somebody else added have no number, however they
 * are numbered. Finding the last asks for a few marks, so that no flood of foreign rows makes it slow.
 */
@Component
class RowPlaces {
    private static final String TABLE = "audit.row_proof";
    private static final String PLACE = "audit.row_proof.place";
    private static final String BOUND = "audit.row_proof.bound";
    private static final int PAGE = 5_000;

    /** More proofs of before there are not; a number above it was made up. */
    private static final long EARLIER_MAX = 100_000_000;

    private static final int NAMED = 5;

    private final JdbcClient jdbc;
    private final Vault vault;
    private final RowNumbers numbers;

    RowPlaces(JdbcClient jdbc, Vault vault, RowNumbers numbers) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.numbers = numbers;
    }

    /** By which a number is found. */
    byte[] place(long number) {
        return vault.mark(PLACE, number);
    }

    /** That this proof, and no other, has this number. */
    byte[] bound(long number, byte[] mark) {
        return vault.mark(BOUND, number, mark);
    }

    /**
     * The last number, 0 before the first. A number that stood in the home folder is never given again, also where its proof
     * was taken away meanwhile; the home folder may be behind by what was committed before a kill.
     */
    long last() {
        long below = numbers.highest();
        long step = 1;
        while (isThere(below + step)) {
            below += step;
            step *= 2;
        }
        while (step > 1) {
            step /= 2;
            if (isThere(below + step)) {
                below += step;
            }
        }
        return below;
    }

    private boolean isThere(long number) {
        return jdbc.sql("select exists (select from audit.row_proof as p where p.place = :place)")
                .param("place", place(number))
                .query(Boolean.class)
                .single();
    }

    /** Numbers that are not there, each told once, and rows that somebody else added. */
    List<Wrong> wrong() {
        Walk walk = new Walk();
        long after = Long.MIN_VALUE;
        for (List<Row> page = page(after); !page.isEmpty(); page = page(after)) {
            page.forEach(walk::look);
            after = page.getLast().id();
        }
        List<Wrong> found = new ArrayList<>();
        walk.sayGone(found);
        if (walk.foreign > 0) {
            found.add(new Wrong(
                    TABLE,
                    walk.foreign + " rows of " + TABLE + " were added past this program and count for nothing: id "
                            + String.join(", ", walk.named) + (walk.foreign > NAMED ? " and more." : ".")));
        }
        return found;
    }

    private record Row(long id, long number, boolean earlier, RowChange.Proof proof, byte[] place, byte[] bound) {
        static Row read(ResultSet row) throws SQLException {
            byte[] place = row.getBytes("place");
            byte[] bound = row.getBytes("bound");
            return new Row(
                    row.getLong("id"),
                    row.getLong("number"),
                    row.getBoolean("earlier"),
                    RowChange.Proof.read(row),
                    place == null ? new byte[0] : place,
                    bound == null ? new byte[0] : bound);
        }
    }

    private List<Row> page(long after) {
        return jdbc.sql("""
                select id, number, change, room_table, row_key, hash, captured, mark, place, bound, earlier
                from audit.row_proof
                where id > :after
                order by id
                limit :most
                """)
                .param("after", after)
                .param("most", PAGE)
                .query((row, number) -> Row.read(row))
                .list();
    }

    private final class Walk {
        private final BitSet bound = new BitSet();
        private final BitSet earlier = new BitSet();
        private final List<String> named = new ArrayList<>();
        private long foreign;

        void look(Row row) {
            if (!isOurs(row)) {
                foreign++;
                if (named.size() < NAMED) {
                    named.add(Long.toString(row.id()));
                }
            }
        }

        private boolean isOurs(Row row) {
            if (row.number() > Integer.MAX_VALUE - 1 || !RowChange.isProof(vault, row.proof())) {
                return false;
            }
            boolean known = row.earlier()
                    ? row.number() <= EARLIER_MAX
                    : vault.bears(row.place(), PLACE, row.number())
                            && vault.bears(
                                    row.bound(),
                                    BOUND,
                                    row.number(),
                                    row.proof().mark());
            BitSet seen = row.earlier() ? earlier : bound;
            int number = (int) row.number();
            if (!known || seen.get(number)) {
                return false;
            }
            seen.set(number);
            return true;
        }

        void sayGone(List<Wrong> found) {
            int top = (int) Math.max(numbers.highest(), bound.length() - 1L);
            bound.or(earlier);
            for (int from = bound.nextClearBit(1); from <= top; from = bound.nextClearBit(from)) {
                int next = bound.nextSetBit(from);
                int to = next < 0 || next > top ? top : next - 1;
                if (numbers.tell(from, to)) {
                    found.add(new Wrong(
                            TABLE,
                            "Proofs of rows were taken away, or the database was set back: those from " + from + " to "
                                    + to + " are gone."));
                }
                from = to + 1;
            }
        }
    }
}
