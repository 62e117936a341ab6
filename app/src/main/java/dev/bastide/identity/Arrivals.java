package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who is expected and never was in. It is written down and marked when somebody is added, rather than read from what is
 * missing: whoever deletes at the database denies an invitation and gains none. Source: ADR 022.
 */
@Component
public class Arrivals {
    private static final String TABLE = "identity.newcomer";

    private final JdbcClient jdbc;
    private final RowMarks marks;
    private final Clock clock;

    Arrivals(JdbcClient jdbc, RowMarks marks, Clock clock) {
        this.jdbc = jdbc;
        this.marks = marks;
        this.clock = clock;
    }

    /** Writes down that somebody who was just added is expected. */
    void expect(PersonId person) {
        Instant since = now();
        jdbc.sql("insert into identity.newcomer (person, since, mark) values (?, ?, ?)")
                .params(person.value(), Timestamp.from(since), marks.of(TABLE, person.value(), since, null))
                .update();
    }

    /** Writes down that the person can prove himself from now on; whoever did before stays as he is. */
    public void cameIn(PersonId person) {
        Instant in = now();
        List<Instant> expected = jdbc.sql(
                        "select since from identity.newcomer where person = ? and came_in_at is null for update")
                .param(person.value())
                .query((row, number) -> row.getTimestamp("since").toInstant())
                .list();
        for (Instant since : expected) {
            jdbc.sql("update identity.newcomer set came_in_at = ?, mark = ? where person = ?")
                    .params(Timestamp.from(in), marks.of(TABLE, person.value(), since, in), person.value())
                    .update();
        }
    }

    /** Whether this program wrote down that the person is expected, and nothing at all says that he was in. */
    public boolean isExpected(PersonId person) {
        return !hasLeftATrace(person)
                && jdbc.sql("select person, since, came_in_at, mark from identity.newcomer where person = ?")
                        .param(person.value())
                        .query((row, number) -> person.value().equals(row.getObject("person", UUID.class))
                                && marks.isOurs(TABLE, person, row.getBytes("mark"), deciding(row))
                                && row.getTimestamp("came_in_at") == null)
                        .optional()
                        .orElse(false);
    }

    static MarkedLater markedLater() {
        return new MarkedLater(TABLE, List.of("person"), "person, since, came_in_at", Arrivals::deciding);
    }

    // Ended, foreign or half made: each says that somebody was here, and that denies.
    private boolean hasLeftATrace(PersonId person) {
        return jdbc.sql("""
                        select exists (select 1 from identity.password w join identity.login l on l.name = w.login
                                where l.person = :person)
                            or exists (select 1 from identity.factor where person = :person)
                            or exists (select 1 from identity.recovery_code where person = :person)
                            or exists (select 1 from identity.web_session where person = :person)
                            or exists (select 1 from identity.api_token where person = :person)
                        """)
                .param("person", person.value())
                .query(Boolean.class)
                .single();
    }

    private static @Nullable Object[] deciding(ResultSet row) throws SQLException {
        @Nullable Timestamp in = row.getTimestamp("came_in_at");
        return new @Nullable Object[] {
            row.getObject("person", UUID.class),
            row.getTimestamp("since").toInstant(),
            in == null ? null : in.toInstant()
        };
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
