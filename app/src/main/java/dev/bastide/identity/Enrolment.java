package dev.bastide.identity;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.factor.Base32;
import dev.bastide.identity.factor.QrCode;
import dev.bastide.identity.factor.Totp;
import dev.bastide.vault.Vault;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** How a person gets a second factor: begin, show the secret once, finish with the first code. */
@Service
public class Enrolment {
    private final JdbcClient jdbc;
    private final Clock clock;
    private final SecureRandom random;
    private final Vault vault;
    private final RecoveryCodes recoveryCodes;
    private final AuditLog audit;
    private final Arrivals arrivals;
    private final Founding founding;

    Enrolment(
            JdbcClient jdbc,
            Clock clock,
            SecureRandom random,
            Vault vault,
            RecoveryCodes recoveryCodes,
            AuditLog audit,
            Arrivals arrivals,
            Founding founding) {
        this.arrivals = arrivals;
        this.jdbc = jdbc;
        this.clock = clock;
        this.random = random;
        this.vault = vault;
        this.recoveryCodes = recoveryCodes;
        this.audit = audit;
        this.founding = founding;
    }

    /** A factor that is begun: its secret in base32, and as the address that authenticators read from a QR code. */
    public record Begun(UUID factor, String secret, String address) {

        /** The secret in groups of four, for people who type it. */
        public String grouped() {
            return secret.replaceAll("(.{4})(?!$)", "$1 ");
        }

        /** The address as a QR code in SVG. */
        public String image() {
            return QrCode.of(address).svg();
        }
    }

    /** A confirmed factor as its owner sees it. */
    public record Factor(
            UUID id,
            String kind,
            String name,
            Instant confirmed,
            @Nullable Instant lastUsed) {}

    /** Begins an authenticator, or goes on with the one that was begun and not finished. */
    @Transactional
    public Begun begin(Actor actor, Person person) {
        Begun open = jdbc.sql("""
                        select id, sealed from identity.factor
                        where person = ? and kind = 'totp' and confirmed_at is null and removed_at is null
                        order by created_at desc limit 1
                        """)
                .param(person.id().value())
                .query((row, number) -> {
                    UUID id = row.getObject("id", UUID.class);
                    return begun(person, id, vault.open(row.getBytes("sealed"), SecondFactor.context(id, person.id())));
                })
                .optional()
                .orElse(null);
        if (open != null) {
            return open;
        }
        byte[] secret = new byte[Totp.SECRET_BYTES];
        random.nextBytes(secret);
        UUID factor = store(person.id(), secret, null);
        audit.append(AuditRecord.of(
                        clock.instant(),
                        actor,
                        Tag.IDENTITY,
                        "factor.begin",
                        "An authenticator was begun, which counts for nothing before its first code",
                        Result.DONE)
                .object("person", person.id()));
        return begun(person, factor, secret);
    }

    /**
     * Finishes an authenticator with its first code and gives the recovery codes, shown once. Throws {@link ActRefused}
     * when the code is not this secret's.
     */
    @Transactional
    public List<String> finish(Actor actor, UUID factor, String code) {
        PersonId person = actor.requirePerson();
        byte[] secret = jdbc.sql("""
                        select sealed from identity.factor
                        where id = :id and person = :person and confirmed_at is null and removed_at is null
                        """)
                .param("id", factor)
                .param("person", person.value())
                .query((row, number) -> vault.open(row.getBytes("sealed"), SecondFactor.context(factor, person)))
                .optional()
                .orElseThrow(() -> new ActRefused(Reason.of("identity.factor.gone", "A109", "/me/factors")));
        Instant now = clock.instant();
        OptionalLong step = Totp.matchingStep(secret, code, now);
        if (step.isEmpty()) {
            throw new ActRefused(Reason.of("identity.factor.wrong", "A109", "/me/factors"));
        }
        jdbc.sql("update identity.factor set confirmed_at = :now, last_step = :step where id = :id")
                .param("now", Timestamp.from(now))
                .param("step", step.getAsLong())
                .param("id", factor)
                .update();
        audit.append(AuditRecord.of(now, actor, Tag.IDENTITY, "factor.add", "authenticator confirmed", Result.DONE)
                .object("person", person));
        return recoveryCodes.renew(person);
    }

    /**
     * Puts in an authenticator whose secret its owner already has: the set-up file and the demonstration. Throws
     * {@link IllegalStateException} once founding is closed.
     */
    @Transactional
    public void found(Actor actor, PersonId person, String secretBase32) {
        if (!founding.open()) {
            throw new IllegalStateException("founding is closed");
        }
        byte[] secret = Base32.decode(secretBase32);
        if (secret.length < 16) {
            throw new IllegalArgumentException("identity.factor.short");
        }
        store(person, secret, clock.instant());
        arrivals.cameIn(person);
        founding.note(actor, "second factor of " + person);
        audit.append(AuditRecord.of(
                        clock.instant(),
                        actor,
                        Tag.IDENTITY,
                        "factor.add",
                        "founding: authenticator put in by the set-up file",
                        Result.DONE)
                .object("person", person));
    }

    /** The person's confirmed factors. */
    public List<Factor> of(PersonId person) {
        return jdbc.sql("""
                        select id, kind, name, confirmed_at, last_used_at from identity.factor
                        where person = ? and confirmed_at is not null and removed_at is null
                        order by confirmed_at
                        """)
                .param(person.value())
                .query((row, number) -> {
                    @Nullable Timestamp used = row.getTimestamp("last_used_at");
                    return new Factor(
                            row.getObject("id", UUID.class),
                            row.getString("kind"),
                            row.getString("name"),
                            row.getTimestamp("confirmed_at").toInstant(),
                            used == null ? null : used.toInstant());
                })
                .list();
    }

    /** How many recovery codes the person has left. */
    public int codesLeft(PersonId person) {
        return recoveryCodes.left(person);
    }

    /** Makes fresh recovery codes, shown once, for somebody who has just confirmed a factor; the old ones end. */
    @Transactional
    public List<String> renewCodes(Actor actor) {
        PersonId person = actor.requirePerson();
        audit.append(AuditRecord.of(
                        clock.instant(), actor, Tag.IDENTITY, "factor.renew-codes", "recovery codes made", Result.DONE)
                .object("person", person));
        return recoveryCodes.renew(person);
    }

    /** Recovery codes for somebody who has none left, shown once; empty for everybody else. */
    @Transactional
    public List<String> codesIfNone(Actor actor) {
        return codesLeft(actor.requirePerson()) == 0 ? renewCodes(actor) : List.of();
    }

    /** Takes away one of the actor's own factors. The last one stays: everybody has a second factor. */
    @Transactional
    public void remove(Actor actor, UUID factor) {
        PersonId person = actor.requirePerson();
        // The row lock makes two removals at once wait for each other, so that they cannot take both.
        jdbc.sql("select id from identity.person where id = ? for no key update")
                .param(person.value())
                .query(UUID.class)
                .single();
        if (of(person).size() < 2) {
            throw new ActRefused(Reason.of("identity.factor.last", "A109", "/me/factors"));
        }
        String removed = jdbc.sql("""
                        update identity.factor set removed_at = :now
                        where id = :id and person = :person and removed_at is null and confirmed_at is not null
                        returning kind || ' ' || name
                        """)
                .param("now", Timestamp.from(clock.instant()))
                .param("id", factor)
                .param("person", person.value())
                .query(String.class)
                .optional()
                .orElseThrow(() -> new ActRefused(Reason.of("identity.factor.gone", "A109", "/me/factors")));
        audit.append(AuditRecord.of(
                        clock.instant(), actor, Tag.IDENTITY, "factor.remove", removed + " " + factor, Result.DONE)
                .object("person", person));
    }

    private UUID store(PersonId person, byte[] secret, @Nullable Instant confirmed) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                        insert into identity.factor (id, person, kind, name, sealed, created_at, confirmed_at)
                        values (:id, :person, 'totp', 'Authenticator', :sealed, :now, :confirmed)
                        """)
                .param("id", id)
                .param("person", person.value())
                .param("sealed", vault.seal(secret, SecondFactor.context(id, person)))
                .param("now", Timestamp.from(clock.instant()))
                .param("confirmed", confirmed == null ? null : Timestamp.from(confirmed))
                .update();
        return id;
    }

    private static Begun begun(Person person, UUID id, byte[] secret) {
        String text = Base32.encode(secret);
        String label = URLEncoder.encode("Bastide:" + person.login(), StandardCharsets.UTF_8)
                .replace("+", "%20");
        return new Begun(id, text, "otpauth://totp/" + label + "?secret=" + text + "&issuer=Bastide");
    }
}
