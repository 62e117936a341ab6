package dev.bastide.identity.signin;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.ActorOf;
import dev.bastide.identity.Arrivals;
import dev.bastide.identity.Duty;
import dev.bastide.identity.FirstAdministrator;
import dev.bastide.identity.Joining;
import dev.bastide.identity.LostFactors;
import dev.bastide.identity.NewPerson;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.identity.RowMarks;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** How somebody comes in for the first time: by the first administrator's link, or by an invitation. Each works once. */
@Service
class Newcomers {
    /** How long an invitation works. */
    static final Duration INVITATION = Duration.ofDays(7);

    private static final NoticeKind INVITED = new NoticeKind("identity.invited", false);

    private static final String TABLE = "identity.invitation";

    private final JdbcClient jdbc;
    private final RowMarks marks;
    private final Clock clock;
    private final Secrets secrets;
    private final Passwords passwords;
    private final FirstAdministrator link;
    private final Joining joining;
    private final Arrivals arrivals;
    private final LostFactors losses;
    private final People people;
    private final ActorOf actors;
    private final WebSessions sessions;
    private final Notifications notifications;
    private final AuditLog audit;

    Newcomers(
            JdbcClient jdbc,
            RowMarks marks,
            Clock clock,
            Secrets secrets,
            Passwords passwords,
            FirstAdministrator link,
            Joining joining,
            Arrivals arrivals,
            LostFactors losses,
            People people,
            ActorOf actors,
            WebSessions sessions,
            Notifications notifications,
            AuditLog audit) {
        this.notifications = notifications;
        this.marks = marks;
        this.jdbc = jdbc;
        this.clock = clock;
        this.secrets = secrets;
        this.passwords = passwords;
        this.link = link;
        this.joining = joining;
        this.arrivals = arrivals;
        this.losses = losses;
        this.people = people;
        this.actors = actors;
        this.sessions = sessions;
        this.audit = audit;
    }

    /** Whether the first administrator's link still works. */
    boolean firstLinkOpens(String token) {
        return link.opens(token);
    }

    /**
     * Makes the first administrator and uses the link up, or answers nothing when somebody was faster. A recovered
     * installation may make its administrator anew the same way.
     */
    @Transactional
    public Optional<Person> found(String token, String login, String name, String email, Chosen chosen) {
        if (!link.use(token)) {
            return Optional.empty();
        }
        Actor stranger = Actor.stranger("first administrator", chosen.address(), AccessMethod.CONSOLE);
        PersonId id = joining.found(stranger, NewPerson.human(login, name, email, "", Duty.ADMINISTRATOR));
        link.name(id);
        Person person = people.require(id);
        passwords.set(person.login(), chosen.password());
        return Optional.of(person);
    }

    /** A password somebody chose, already judged, and where it came from. */
    record Chosen(String password, String address) {
        @Override
        public String toString() {
            return "Chosen[" + address + "]";
        }
    }

    /** An invitation that was just made; its secret is never shown again. */
    record Invited(String login, String secret, Instant expires, boolean mailed) {
        @Override
        public String toString() {
            return "Invited[" + login + "]";
        }
    }

    /**
     * Invites the person to set the password of the main login; older invitations of it end. Whoever has a password or a
     * second factor is not invited, or the inviter could come in as him: two others first confirm that he lost them.
     */
    @Transactional
    public Invited invite(Actor actor, Person person) {
        if (person.machine() || !person.active()) {
            throw new ActRefused(Reason.of("identity.invite.nobody", "A109", "/people/" + person.id()));
        }
        @Nullable PersonId by = actor.person();
        if (!mayBeInvited(person, by)) {
            throw new ActRefused(Reason.of("identity.invite.known", "A109", "/people/" + person.id()));
        }
        end(person.login());
        String secret = secrets.fresh();
        byte[] hash = Secrets.hash(secret);
        Instant now = clock.instant();
        Instant expires = now.plus(INVITATION).truncatedTo(ChronoUnit.MICROS);
        jdbc.sql("""
                        insert into identity.invitation (token_hash, login, made_by, created_at, expires_at, mark)
                        values (:hash, :login, :by, :now, :expires, :mark)
                        """)
                .param("hash", hash)
                .param("mark", marks.of(TABLE, hash, person.login(), person.id().value(), expires))
                .param("login", person.login())
                .param("by", by == null ? null : by.value(), java.sql.Types.OTHER)
                .param("now", Timestamp.from(now))
                .param("expires", Timestamp.from(expires))
                .update();
        boolean mailed = !person.email().isBlank()
                && notifications.mail(
                        new Notice(
                                INVITED,
                                List.of(person.id()),
                                "identity.invited.letter",
                                List.of(person.login(), Notice.at(expires)),
                                ""),
                        "/invitation/" + secret,
                        person.email());
        String what = "invited " + person.login() + (mailed ? ", by mail too" : "");
        audit.append(AuditRecord.of(now, actor, Tag.IDENTITY, "person.invite", what, Result.DONE)
                .object("person", person.id()));
        return new Invited(person.login(), secret, expires, mailed);
    }

    /** The person whom this invitation lets in, if it still works. */
    Optional<Person> invited(String secret) {
        byte[] hash = Secrets.hash(secret);
        return jdbc.sql("""
                        select login, expires_at, mark from identity.invitation
                        where token_hash = :hash and used_at is null and expires_at > :now
                        """)
                .param("hash", hash)
                .param("now", Timestamp.from(clock.instant()))
                .query((row, number) -> new Stored(
                        row.getString("login"), row.getTimestamp("expires_at").toInstant(), row.getBytes("mark")))
                .optional()
                .flatMap(stored -> people.byLogin(stored.login())
                        .filter(person -> marks.isOurs(
                                TABLE,
                                "of " + stored.login(),
                                stored.mark(),
                                hash,
                                stored.login(),
                                person.id().value(),
                                stored.expires())))
                .filter(person -> person.active() && !person.machine());
    }

    /** An invitation as stored, which may be anybody's. */
    private record Stored(String login, Instant expires, byte @Nullable [] mark) {}

    /** Uses the invitation up and sets the password; answers nothing when it no longer works. */
    @Transactional
    public Optional<Person> accept(String secret, Chosen chosen) {
        Optional<Person> person = invited(secret);
        int used = jdbc.sql(
                        "update identity.invitation set used_at = :now where token_hash = :hash and used_at is null")
                .param("now", Timestamp.from(clock.instant()))
                .param("hash", Secrets.hash(secret))
                .update();
        if (person.isEmpty() || used == 0) {
            return Optional.empty();
        }
        passwords.set(person.get().login(), chosen.password());
        // A new password means that somebody else may have known the old one.
        sessions.endOthers(person.get().id(), null, "password set by invitation");
        Actor actor = actors.of(person.get(), chosen.address(), AccessMethod.CONSOLE, null);
        audit.append(AuditRecord.of(
                        clock.instant(), actor, Tag.IDENTITY, "person.accept", "set the first password", Result.DONE)
                .object("person", person.get().id()));
        return person;
    }

    // The database judges too, since it must refuse the same past this program; by its word alone nobody is let in
    // again,
    // for whoever holds it could have made it say so.
    private boolean mayBeInvited(Person person, @Nullable PersonId inviter) {
        return databaseAllows(person, inviter)
                && (arrivals.isExpected(person.id()) || losses.areConfirmed(person.id(), inviter));
    }

    private boolean databaseAllows(Person person, @Nullable PersonId inviter) {
        return jdbc.sql("select identity.may_be_invited(:login, :by)")
                .param("login", person.login())
                .param("by", inviter == null ? null : inviter.value(), java.sql.Types.OTHER)
                .query(Boolean.class)
                .single();
    }

    private void end(String login) {
        jdbc.sql("update identity.invitation set used_at = :now where login = :login and used_at is null")
                .param("now", Timestamp.from(clock.instant()))
                .param("login", login)
                .update();
    }
}
