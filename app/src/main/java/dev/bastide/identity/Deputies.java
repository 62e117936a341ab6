package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Who stands in for whom, and who is away now. */
@Service
public class Deputies {
    private final JdbcClient jdbc;
    private final Clock clock;

    Deputies(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** A time in which a person is away. */
    public record Leave(UUID id, Instant from, Instant to) {}

    /** The person's deputy, whether or not the person is away now. */
    public Optional<PersonId> of(PersonId person) {
        return jdbc.sql("select deputy from identity.deputy where person = ? and ended_at is null")
                .param(person.value())
                .query(UUID.class)
                .optional()
                .map(PersonId::new);
    }

    /** Names a deputy as an act of founding: the set-up file decides it, neither of the two does. */
    public void found(PersonId person, PersonId deputy) {
        jdbc.sql("""
                        insert into identity.deputy (id, person, deputy, named_by, from_at)
                        values (:id, :person, :deputy, null, :now)
                        """)
                .param("id", UUID.randomUUID())
                .param("person", person.value())
                .param("deputy", deputy.value())
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    /** Whether the person is on leave now. */
    public boolean onLeave(PersonId person) {
        return jdbc.sql("""
                        select exists (select 1 from identity.leave
                            where person = :person and withdrawn_at is null and from_at <= :now and to_at > :now)
                        """)
                .param("person", person.value())
                .param("now", Timestamp.from(clock.instant()))
                .query(Boolean.class)
                .single();
    }

    /** Who acts for this person now: the person, or the deputy while the person is on leave and has one who is here. */
    public PersonId actingFor(PersonId person) {
        return onLeave(person) ? of(person).filter(deputy -> !onLeave(deputy)).orElse(person) : person;
    }

    /** The person's leave that is not over, the next first. */
    public List<Leave> leaves(PersonId person) {
        return jdbc.sql("""
                        select id, from_at, to_at from identity.leave
                        where person = :person and withdrawn_at is null and to_at > :now
                        order by from_at
                        """)
                .param("person", person.value())
                .param("now", Timestamp.from(clock.instant()))
                .query((row, number) -> new Leave(
                        row.getObject("id", UUID.class),
                        row.getTimestamp("from_at").toInstant(),
                        row.getTimestamp("to_at").toInstant()))
                .list();
    }
}
