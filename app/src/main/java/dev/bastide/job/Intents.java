package dev.bastide.job;

import static dev.bastide.audit.Moments.utc;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Moments;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Effects on the outside world: commit the intent, act, commit the result. An intent whose lease ran out becomes
 * "outcome unknown" and is told by {@link OutcomeUnknown}; it is never tried again by itself, so that no step happens
 * twice. The caller writes the records of what it does under its own actor.
 */
@Service
public class Intents {
    private static final String LOOK = "job.intents";
    private static final int DETAIL_CHARACTERS_MAX = 2000;

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final Clock clock;
    private final NodeName node;
    private final ApplicationEventPublisher events;

    Intents(JdbcClient jdbc, AuditLog audit, Clock clock, NodeName node, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
        this.node = node;
        this.events = events;
    }

    /**
     * Announces an effect. The caller commits before it acts, and settles or {@link #renew renews} within the lease.
     */
    @Transactional
    public IntentId announce(String kind, String subject, Duration lease) {
        IntentId id = new IntentId(UUID.randomUUID());
        Instant now = clock.instant();
        jdbc.sql("""
                insert into job.intent (id, kind, subject, node, announced_at, lease_until)
                values (:id, :kind, :subject, :node, :now, :until)
                """)
                .param("id", id.value())
                .param("kind", kind)
                .param("subject", subject)
                .param("node", node.value())
                .param("now", utc(now))
                .param("until", utc(now.plus(lease)))
                .update();
        return id;
    }

    /** Stretches the lease of an effect that is still under way; false when it is settled already. */
    @Transactional
    public boolean renew(IntentId id, Duration lease) {
        return jdbc.sql("update job.intent set lease_until = :until where id = :id and outcome is null")
                        .param("until", utc(clock.instant().plus(lease)))
                        .param("id", id.value())
                        .update()
                == 1;
    }

    /**
     * Settles an effect. False when its lease ran out before: the outcome stays unknown, and what was told late is
     * kept beside it for the person who decides.
     */
    @Transactional
    public boolean result(IntentId id, Outcome outcome, String detail) {
        String fitted = detail.length() <= DETAIL_CHARACTERS_MAX ? detail : detail.substring(0, DETAIL_CHARACTERS_MAX);
        int settled = jdbc.sql("""
                update job.intent
                set outcome = :outcome, settled_at = :now, detail = :detail
                where id = :id and outcome is null
                """)
                .param("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .param("now", utc(clock.instant()))
                .param("detail", fitted)
                .param("id", id.value())
                .update();
        if (settled == 0) {
            jdbc.sql("update job.intent set late_detail = :detail where id = :id")
                    .param("detail", fitted)
                    .param("id", id.value())
                    .update();
        }
        return settled == 1;
    }

    /** One intent. */
    public Optional<Intent> find(IntentId id) {
        return jdbc.sql(SELECT + " where id = :id")
                .param("id", id.value())
                .query(Intents::read)
                .optional();
    }

    /** The open and unknown intents on a subject, oldest first. */
    public List<Intent> unsettled(String kind, String subject) {
        return jdbc.sql(SELECT + """
                 where kind = :kind and subject = :subject and (outcome is null or outcome = 'unknown')
                order by announced_at
                """)
                .param("kind", kind)
                .param("subject", subject)
                .query(Intents::read)
                .list();
    }

    /** Closes every intent whose lease ran out as "outcome unknown", with a record and an event. */
    @Transactional
    public void closeSilent() {
        Instant now = clock.instant();
        List<Intent> silent =
                jdbc.sql("""
                update job.intent
                set outcome = 'unknown', settled_at = :now
                where outcome is null and lease_until < :now
                returning id, kind, subject, announced_at, lease_until, outcome, detail
                """).param("now", utc(now)).query(Intents::read).list();
        for (Intent intent : silent) {
            String content = "The outcome of " + intent.kind() + " on " + intent.subject() + " was never seen.";
            audit.append(AuditRecord.of(now, Jobs.actor(LOOK), Tag.SYSTEM, intent.kind(), content, Result.UNKNOWN)
                    .object("intent", intent.id()));
            events.publishEvent(new OutcomeUnknown(intent.id(), intent.kind(), intent.subject()));
        }
    }

    private static final String SELECT =
            "select id, kind, subject, announced_at, lease_until, outcome, detail from job.intent";

    private static Intent read(ResultSet row, int number) throws SQLException {
        String outcome = row.getString("outcome");
        return new Intent(
                new IntentId(row.getObject("id", UUID.class)),
                row.getString("kind"),
                row.getString("subject"),
                Moments.require(row, "announced_at"),
                Moments.require(row, "lease_until"),
                outcome == null ? null : Outcome.valueOf(outcome.toUpperCase(Locale.ROOT)),
                row.getString("detail"));
    }
}
