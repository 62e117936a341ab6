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
    /** The same as the functions of the migration make of a row when it is changed. */
    private static final String NOW = """
            with now_there as (
                select (select string_agg(
                            case when k.said ~ '^([0-9a-f-]{36}|[0-9]{1,19})$' then k.said
                                 else left(encode(sha256(convert_to(coalesce(k.said, ''), 'UTF8')), 'hex'), 16) end,
                            '/' order by k.nth)
                        from (select shown ->> u.name, u.nth
                              from unnest(cast(:keys as text[])) with ordinality as u (name, nth)) as k (said, nth)) as row_key,
                    sha256(convert_to(jsonb_strip_nulls(shown - cast(:ignored as text[]))::text, 'UTF8')) as hash
                from (
                    select to_jsonb(t) as shown
                    from (select set_config('timezone', 'UTC', true), set_config('bytea_output', 'hex', true)
                          offset 0) as said (zone, output)
                    cross join THE_TABLE as t
                    where said.zone = 'UTC' and said.output = 'hex'
                    offset 0) as there
            )
            """;

    private final JdbcClient jdbc;
    private final Vault vault;
    private final RowPlaces places;
    private final RowGuards guards;
    private final ObjectProvider<ProvenRows> rooms;

    RowComparison(JdbcClient jdbc, Vault vault, RowPlaces places, RowGuards guards, ObjectProvider<ProvenRows> rooms) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.places = places;
        this.guards = guards;
        this.rooms = rooms;
    }

    /** The tables that are proven, of all rooms. */
    public List<String> tables() {
        return rooms.orderedStream().flatMap(room -> room.tables().stream()).toList();
    }

    /**
     * Tables whose changes the database does not note now, and whatever of the noting is not as this release made it: somebody
     * stopped, replaced or took away a trigger, a function or a line of the list.
     */
    public List<Wrong> unwatched() {
        return guards.differing().stream()
                .map(place -> new Wrong(
                        place,
                        "Changes are not captured as they should be: " + place + " is not as this release made it."))
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

    /** The rows are hashed by this very statement: no function of the owner has a say in it. */
    private List<Differing> differing(String table) {
        RowGuards.Proven proven = guards.proven(table);
        return jdbc
                .sql(NOW.replace("THE_TABLE", proven.table()) + """
                        select coalesce(r.row_key, p.row_key) as row_key, encode(r.hash, 'hex') as now,
                            :table as room_table, p.change, p.hash, p.captured, p.mark
                        from now_there as r
                        full join (
                            select distinct on (row_key) row_key, change, hash, captured, mark
                            from audit.row_proof
                            where room_table = :table and row_key <> '*'
                            order by row_key, change desc, id desc) as p on p.row_key = r.row_key
                        where p.mark is not null or r.row_key is not null
                        """)
                .param("table", table)
                .param("keys", proven.keys().toArray(String[]::new))
                .param("ignored", proven.ignored().toArray(String[]::new))
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
