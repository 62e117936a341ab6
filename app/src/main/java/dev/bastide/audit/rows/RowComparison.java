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
    private final RowNumbers numbers;
    private final ObjectProvider<ProvenRows> rooms;

    RowComparison(JdbcClient jdbc, Vault vault, RowNumbers numbers, ObjectProvider<ProvenRows> rooms) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.numbers = numbers;
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
            return takenAway().stream().toList();
        }
        prove.run();
        Set<Differing> second = differing();
        return Stream.concat(first.stream().filter(second::contains).map(Differing::wrong), takenAway().stream())
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
                            r.row_key is not null as there, p.change, p.hash, p.captured, p.mark
                        from audit.hash_rows(:table) as r
                        full join (
                            select distinct on (row_key) row_key, change, hash, captured, mark
                            from audit.row_proof
                            where room_table = :table and row_key <> '*'
                            order by row_key, change desc, id desc) as p on p.row_key = r.row_key
                        where p.mark is not null or r.row_key is not null
                        """)
                .param("table", table)
                .query((row, number) -> {
                    String key = row.getString("row_key");
                    @Nullable String now = row.getString("now");
                    byte @Nullable [] mark = row.getBytes("mark");
                    if (mark == null) {
                        return differs(table, key, now, "has no record at all.");
                    }
                    RowChange.Proof proof = new RowChange.Proof(
                            row.getLong("change"), table, key, row.getBytes("hash"), row.getBoolean("captured"), mark);
                    if (!RowChange.isProof(vault, proof)) {
                        return differs(table, key, now, "has a proof that this program did not write.");
                    }
                    return proof.says(now)
                            ? Optional.<Differing>empty()
                            : differs(
                                    table,
                                    key,
                                    now,
                                    now == null
                                            ? "is gone, with no record of it."
                                            : "is not what its last record says.");
                })
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Differing> differs(String table, String key, @Nullable String now, String why) {
        return Optional.of(new Differing(table, key, now == null ? "" : now, why));
    }

    /** Proofs are numbered without a gap, and the last number stands in the home folder too. */
    private Optional<Wrong> takenAway() {
        record Counted(long rows, long distinct, long last) {}
        Counted counted = jdbc.sql("""
                select count(*) as rows, count(distinct number) as distinct_rows, coalesce(max(number), 0) as last
                from audit.row_proof
                """)
                .query((row, number) ->
                        new Counted(row.getLong("rows"), row.getLong("distinct_rows"), row.getLong("last")))
                .single();
        long highest = numbers.highest();
        String table = "audit.row_proof";
        if (counted.last() < highest) {
            numbers.write(counted.last());
            return Optional.of(new Wrong(
                    table,
                    "The last proofs of rows were taken away: there are " + counted.last() + ", and there were "
                            + highest + "."));
        }
        return counted.rows() == counted.last() && counted.distinct() == counted.rows()
                ? Optional.empty()
                : Optional.of(new Wrong(
                        table,
                        "Proofs of rows were taken away or added past this program: " + counted.rows()
                                + " rows, numbered to " + counted.last() + "."));
    }
}
