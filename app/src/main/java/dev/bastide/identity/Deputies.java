package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Service;

/** Who stands in for whom, and who is away now, by what this program wrote. */
@Service
public class Deputies {
    private static final String DEPUTY = "identity.deputy";
    private static final String DEPUTY_COLUMNS = "id, person, deputy, named_by, from_at, mark";
    private static final String LEAVE = "identity.leave";
    private static final String LEAVE_COLUMNS = "id, person, from_at, to_at, entered_by, mark";

    private final JdbcClient jdbc;
    private final RowMarks marks;
    private final Clock clock;

    Deputies(JdbcClient jdbc, RowMarks marks, Clock clock) {
        this.jdbc = jdbc;
        this.marks = marks;
        this.clock = clock;
    }

    /** A time in which a person is away. */
    public record Leave(UUID id, Instant from, Instant to) {
        boolean isNow(Instant now) {
            return !from.isAfter(now) && to.isAfter(now);
        }
    }

    /** The person's deputy, whether or not the person is away now. */
    public Optional<PersonId> of(PersonId person) {
        List<PersonId> named = new ArrayList<>();
        jdbc.sql("select " + DEPUTY_COLUMNS + " from identity.deputy where person = ? and ended_at is null")
                .param(person.value())
                .query(row -> {
                    UUID id = row.getObject("id", UUID.class);
                    if (isOf(person, row) && marks.isOurs(DEPUTY, id, row.getBytes("mark"), deputy(row))) {
                        named.add(new PersonId(row.getObject("deputy", UUID.class)));
                    }
                });
        return named.stream().findFirst();
    }

    /** Writes down the deputy; the one before has ended. */
    void name(PersonId person, PersonId deputy, @Nullable PersonId by) {
        UUID id = UUID.randomUUID();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        @Nullable UUID named = by == null ? null : by.value();
        jdbc.sql("""
                        insert into identity.deputy (id, person, deputy, named_by, from_at, mark)
                        values (?, ?, ?, ?, ?, ?)
                        """)
                .param(id)
                .param(person.value())
                .param(deputy.value())
                .param(named)
                .param(Timestamp.from(now))
                .param(marks.of(DEPUTY, id, person.value(), deputy.value(), named, now))
                .update();
    }

    /** Writes down a leave. */
    void enter(PersonId person, Instant from, Instant to, PersonId by) {
        UUID id = UUID.randomUUID();
        Instant start = from.truncatedTo(ChronoUnit.MICROS);
        Instant end = to.truncatedTo(ChronoUnit.MICROS);
        jdbc.sql("""
                        insert into identity.leave (id, person, from_at, to_at, entered_by, mark)
                        values (?, ?, ?, ?, ?, ?)
                        """)
                .params(
                        id,
                        person.value(),
                        Timestamp.from(start),
                        Timestamp.from(end),
                        by.value(),
                        marks.of(LEAVE, id, person.value(), start, end, by.value()))
                .update();
    }

    /** Whether the person is on leave now. */
    public boolean onLeave(PersonId person) {
        Instant now = clock.instant();
        return leaves(person).stream().anyMatch(leave -> leave.isNow(now));
    }

    /** Who acts for this person now: the person, or the deputy while the person is on leave and has one who is here. */
    public PersonId actingFor(PersonId person) {
        return onLeave(person) ? of(person).filter(deputy -> !onLeave(deputy)).orElse(person) : person;
    }

    /** The person's leave that is not over, the next first. */
    public List<Leave> leaves(PersonId person) {
        StatementSpec asked = jdbc.sql("select " + LEAVE_COLUMNS + """
                         from identity.leave
                        where person = :person and withdrawn_at is null and to_at > :now
                        order by from_at
                        """)
                .param("person", person.value())
                .param("now", Timestamp.from(clock.instant()));
        List<Leave> leaves = new ArrayList<>();
        asked.query(row -> {
            UUID id = row.getObject("id", UUID.class);
            if (isOf(person, row) && marks.isOurs(LEAVE, id, row.getBytes("mark"), leave(row))) {
                leaves.add(new Leave(
                        id,
                        row.getTimestamp("from_at").toInstant(),
                        row.getTimestamp("to_at").toInstant()));
            }
        });
        return leaves;
    }

    static MarkedLater deputiesMarkedLater() {
        return new MarkedLater(DEPUTY, List.of("id"), DEPUTY_COLUMNS, Deputies::deputy);
    }

    static MarkedLater leavesMarkedLater() {
        return new MarkedLater(LEAVE, List.of("id"), LEAVE_COLUMNS, Deputies::leave);
    }

    // The database's owner can put an operator of his own before the one in the where clause.
    private static boolean isOf(PersonId person, ResultSet row) throws SQLException {
        return person.value().equals(row.getObject("person", UUID.class));
    }

    private static @Nullable Object[] deputy(ResultSet row) throws SQLException {
        return new @Nullable Object[] {
            row.getObject("id", UUID.class),
            row.getObject("person", UUID.class),
            row.getObject("deputy", UUID.class),
            row.getObject("named_by", UUID.class),
            row.getTimestamp("from_at").toInstant()
        };
    }

    private static @Nullable Object[] leave(ResultSet row) throws SQLException {
        return new @Nullable Object[] {
            row.getObject("id", UUID.class),
            row.getObject("person", UUID.class),
            row.getTimestamp("from_at").toInstant(),
            row.getTimestamp("to_at").toInstant(),
            row.getObject("entered_by", UUID.class)
        };
    }
}
