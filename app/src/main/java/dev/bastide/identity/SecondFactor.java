package dev.bastide.identity;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Decision;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.factor.Totp;
import dev.bastide.vault.SealBroken;
import dev.bastide.vault.Vault;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The proof that it is really the person: a code from an authenticator or a recovery code, each accepted once. Source:
 * seed 000 s4 (A109).
 */
@Service
public class SecondFactor {
    /** How long a confirmed factor counts, for the session it was confirmed in. */
    public static final Duration FRESH = Duration.ofMinutes(5);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Vault vault;
    private final Attempts attempts;
    private final RecoveryCodes recoveryCodes;
    private final SessionMarks sessions;
    private final RowMarks marks;
    private final AuditLog audit;

    SecondFactor(
            JdbcClient jdbc,
            Clock clock,
            Vault vault,
            Attempts attempts,
            RecoveryCodes recoveryCodes,
            SessionMarks sessions,
            RowMarks marks,
            AuditLog audit) {
        this.sessions = sessions;
        this.marks = marks;
        this.jdbc = jdbc;
        this.clock = clock;
        this.vault = vault;
        this.attempts = attempts;
        this.recoveryCodes = recoveryCodes;
        this.audit = audit;
    }

    private record Stored(UUID id, byte[] sealed) {}

    /**
     * Accepts a six-digit code or a recovery code of this person, once. A wrong one counts against the person even when
     * the caller's transaction is rolled back, and too many close this way for a while.
     */
    @Transactional
    public Decision confirm(PersonId person, String code) {
        String account = account(person);
        if (attempts.locked(account, account)) {
            return Decision.refused(Reason.of("identity.factor.locked", "A109", ""));
        }
        if (acceptTotp(person, code) || recoveryCodes.use(person, code)) {
            attempts.succeeded(account);
            return Decision.permitted("second factor");
        }
        attempts.failed(account, account);
        return Decision.refused(Reason.of("identity.factor.wrong", "A109", ""));
    }

    /** Whether the second factor was confirmed less than five minutes ago in this very web session. */
    public boolean fresh(Actor actor) {
        if (actor.person() == null || actor.session() == null || !isUuid(actor.session())) {
            return false;
        }
        Instant since = clock.instant().minus(FRESH);
        return session(actor)
                .map(SessionMarks.Deciding::factorAt)
                .filter(shown -> shown.isAfter(since))
                .isPresent();
    }

    /** Confirms a code for this web session, so that the factor is fresh in it for five minutes. */
    @Transactional
    public Decision refresh(Actor actor, String code) {
        Decision decision = confirm(actor.requirePerson(), code);
        record(actor, decision);
        if (decision.isPermitted()) {
            confirmed(actor);
        }
        return decision;
    }

    /** Notes that the second factor was confirmed in this web session, by a proof that the caller has checked. */
    public void confirmed(Actor actor) {
        if (actor.session() != null && isUuid(actor.session())) {
            session(actor).ifPresent(session -> sessions.factorShown(session, clock.instant(), session.expires()));
        }
    }

    private Optional<SessionMarks.Deciding> session(Actor actor) {
        return sessions.living(UUID.fromString(Objects.requireNonNull(actor.session())))
                .filter(session -> session.person().equals(actor.requirePerson().value()));
    }

    /** Accepts a code; without one, a factor that is fresh in this web session, such as a passkey shown just now. */
    @Transactional
    public Decision codeOrFresh(Actor actor, String code) {
        return code.isBlank() && fresh(actor)
                ? Decision.permitted("second-factor:session")
                : confirm(actor.requirePerson(), code);
    }

    /** Whether the person has an authenticator that shows codes, which is what a terminal can ask for. */
    public boolean showsCodes(PersonId person) {
        return jdbc.sql("""
                        select exists (select 1 from identity.factor
                            where person = ? and kind = 'totp' and confirmed_at is not null and removed_at is null)
                        """).param(person.value()).query(Boolean.class).single();
    }

    private void record(Actor actor, Decision decision) {
        if (decision.isPermitted()) {
            audit.append(AuditRecord.of(
                    clock.instant(), actor, Tag.SIGN_IN, "factor.confirm", "second factor confirmed", Result.DONE));
        } else {
            audit.appendNow(AuditRecord.of(
                    clock.instant(), actor, Tag.SIGN_IN, "factor.confirm", "code not accepted", Result.REFUSED));
        }
    }

    private boolean acceptTotp(PersonId person, String code) {
        Instant now = clock.instant();
        List<Stored> factors = jdbc.sql("""
                        select id, sealed from identity.factor
                        where person = ? and kind = 'totp' and confirmed_at is not null and removed_at is null
                        order by created_at
                        """)
                .param(person.value())
                .query((row, number) -> new Stored(row.getObject("id", UUID.class), row.getBytes("sealed")))
                .list();
        for (Stored factor : factors) {
            OptionalLong step = matchingStep(person, factor, code, now);
            if (step.isPresent() && burn(factor.id(), step.getAsLong(), now)) {
                return true;
            }
        }
        return false;
    }

    // A secret that was moved here from another row does not open, and does not keep the others from being tried.
    private OptionalLong matchingStep(PersonId person, Stored factor, String code, Instant now) {
        try {
            return Totp.matchingStep(vault.open(factor.sealed(), context(factor.id(), person)), code, now);
        } catch (SealBroken e) {
            marks.refuse("identity.factor", factor.id());
            return OptionalLong.empty();
        }
    }

    // The comparison stands in the update itself, so that of two racing uses of one code exactly one is accepted.
    private boolean burn(UUID factor, long step, Instant now) {
        return jdbc.sql("""
                        update identity.factor set last_step = :step, last_used_at = :now
                        where id = :id and last_step < :step and removed_at is null
                        """)
                        .param("step", step)
                        .param("now", Timestamp.from(now))
                        .param("id", factor)
                        .update()
                == 1;
    }

    /** What the secret of this person's factor is sealed for. */
    static String context(UUID factor, PersonId person) {
        return "identity.totp:" + factor + ":" + person;
    }

    private static String account(PersonId person) {
        return "factor:" + person;
    }

    private static boolean isUuid(String text) {
        return text.length() == 36 && text.chars().allMatch(c -> c == '-' || Character.digit(c, 16) >= 0);
    }
}
