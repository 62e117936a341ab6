package dev.bastide.bastion.door;

import dev.bastide.authority.PersonId;
import dev.bastide.bastion.ssh.Visitor;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Remembers a second factor for the same person with the same key from the same address, eight hours unless set
 * otherwise, so that twenty copies with scp do not cost twenty codes. Never longer than twelve hours, in the database
 * too.
 */
@Component
class FactorMemory {
    private static final Duration LONGEST = Duration.ofHours(12);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Duration remembered;

    FactorMemory(JdbcClient jdbc, Clock clock, @Value("${bastide.bastion.remember-factor:8h}") Duration remembered) {
        if (remembered.isNegative() || remembered.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("bastide.bastion.remember-factor is between 0 and 12 hours");
        }
        this.jdbc = jdbc;
        this.clock = clock;
        this.remembered = remembered;
    }

    // A recovery is another program and sends no event here: what was proved before it is asked for in the database.
    boolean holds(Visitor visitor) {
        return jdbc.sql("""
                        select exists (select 1 from bastion.remembered_factor
                            where person = :person and fingerprint = :key and source = cast(:source as inet)
                                and until > :now and shown_at <= :now
                                and not exists (select 1 from identity.published_proof_end e
                                    where (e.person = remembered_factor.person or e.person is null)
                                        and e.at >= remembered_factor.shown_at))
                        """)
                .param("person", UUID.fromString(visitor.person()))
                .param("key", visitor.fingerprint())
                .param("source", visitor.source().getHostAddress())
                .param("now", Timestamp.from(clock.instant()))
                .query(Boolean.class)
                .single();
    }

    void remember(Visitor visitor) {
        if (remembered.isZero()) {
            return;
        }
        Instant now = clock.instant();
        jdbc.sql("""
                insert into bastion.remembered_factor (person, fingerprint, source, shown_at, until)
                values (:person, :key, cast(:source as inet), :now, :until)
                on conflict (person, fingerprint, source) do update set shown_at = :now, until = :until
                """)
                .param("person", UUID.fromString(visitor.person()))
                .param("key", visitor.fingerprint())
                .param("source", visitor.source().getHostAddress())
                .param("now", Timestamp.from(now))
                .param("until", Timestamp.from(now.plus(remembered)))
                .update();
    }

    void forget(PersonId person) {
        jdbc.sql("delete from bastion.remembered_factor where person = :person")
                .param("person", person.value())
                .update();
    }
}
