package dev.bastide.alarm;

import static dev.bastide.audit.Moments.utc;

import dev.bastide.audit.Moments;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.RowMarks;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.ListSql;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of alarms and of how often they repeated. A row that bears no right mark is no alarm. */
@Repository
class StoredAlarms {
    private static final String TABLE = "alarm.alarm";
    private static final String FORK = "alarm.alarm.fork";
    private static final String COLUMNS = """
            a.id, a.number, a.kind, a.level, a.node, a.object, a.reason_key, a.reason_args, a.path, a.source, a.raised_at,
            a.fork, a.closed, a.mark""";
    private static final String SELECT = "select " + COLUMNS + " from alarm.alarm a ";

    /** Some way to somebody was not there within the minute. */
    private static final String UNDELIVERED = """
            exists (select from alarm.telling t join alarm.delivery d on d.telling = t.id
                where t.alarm = a.id and d.outcome <> 'delivered')""";

    /** Nobody had it within the most that a rung of its level may wait; what ended before that needed nobody. */
    private static final String UNANSWERED = """
            coalesce(
                (select min(k.at) from alarm.acknowledgement k where k.alarm = a.id),
                (select min(r.at) from alarm.resolution r where r.alarm = a.id),
                :now) > a.raised_at + make_interval(mins =>
                    case a.level when 'critical' then 15 when 'high' then 60 when 'medium' then 240 else 1440 end)""";

    /** Its ticket is owed. */
    private static final String TICKETLESS = "not exists (select from alarm.ticketed k where k.alarm = a.id)";

    private final JdbcClient jdbc;
    private final RowMarks marks;

    StoredAlarms(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    /** How often an alarm happened, and when last. */
    record Times(long count, Instant last) {}

    /** Adds it; nothing when another one of the same is open in this place. */
    Optional<AlarmId> add(Happening what, @Nullable NodeId node, int fork, Instant now) {
        UUID id = UUID.randomUUID();
        UUID place = node == null ? null : node.value();
        byte[] mark = marks.of(
                TABLE,
                id,
                what.kind().name(),
                what.kind().level().word(),
                place,
                what.object(),
                what.reason().key(),
                what.reason().args(),
                what.reason().remedyPath(),
                what.source(),
                now,
                fork);
        int added = jdbc.sql("""
                insert into alarm.alarm (id, kind, level, node, object, reason_key, reason_args, path, source, raised_at,
                    fork, mark)
                values (:id, :kind, :level, :node, :object, :key, :args, :path, :source, :now, :fork, :mark)
                on conflict (kind, node, object, fork) where not closed do nothing
                """)
                .param("id", id)
                .param("kind", what.kind().name())
                .param("level", what.kind().level().word())
                .param("node", place)
                .param("object", what.object())
                .param("key", what.reason().key())
                .param("args", what.reason().args().toArray(String[]::new))
                .param("path", what.reason().remedyPath())
                .param("source", what.source())
                .param("now", utc(now))
                .param("fork", fork)
                .param("mark", mark)
                .update();
        return added == 1 ? Optional.of(new AlarmId(id)) : Optional.empty();
    }

    /** Counts one more time that it happened, in a row of its own where somebody holds the others. */
    void count(AlarmId id, Instant now) {
        jdbc.sql("""
                with free as materialized (
                    select t.slot
                    from alarm.tally as t
                    where t.alarm = :id and t.hour = :hour
                    order by t.slot
                    limit 1
                    for update skip locked),
                grown as (
                    update alarm.tally as t
                    set times = greatest(t.times, least(t.times, 999999999) + 1), last_at = greatest(t.last_at, :now)
                    from free
                    where t.alarm = :id and t.hour = :hour and t.slot = free.slot
                    returning t.slot)
                insert into alarm.tally (alarm, hour, slot, times, last_at)
                select :id, :hour, :slot, 1, :now
                where not exists (select from grown)
                """)
                .param("id", id.value())
                .param("slot", ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE))
                .param("hour", utc(now.truncatedTo(ChronoUnit.HOURS)))
                .param("now", utc(now))
                .update();
    }

    /** What is open of this kind, here, about this, in this place; nothing where the row there is not ours. */
    Optional<Alarm> open(String kind, @Nullable NodeId node, String object, int fork) {
        return jdbc
                .sql(SELECT + """
                        where a.kind = :kind and a.node is not distinct from cast(:node as uuid) and a.object = :object
                            and a.fork = :fork and not a.closed
                        """)
                .param("kind", kind)
                .param("node", node == null ? null : node.value())
                .param("object", object)
                .param("fork", fork)
                .query(this::readOurs)
                .list()
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Whether any row is open there, be it ours or not. */
    boolean isOpen(String kind, @Nullable NodeId node, String object, int fork) {
        return jdbc.sql("""
                select exists (
                    select from alarm.alarm a
                    where a.kind = :kind and a.node is not distinct from cast(:node as uuid) and a.object = :object
                        and a.fork = :fork and not a.closed)
                """)
                .param("kind", kind)
                .param("node", node == null ? null : node.value())
                .param("object", object)
                .param("fork", fork)
                .query(Boolean.class)
                .single();
    }

    Optional<Alarm> find(AlarmId id) {
        return one("where a.id = :id", "id", id.value());
    }

    Optional<Alarm> byNumber(long number) {
        return one("where a.number = :number", "number", number);
    }

    /**
     * Where the nth row of the same alarm stands. Only the program knows where it goes next, so that nobody takes every
     * place before it does.
     */
    int fork(String kind, @Nullable NodeId node, String object, int nth) {
        byte[] place = marks.of(FORK, kind, node == null ? null : node.value(), object, nth);
        return nth == 0 ? 0 : ByteBuffer.wrap(place).getInt() & Integer.MAX_VALUE;
    }

    /** How long a lock is waited for in this transaction; empty for as long as it takes. */
    String patience() {
        return jdbc.sql("select current_setting('lock_timeout')")
                .query(String.class)
                .single();
    }

    /** Waits for locks so long from now on, in this transaction. */
    void setPatience(String time) {
        jdbc.sql("select set_config('lock_timeout', :time, true)")
                .param("time", time)
                .query(String.class)
                .single();
    }

    /** From here to the end of the transaction a lock that somebody holds is a failure, not a silence. */
    void waitBriefly() {
        jdbc.sql("set local lock_timeout = '5s'").update();
    }

    /** Reads it, and keeps others from answering it until the transaction ends. */
    Optional<Alarm> lock(AlarmId id) {
        return one("where a.id = :id for update", "id", id.value());
    }

    private Optional<Alarm> one(String condition, String name, Object value) {
        return jdbc.sql(SELECT + condition).param(name, value).query(this::readOurs).list().stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Everything that may still have to climb: what no row says has ended, and what ended lately by a row to be proved. */
    List<UUID> toWatch(Instant since) {
        return jdbc.sql("select id from alarm.alarm where not closed or raised_at > :since order by raised_at")
                .param("since", utc(since))
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
    }

    /** What is open and was told to this person, newest first. */
    List<Alarm> openToldTo(PersonId person) {
        return jdbc.sql(SELECT + """
                        where not a.closed
                            and exists (select from alarm.telling t join alarm.delivery d on d.telling = t.id
                                where t.alarm = a.id and d.person = :person)
                        order by a.raised_at desc
                        limit 100
                        """).param("person", person.value()).query(this::readOurs).list().stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** One page of alarms on these nodes, or told to this person. */
    ListResult<Alarm> list(ListQuery query, UUID[] nodes, boolean everywhere, UUID reader, Instant now) {
        String acknowledged = "exists (select from alarm.acknowledgement k where k.alarm = a.id)";
        ListSql sql = ListSql.select(COLUMNS, "alarm.alarm a", "a.id")
                .where("""
                        (a.node = any(:nodes) or (a.node is null and :everywhere)
                            or exists (select from alarm.telling t join alarm.delivery d on d.telling = t.id
                                where t.alarm = a.id and d.person = :reader))""", "nodes", nodes)
                .where("cast(:everywhere as boolean) is not null", "everywhere", everywhere)
                .where("cast(:reader as uuid) is not null", "reader", reader)
                .search(
                        "q",
                        "(a.kind ilike :q or a.object ilike :q or a.source ilike :q"
                                + " or array_to_string(a.reason_args, ' ') ilike :q)")
                .filter("level", "a.level = :level")
                .filter(
                        "state",
                        "case :state when 'waiting' then not a.closed and not " + acknowledged
                                + " when 'taken' then not a.closed and " + acknowledged
                                + " when 'resolved' then a.closed else true end")
                .where("cast(:now as timestamptz) is not null", "now", utc(now))
                .filter(
                        "proof",
                        "case :proof when 'undelivered' then " + UNDELIVERED + " when 'ticketless' then " + TICKETLESS
                                + " else " + UNANSWERED + " end")
                .sortDescending("raised", "a.raised_at", "timestamptz");
        if (query.filter("state").isEmpty() && query.filter("proof").isEmpty()) {
            sql = sql.where("not a.closed");
        }
        ListResult<Optional<Alarm>> found = sql.fetch(jdbc, query, this::readOurs);
        return new ListResult<>(found.rows().stream().flatMap(Optional::stream).toList(), found.next(), found.count());
    }

    Map<AlarmId, Times> times(Collection<AlarmId> ids) {
        Map<AlarmId, Times> times = new HashMap<>();
        jdbc.sql("""
                select alarm, least(sum(times), 999999999) as times, max(last_at) as last_at
                from alarm.tally
                where alarm = any(:ids)
                group by alarm
                """)
                .param("ids", ids.stream().map(AlarmId::value).toArray(UUID[]::new))
                .query(row -> {
                    times.put(
                            new AlarmId(row.getObject("alarm", UUID.class)),
                            new Times(row.getLong("times"), Moments.require(row, "last_at")));
                });
        return times;
    }

    private Optional<Alarm> readOurs(ResultSet row, int number) throws SQLException {
        return marks.reading(TABLE, row.getObject("id", UUID.class), () -> proved(row));
    }

    private Optional<Alarm> proved(ResultSet row) throws SQLException {
        Alarm alarm = read(row);
        boolean ours = marks.isOurs(
                TABLE,
                alarm.id(),
                row.getBytes("mark"),
                alarm.id().value(),
                alarm.kind(),
                alarm.level().word(),
                alarm.node() == null ? null : alarm.node().value(),
                alarm.object(),
                alarm.key(),
                alarm.args(),
                alarm.path(),
                alarm.source(),
                alarm.raisedAt(),
                alarm.fork());
        return ours ? Optional.of(alarm) : Optional.empty();
    }

    private static Alarm read(ResultSet row) throws SQLException {
        UUID node = row.getObject("node", UUID.class);
        return new Alarm(
                new AlarmId(row.getObject("id", UUID.class)),
                row.getLong("number"),
                row.getString("kind"),
                AlarmLevel.ofWord(row.getString("level")),
                node == null ? null : new NodeId(node),
                row.getString("object"),
                row.getString("reason_key"),
                List.of((String[]) row.getArray("reason_args").getArray()),
                row.getString("path"),
                row.getString("source"),
                Moments.require(row, "raised_at"),
                row.getInt("fork"),
                row.getBoolean("closed"));
    }
}
