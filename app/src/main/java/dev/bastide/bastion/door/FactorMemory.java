package dev.bastide.bastion.door;

import dev.bastide.authority.PersonId;
import dev.bastide.bastion.ssh.Visitor;
import dev.bastide.identity.RowMarks;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Remembers a second factor for the same person with the same key from the same address, eight hours unless set
 * otherwise, so that twenty copies with scp do not cost twenty codes. Never longer than twelve hours, in the database
 * too. What this program did not write is not remembered.
 */
@Component
class FactorMemory {
    private static final Duration LONGEST = Duration.ofHours(12);

    private static final String TABLE = "bastion.remembered_factor";

    private final JdbcClient jdbc;
    private final RowMarks marks;
    private final Clock clock;
    private final Duration remembered;

    FactorMemory(
            JdbcClient jdbc,
            RowMarks marks,
            Clock clock,
            @Value("${bastide.bastion.remember-factor:8h}") Duration remembered) {
        if (remembered.isNegative() || remembered.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("bastide.bastion.remember-factor is between 0 and 12 hours");
        }
        this.jdbc = jdbc;
        this.marks = marks;
        this.clock = clock;
        this.remembered = remembered;
    }

    // A recovery is another program and sends no event here: what was proved before it is asked for in the database.
    boolean holds(Visitor visitor) {
        return jdbc.sql("""
                        select shown_at, until, mark from bastion.remembered_factor
                        where person = :person and fingerprint = :key and source = cast(:source as inet)
                            and until > :now and shown_at <= :now
                            and not exists (select 1 from identity.published_proof_end e
                                where (e.person = remembered_factor.person or e.person is null)
                                    and e.at >= remembered_factor.shown_at)
                        """)
                .param("person", UUID.fromString(visitor.person()))
                .param("key", visitor.fingerprint())
                .param("source", visitor.source().getHostAddress())
                .param("now", Timestamp.from(clock.instant()))
                .query((row, number) -> marks.isOurs(
                        TABLE,
                        "of " + visitor.person(),
                        row.getBytes("mark"),
                        deciding(
                                visitor,
                                row.getTimestamp("shown_at").toInstant(),
                                row.getTimestamp("until").toInstant())))
                .list()
                .contains(true);
    }

    private static Object[] deciding(Visitor visitor, Instant shown, Instant until) {
        return new Object[] {
            visitor.person(), visitor.fingerprint(), visitor.source().getHostAddress(), shown, until
        };
    }

    void remember(Visitor visitor) {
        if (remembered.isZero()) {
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant until = now.plus(remembered).truncatedTo(ChronoUnit.MICROS);
        jdbc.sql("""
                insert into bastion.remembered_factor (person, fingerprint, source, shown_at, until, mark)
                values (:person, :key, cast(:source as inet), :now, :until, :mark)
                on conflict (person, fingerprint, source)
                do update set shown_at = :now, until = :until, mark = :mark
                """)
                .param("mark", marks.of(TABLE, deciding(visitor, now, until)))
                .param("person", UUID.fromString(visitor.person()))
                .param("key", visitor.fingerprint())
                .param("source", visitor.source().getHostAddress())
                .param("now", Timestamp.from(now))
                .param("until", Timestamp.from(until))
                .update();
    }

    void forget(PersonId person) {
        jdbc.sql("delete from bastion.remembered_factor where person = :person")
                .param("person", person.value())
                .update();
    }
}
