package dev.bastide.testing;

import java.time.Duration;
import java.util.List;

/** What was captured as a change past the program; nothing, where only the program acted. */
public final class Captures {
    private Captures() {}

    /** Waits until all changes are judged; those that came with no record, of any table. */
    public static List<String> of(TestDatabase database) throws Exception {
        Eventually.holds(
                "all changes are judged",
                Duration.ofSeconds(60),
                () -> database.owner().sql("""
                        select not exists (
                            select from audit.row_change as c
                            where not exists (select from audit.row_proof as p where p.change = c.id))
                        """).query(Boolean.class).single());
        return database.owner()
                .sql("""
                        select distinct c.verb || ' ' || c.room_table || ' ' || array_to_string(c.columns, ',') as what
                        from audit.row_change as c
                        join audit.row_proof as p on p.change = c.id
                        where p.captured
                        """)
                .query((row, number) -> row.getString("what"))
                .list();
    }
}
