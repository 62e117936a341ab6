package dev.bastide.alarm;

import static dev.bastide.audit.Moments.utc;

import dev.bastide.alarm.Telling.Channel;
import dev.bastide.alarm.Telling.Delivery;
import dev.bastide.alarm.Telling.Outcome;
import dev.bastide.alarm.Telling.Why;
import dev.bastide.audit.Moments;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.RowMarks;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who was told when, and whether it reached him. Rows are added, never changed; a foreign one reached nobody. */
@Repository
class Tellings {
    private static final String TELLING = "alarm.telling";
    private static final String STEP = "alarm.telling.step";
    private static final String DELIVERY = "alarm.delivery";

    private final JdbcClient jdbc;
    private final RowMarks marks;

    Tellings(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    void add(Telling told) {
        jdbc.sql("""
                insert into alarm.telling (id, alarm, step, rung, why, passed, notice, at, mark)
                values (:id, :alarm, :step, :rung, :why, :passed, :notice, :at, :mark)
                """)
                .param("id", told.id())
                .param("alarm", told.alarm().value())
                .param("step", told.step())
                .param("rung", told.rung().word())
                .param("why", told.why().word())
                .param("passed", words(told.passed()).toArray(String[]::new))
                .param("notice", told.notice())
                .param("at", utc(told.at()))
                .param(
                        "mark",
                        marks.of(
                                TELLING,
                                told.id(),
                                told.alarm().value(),
                                told.step(),
                                told.rung().word(),
                                told.why().word(),
                                words(told.passed()),
                                told.notice(),
                                told.at()))
                .update();
        told.deliveries().forEach(delivery -> add(told.id(), delivery));
    }

    /** Adds what was learnt of one way to one person; false when it is known already. */
    boolean add(UUID telling, Delivery reached) {
        return jdbc.sql("""
                insert into alarm.delivery (telling, person, channel, outcome, at, mark)
                values (:telling, :person, :channel, :outcome, :at, :mark)
                on conflict do nothing
                """)
                        .param("telling", telling)
                        .param("person", reached.person().value())
                        .param("channel", reached.channel().word())
                        .param("outcome", reached.outcome().word())
                        .param("at", utc(reached.at()))
                        .param(
                                "mark",
                                marks.of(
                                        DELIVERY,
                                        telling,
                                        reached.person().value(),
                                        reached.channel().word(),
                                        reached.outcome().word(),
                                        reached.at()))
                        .update()
                == 1;
    }

    /** Every telling of these alarms in order, with its evidence. */
    Map<AlarmId, List<Telling>> of(Collection<AlarmId> alarms) {
        UUID[] ids = alarms.stream().map(AlarmId::value).toArray(UUID[]::new);
        Map<UUID, List<Delivery>> reached = deliveries(ids);
        Map<AlarmId, List<Telling>> found = new HashMap<>();
        jdbc.sql("""
                select id, alarm, step, rung, why, passed, notice, at, mark
                from alarm.telling
                where alarm = any(:ids)
                order by alarm, step
                """).param("ids", ids).query(this::readOurs).list().stream()
                .flatMap(Optional::stream)
                .map(told -> told.with(reached.getOrDefault(told.id(), List.of())))
                .forEach(told -> found.computeIfAbsent(told.alarm(), id -> new ArrayList<>())
                        .add(told));
        return found;
    }

    /**
     * The next number after our own last telling. What others wrote counts for nothing here either; only where a row of ours
     * was changed past the program its number stays taken.
     */
    int nextStep(AlarmId alarm, @Nullable Telling last) {
        int step = last == null ? 0 : last.step() + 1;
        while (isTaken(idOf(alarm, step))) {
            step++;
        }
        return step;
    }

    /**
     * The id of a step, which nobody can foresee without the master key: nobody takes it before the program does, and two
     * looks at once cannot both tell the same step.
     */
    UUID idOf(AlarmId alarm, int step) {
        ByteBuffer bytes = ByteBuffer.wrap(marks.of(STEP, alarm.value(), step));
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private boolean isTaken(UUID id) {
        return jdbc.sql("select exists (select from alarm.telling where id = :id)")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    private Map<UUID, List<Delivery>> deliveries(UUID[] alarms) {
        Map<UUID, List<Delivery>> found = new HashMap<>();
        jdbc.sql("""
                select d.telling, d.person, d.channel, d.outcome, d.at, d.mark
                from alarm.delivery d
                join alarm.telling t on t.id = d.telling
                where t.alarm = any(:ids)
                order by d.at, d.channel, d.person
                """).param("ids", alarms).query(row -> {
            UUID telling = row.getObject("telling", UUID.class);
            String key = telling + " " + row.getString("person") + " " + row.getString("channel") + " "
                    + row.getString("outcome");
            marks.reading(DELIVERY, key, () -> delivery(row, telling, key))
                    .ifPresent(read -> found.computeIfAbsent(telling, id -> new ArrayList<>())
                            .add(read));
        });
        return found;
    }

    private Optional<Delivery> delivery(ResultSet row, UUID telling, String key) throws SQLException {
        Delivery read = new Delivery(
                new PersonId(row.getObject("person", UUID.class)),
                Channel.valueOf(row.getString("channel").toUpperCase(Locale.ROOT)),
                Outcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT)),
                Moments.require(row, "at"));
        boolean ours = marks.isOurs(
                DELIVERY,
                key,
                row.getBytes("mark"),
                telling,
                read.person().value(),
                read.channel().word(),
                read.outcome().word(),
                read.at());
        return ours ? Optional.of(read) : Optional.empty();
    }

    private Optional<Telling> readOurs(ResultSet row, int number) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return marks.reading(TELLING, id, () -> proved(row, id));
    }

    private Optional<Telling> proved(ResultSet row, UUID id) throws SQLException {
        UUID alarm = row.getObject("alarm", UUID.class);
        UUID notice = row.getObject("notice", UUID.class);
        Instant at = Moments.require(row, "at");
        List<String> passed = List.of((String[]) row.getArray("passed").getArray());
        int step = row.getInt("step");
        String rung = row.getString("rung");
        String why = row.getString("why");
        if (!marks.isOurs(TELLING, id, row.getBytes("mark"), id, alarm, step, rung, why, passed, notice, at)) {
            return Optional.empty();
        }
        return Optional.of(new Telling(
                id,
                new AlarmId(alarm),
                step,
                Rung.ofWord(rung),
                Why.valueOf(why.toUpperCase(Locale.ROOT)),
                passed.stream().map(Rung::ofWord).toList(),
                notice,
                at,
                List.of()));
    }

    private static List<String> words(List<Rung> rungs) {
        return rungs.stream().map(Rung::word).toList();
    }
}
