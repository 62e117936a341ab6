package dev.bastide.alarm.errors;

import dev.bastide.authority.NodeId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Counts what went wrong, for each kind on each node. */
@Repository
class ErrorClasses {
    static final int WEEKS = 8;

    private static final Duration WEEK = Duration.ofDays(7);

    private final JdbcClient jdbc;
    private final ProblemRows problems;
    private final Clock clock;

    ErrorClasses(JdbcClient jdbc, ProblemRows problems, Clock clock) {
        this.jdbc = jdbc;
        this.problems = problems;
        this.clock = clock;
    }

    private record Key(String kind, @Nullable NodeId node) {}

    private record Counted(Key key, int week, long times) {}

    private record Answered(long alarms, @Nullable Duration toAcknowledge, long late) {}

    /** The classes on these nodes, and those of the whole house where asked for; most frequent first. */
    List<ErrorClass> on(UUID[] nodes, boolean house) {
        Instant now = clock.instant();
        Instant since = now.minus(WEEK.multipliedBy(WEEKS));
        Map<Key, List<Long>> weeks = new HashMap<>();
        for (Counted counted : counted(nodes, house, since, now)) {
            weeks.computeIfAbsent(counted.key(), key -> new ArrayList<>(Collections.nCopies(WEEKS, 0L)))
                    .set(Math.clamp(counted.week(), 0, WEEKS - 1), counted.times());
        }
        Map<Key, Answered> answered = answered(nodes, house, since);
        Map<Key, Problem> open = new HashMap<>();
        problems.all().stream()
                .filter(Problem::isOpen)
                .forEach(problem -> open.put(new Key(problem.kind(), problem.node()), problem));
        return weeks.entrySet().stream()
                .map(entry -> {
                    Key key = entry.getKey();
                    Answered how = answered.getOrDefault(key, new Answered(0, null, 0));
                    return new ErrorClass(
                            key.kind(),
                            key.node(),
                            entry.getValue(),
                            how.alarms(),
                            how.toAcknowledge(),
                            how.late(),
                            open.get(key));
                })
                .sorted(Comparator.comparingLong(ErrorClass::times)
                        .reversed()
                        .thenComparing(ErrorClass::kind)
                        .thenComparing(found -> Objects.toString(found.node())))
                .toList();
    }

    private List<Counted> counted(UUID[] nodes, boolean house, Instant since, Instant now) {
        return jdbc.sql("""
                select a.kind, a.node, sum(t.times) as times,
                    least(floor(greatest(extract(epoch from :now - t.last_at), 0) / 604800), :last)::integer as week
                from alarm.tally t
                join alarm.alarm a on a.id = t.alarm
                where t.hour > :since and (a.node = any(:nodes) or (a.node is null and :house))
                group by a.kind, a.node, week
                """)
                .param("now", utc(now))
                .param("last", WEEKS - 1)
                .param("since", utc(since))
                .param("nodes", nodes)
                .param("house", house)
                .query((row, number) -> new Counted(key(row), row.getInt("week"), row.getLong("times")))
                .list();
    }

    private Map<Key, Answered> answered(UUID[] nodes, boolean house, Instant since) {
        Map<Key, Answered> found = new HashMap<>();
        jdbc.sql("""
                select a.kind, a.node, count(*) as alarms,
                    avg(extract(epoch from (
                        select min(k.at) from alarm.acknowledgement k where k.alarm = a.id) - a.raised_at)) as seconds,
                    sum((select count(*)
                        from alarm.telling g
                        join alarm.delivery d on d.telling = g.id
                        where g.alarm = a.id and d.outcome <> 'delivered')) as late
                from alarm.alarm a
                where a.raised_at > :since and (a.node = any(:nodes) or (a.node is null and :house))
                group by a.kind, a.node
                """)
                .param("since", utc(since))
                .param("nodes", nodes)
                .param("house", house)
                .query(row -> {
                    double seconds = row.getDouble("seconds");
                    @Nullable Duration mean = row.wasNull() ? null : Duration.ofSeconds(Math.round(seconds));
                    found.put(key(row), new Answered(row.getLong("alarms"), mean, row.getLong("late")));
                });
        return found;
    }

    private static Key key(ResultSet row) throws SQLException {
        @Nullable UUID node = row.getObject("node", UUID.class);
        return new Key(row.getString("kind"), node == null ? null : new NodeId(node));
    }

    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
