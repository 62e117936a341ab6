package dev.bastide.job;

import static dev.bastide.audit.Moments.utc;

import dev.bastide.audit.Moments;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The lease rows: at any moment at most one node holds a name. */
@Repository
class Schedules {
    /**
     * Its time has come, or lies further ahead than it was ever set: the clock went back. Two intervals and a minute are
     * more than the clocks of two nodes differ.
     */
    private static final String DUE = """
            (next_run <= :now or next_run > :now + interval '1 minute' + 2 * make_interval(secs => interval_millis / 1000.0))""";

    private final JdbcClient jdbc;

    Schedules(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Makes the row of a name this node knows, or takes over a changed interval. */
    void enrol(String name, Duration interval, Instant now) {
        jdbc.sql("""
                insert into job.schedule (name, interval_millis, next_run)
                values (:name, :interval, :now)
                on conflict (name) do update
                set interval_millis = excluded.interval_millis,
                    next_run = least(job.schedule.next_run, :now + make_interval(secs => :interval / 1000.0))
                where job.schedule.interval_millis <> excluded.interval_millis
                """)
                .param("name", name)
                .param("interval", interval.toMillis())
                .param("now", utc(now))
                .update();
    }

    /** The names that are due and that nobody holds; a look that takes nothing. */
    List<String> due(Instant now) {
        return jdbc.sql("""
                select name
                from job.schedule
                where
                """ + DUE + """

                  and (holder is null or lease_until < :now)
                order by next_run
                """)
                .param("now", utc(now))
                .query((row, number) -> row.getString("name"))
                .list();
    }

    /** What a claim found: whether an earlier holder vanished in the middle of its run. */
    record Claim(boolean tookOver) {}

    /** Takes a due name that nobody holds, in one statement, so that two nodes never both succeed. */
    Optional<Claim> claim(String name, UUID node, Instant now, Instant leaseUntil) {
        return jdbc.sql("""
                with due as (
                    select name, holder
                    from job.schedule
                    where name = :name
                      and
                """ + DUE + """

                      and (holder is null or lease_until < :now)
                    for update skip locked
                )
                update job.schedule as s
                set holder = :node,
                    lease_until = :until,
                    last_started = :now,
                    lost_count = s.lost_count + case when due.holder is null then 0 else 1 end
                from due
                where s.name = due.name
                returning due.holder is not null as took_over
                """)
                .param("name", name)
                .param("node", node)
                .param("now", utc(now))
                .param("until", utc(leaseUntil))
                .query((row, number) -> new Claim(row.getBoolean("took_over")))
                .optional();
    }

    /** Keeps a lease alive; false when it is no longer ours. */
    boolean renew(String name, UUID node, Instant leaseUntil) {
        return jdbc.sql("update job.schedule set lease_until = :until where name = :name and holder = :node")
                        .param("until", utc(leaseUntil))
                        .param("name", name)
                        .param("node", node)
                        .update()
                == 1;
    }

    /** Ends a run; {@code failure} is null when it went well. True when good and bad changed places. */
    boolean finish(String name, UUID node, Instant now, @Nullable String failure) {
        return jdbc.sql("""
                with before as (
                    select name, failing_since
                    from job.schedule
                    where name = :name and holder = :node
                    for update
                )
                update job.schedule as s
                set holder = null,
                    lease_until = null,
                    last_finished = :now,
                    next_run = :now + make_interval(secs => s.interval_millis / 1000.0),
                    run_count = s.run_count + 1,
                    failure_count = s.failure_count + case when :failure::text is null then 0 else 1 end,
                    failing_since = case when :failure::text is null then null else coalesce(s.failing_since, :now) end,
                    last_failure = :failure::text
                from before
                where s.name = before.name
                returning (before.failing_since is null) <> (:failure::text is null) as turned
                """)
                .param("name", name)
                .param("node", node)
                .param("now", utc(now))
                .param("failure", failure)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /** Gives back what this node holds, at a clean stop. */
    void release(UUID node) {
        jdbc.sql("update job.schedule set holder = null, lease_until = null where holder = :node")
                .param("node", node)
                .update();
    }

    /** Makes a name due now; false when there is no such name. */
    boolean hasten(String name, Instant now) {
        return jdbc.sql("update job.schedule set next_run = :now where name = :name")
                        .param("now", utc(now))
                        .param("name", name)
                        .update()
                == 1;
    }

    List<JobStanding> all() {
        return jdbc.sql("""
                select name, interval_millis, next_run, holder, last_started, last_finished, failing_since,
                    last_failure, run_count, failure_count, lost_count
                from job.schedule
                order by failing_since nulls last, name
                """).query(Schedules::standing).list();
    }

    private static JobStanding standing(ResultSet row, int number) throws SQLException {
        return new JobStanding(
                row.getString("name"),
                Duration.ofMillis(row.getLong("interval_millis")),
                Moments.require(row, "next_run"),
                row.getObject("holder") != null,
                Moments.read(row, "last_started"),
                Moments.read(row, "last_finished"),
                Moments.read(row, "failing_since"),
                row.getString("last_failure"),
                row.getLong("run_count"),
                row.getLong("failure_count"),
                row.getLong("lost_count"));
    }
}
