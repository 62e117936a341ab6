package dev.bastide.alarm;

import static dev.bastide.audit.Moments.utc;

import dev.bastide.audit.Moments;
import dev.bastide.identity.RowMarks;
import dev.bastide.ticket.TicketId;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which ticket an alarm opened, and for which one it is owed. A row that bears no right mark says nothing. */
@Repository
class AlarmTicketRows {
    private static final String TICKETED = "alarm.ticketed";
    private static final String TOLD = "alarm.ticket_told";

    private final JdbcClient jdbc;
    private final RowMarks marks;

    AlarmTicketRows(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    /** An alarm's ticket and since when it has it. */
    record Ticketed(AlarmId alarm, TicketId ticket, Instant at) {}

    void add(AlarmId alarm, TicketId ticket, Instant now) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                insert into alarm.ticketed (id, alarm, ticket, at, mark)
                values (:id, :alarm, :ticket, :at, :mark)
                """)
                .param("id", id)
                .param("alarm", alarm.value())
                .param("ticket", ticket.value())
                .param("at", utc(now))
                .param("mark", marks.of(TICKETED, id, alarm.value(), ticket.value(), now))
                .update();
    }

    /** Notes that its ticket is owed. */
    void owe(AlarmId alarm, String why, Instant now) {
        jdbc.sql("""
                insert into alarm.ticket_owed (alarm, why, at)
                values (:alarm, :why, :at)
                on conflict do nothing
                """)
                .param("alarm", alarm.value())
                .param("why", why)
                .param("at", utc(now))
                .update();
    }

    /** The tickets of these alarms. */
    Map<AlarmId, Ticketed> of(Collection<AlarmId> alarms) {
        return read("alarm", alarms.stream().map(AlarmId::value).toArray(UUID[]::new), Ticketed::alarm);
    }

    Optional<Ticketed> of(AlarmId alarm) {
        return Optional.ofNullable(of(List.of(alarm)).get(alarm));
    }

    /** The alarms of a ticket. */
    Set<AlarmId> alarms(TicketId ticket) {
        Set<AlarmId> found = new HashSet<>();
        read("ticket", new UUID[] {ticket.value()}, one -> {
            found.add(one.alarm());
            return one.alarm();
        });
        return found;
    }

    /** Every alarm that may be without its ticket: what is open, and what was owed one since a time. */
    List<AlarmId> candidates(Instant since) {
        return jdbc.sql("""
                        select a.id from alarm.alarm a where not a.closed
                        union
                        select o.alarm from alarm.ticket_owed o where o.at > :since
                        """)
                .param("since", utc(since))
                .query((row, number) -> new AlarmId(row.getObject("id", UUID.class)))
                .list();
    }

    /** The alarms that ended since a time, by whatever row. */
    List<AlarmId> ended(Instant since) {
        return jdbc.sql("select distinct r.alarm from alarm.resolution r where r.at > :since")
                .param("since", utc(since))
                .query((row, number) -> new AlarmId(row.getObject("alarm", UUID.class)))
                .list();
    }

    void tell(AlarmId alarm, String what, Instant now) {
        jdbc.sql("""
                insert into alarm.ticket_told (alarm, what, at, mark)
                values (:alarm, :what, :at, :mark)
                on conflict do nothing
                """)
                .param("alarm", alarm.value())
                .param("what", what)
                .param("at", utc(now))
                .param("mark", marks.of(TOLD, alarm.value(), what, now))
                .update();
    }

    /** Which of these alarms' tickets were told this. */
    Set<AlarmId> told(Collection<AlarmId> alarms, String what) {
        Set<AlarmId> found = new HashSet<>();
        jdbc.sql("select alarm, at, mark from alarm.ticket_told where alarm = any(:ids) and what = :what")
                .param("ids", alarms.stream().map(AlarmId::value).toArray(UUID[]::new))
                .param("what", what)
                .query(row -> {
                    AlarmId alarm = new AlarmId(row.getObject("alarm", UUID.class));
                    marks.reading(
                                    TOLD,
                                    alarm,
                                    () -> marks.isOurs(
                                                    TOLD,
                                                    alarm,
                                                    row.getBytes("mark"),
                                                    alarm.value(),
                                                    what,
                                                    Moments.require(row, "at"))
                                            ? Optional.of(alarm)
                                            : Optional.<AlarmId>empty())
                            .ifPresent(found::add);
                });
        return found;
    }

    private Map<AlarmId, Ticketed> read(String column, UUID[] ids, Function<Ticketed, AlarmId> key) {
        Map<AlarmId, Ticketed> found = new HashMap<>();
        jdbc.sql("select id, alarm, ticket, at, mark from alarm.ticketed where " + column + " = any(:ids) order by at")
                .param("ids", ids)
                .query((ResultSet row) -> {
                    UUID id = row.getObject("id", UUID.class);
                    marks.reading(TICKETED, id, () -> {
                                Ticketed one = new Ticketed(
                                        new AlarmId(row.getObject("alarm", UUID.class)),
                                        new TicketId(row.getObject("ticket", UUID.class)),
                                        Moments.require(row, "at"));
                                boolean ours = marks.isOurs(
                                        TICKETED,
                                        id,
                                        row.getBytes("mark"),
                                        id,
                                        one.alarm().value(),
                                        one.ticket().value(),
                                        one.at());
                                return ours ? Optional.of(one) : Optional.<Ticketed>empty();
                            })
                            .ifPresent(one -> found.putIfAbsent(key.apply(one), one));
                });
        return found;
    }
}
