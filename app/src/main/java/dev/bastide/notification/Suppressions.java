package dev.bastide.notification;

import static dev.bastide.audit.Moments.utc;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Moments;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Addresses that bounced. A person lifts one after he has mended the address or the server. */
@Service
class Suppressions {
    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final Clock clock;

    Suppressions(JdbcClient jdbc, AuditLog audit, Clock clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    boolean holds(String address) {
        return jdbc.sql("""
                select exists (
                    select from notification.suppression
                    where address = lower(:address) and lifted_at is null)
                """).param("address", address).query(Boolean.class).single();
    }

    /** Suppresses an address; false when it was suppressed before. */
    boolean add(String address, String reason) {
        return jdbc.sql("""
                insert into notification.suppression (id, address, reason, since)
                values (:id, :address, :reason, :now)
                on conflict (address) where lifted_at is null do nothing
                """)
                        .param("id", UUID.randomUUID())
                        .param("address", address.toLowerCase(Locale.ROOT))
                        .param("reason", reason)
                        .param("now", utc(clock.instant()))
                        .update()
                == 1;
    }

    List<Suppression> all() {
        return jdbc.sql("""
                select id, address, reason, since
                from notification.suppression
                where lifted_at is null
                order by since desc
                limit 1000
                """)
                .query((row, number) -> new Suppression(
                        row.getObject("id", UUID.class),
                        row.getString("address"),
                        row.getString("reason"),
                        Moments.require(row, "since")))
                .list();
    }

    /** Lets mail through again; gives the address, or nothing when it was lifted before. */
    @Transactional
    Optional<String> lift(Actor actor, UUID id) {
        Optional<String> address = jdbc.sql("""
                update notification.suppression
                set lifted_at = :now, lifted_by = :by
                where id = :id and lifted_at is null
                returning address
                """)
                .param("now", utc(clock.instant()))
                .param("by", actor.id())
                .param("id", id)
                .query((row, number) -> row.getString("address"))
                .optional();
        address.ifPresent(lifted -> audit.append(AuditRecord.of(
                        clock.instant(),
                        actor,
                        Tag.NOTIFICATION,
                        "settings.edit",
                        "Mail goes to " + lifted + " again.",
                        Result.DONE)
                .object("suppression", id)));
        return address;
    }
}
