package dev.bastide.testing;

import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How often an alarm of a kind was raised; what rooms below tell of is heard a moment later. */
public final class AlarmCounts {
    private AlarmCounts() {}

    /** Does it, and waits until the alarm was raised once more than before. */
    public static void onceMore(JdbcClient sql, String kind, Runnable work) throws Exception {
        int before = of(sql, kind);
        work.run();
        Eventually.holds("an alarm of " + kind, Duration.ofSeconds(20), () -> of(sql, kind) == before + 1);
    }

    private static int of(JdbcClient sql, String kind) {
        return sql.sql("""
                        select coalesce(sum(t.times), 0)
                        from alarm.alarm a
                        join alarm.tally t on t.alarm = a.id
                        where a.kind = ?
                        """).param(kind).query(Integer.class).single();
    }
}
