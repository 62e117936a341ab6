package dev.bastide.alarm;

import static dev.bastide.audit.Moments.utc;

import dev.bastide.audit.Moments;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.RowMarks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who acknowledged which alarm, and how it ended, by what this program wrote: a forged answer lets an alarm climb on. */
@Repository
class Answered {
    private static final String ACKNOWLEDGEMENT = "alarm.acknowledgement";
    private static final String RESOLUTION = "alarm.resolution";

    private final JdbcClient jdbc;
    private final RowMarks marks;

    Answered(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    void acknowledge(AlarmId alarm, Acknowledgement given) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                insert into alarm.acknowledgement (id, alarm, person, at, method, note, mark)
                values (:id, :alarm, :person, :at, :method, :note, :mark)
                """)
                .param("id", id)
                .param("alarm", alarm.value())
                .param("person", given.person().value())
                .param("at", utc(given.at()))
                .param("method", given.method())
                .param("note", given.note())
                .param(
                        "mark",
                        marks.of(
                                ACKNOWLEDGEMENT,
                                id,
                                alarm.value(),
                                given.person().value(),
                                given.at(),
                                given.method(),
                                given.note()))
                .update();
    }

    void resolve(AlarmId alarm, Resolution given) {
        UUID id = UUID.randomUUID();
        UUID person = given.person() == null ? null : given.person().value();
        jdbc.sql("""
                insert into alarm.resolution (id, alarm, person, cause, told, at, mark)
                values (:id, :alarm, :person, :cause, :told, :at, :mark)
                """)
                .param("id", id)
                .param("alarm", alarm.value())
                .param("person", person)
                .param("cause", given.cause())
                .param("told", given.told())
                .param("at", utc(given.at()))
                .param("mark", marks.of(RESOLUTION, id, alarm.value(), person, given.cause(), given.told(), given.at()))
                .update();
    }

    Map<AlarmId, Acknowledgement> acknowledgements(Collection<AlarmId> alarms) {
        Map<AlarmId, Acknowledgement> found = new HashMap<>();
        jdbc.sql("""
                select id, alarm, person, at, method, note, mark
                from alarm.acknowledgement
                where alarm = any(:ids)
                order by at
                """).param("ids", ids(alarms)).query(row -> {
            AlarmId alarm = new AlarmId(row.getObject("alarm", UUID.class));
            marks.reading(ACKNOWLEDGEMENT, row.getObject("id", UUID.class), () -> acknowledgement(row, alarm))
                    .ifPresent(given -> found.putIfAbsent(alarm, given));
        });
        return found;
    }

    private Optional<Acknowledgement> acknowledgement(ResultSet row, AlarmId alarm) throws SQLException {
        Acknowledgement given = new Acknowledgement(
                new PersonId(row.getObject("person", UUID.class)),
                Moments.require(row, "at"),
                row.getString("method"),
                row.getString("note"));
        boolean ours = isOurs(
                ACKNOWLEDGEMENT, row, alarm.value(), given.person().value(), given.at(), given.method(), given.note());
        return ours ? Optional.of(given) : Optional.empty();
    }

    Map<AlarmId, Resolution> resolutions(Collection<AlarmId> alarms) {
        Map<AlarmId, Resolution> found = new HashMap<>();
        jdbc.sql("""
                select id, alarm, person, cause, told, at, mark
                from alarm.resolution
                where alarm = any(:ids)
                order by at
                """).param("ids", ids(alarms)).query(row -> {
            AlarmId alarm = new AlarmId(row.getObject("alarm", UUID.class));
            marks.reading(RESOLUTION, row.getObject("id", UUID.class), () -> resolution(row, alarm))
                    .ifPresent(given -> found.putIfAbsent(alarm, given));
        });
        return found;
    }

    private Optional<Resolution> resolution(ResultSet row, AlarmId alarm) throws SQLException {
        UUID person = row.getObject("person", UUID.class);
        Resolution given = new Resolution(
                person == null ? null : new PersonId(person),
                row.getString("cause"),
                row.getString("told"),
                Moments.require(row, "at"));
        boolean ours = isOurs(RESOLUTION, row, alarm.value(), person, given.cause(), given.told(), given.at());
        return ours ? Optional.of(given) : Optional.empty();
    }

    private boolean isOurs(String table, ResultSet row, @Nullable Object... rest) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        @Nullable Object[] parts = new @Nullable Object[rest.length + 1];
        parts[0] = id;
        System.arraycopy(rest, 0, parts, 1, rest.length);
        return marks.isOurs(table, id, row.getBytes("mark"), parts);
    }

    private static UUID[] ids(Collection<AlarmId> alarms) {
        return alarms.stream().map(AlarmId::value).toArray(UUID[]::new);
    }
}
