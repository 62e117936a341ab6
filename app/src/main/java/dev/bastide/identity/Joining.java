package dev.bastide.identity;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.page.BadInput;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** How people come and go: adding one, giving a further login, disabling one. */
@Service
public class Joining {
    /** What a form and a directory are told of a login that somebody has. */
    public static final String LOGIN_TAKEN = "identity.login.taken";

    private final JdbcClient jdbc;
    private final Clock clock;
    private final AuditLog audit;
    private final Gate gate;
    private final Founding founding;
    private final Duties duties;
    private final Arrivals arrivals;
    private final ApplicationEventPublisher events;

    Joining(
            JdbcClient jdbc,
            Clock clock,
            AuditLog audit,
            Gate gate,
            Founding founding,
            Duties duties,
            Arrivals arrivals,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.audit = audit;
        this.gate = gate;
        this.founding = founding;
        this.duties = duties;
        this.arrivals = arrivals;
        this.events = events;
    }

    /** Adds a person with a duty. Throws {@link ActRefused} without person.edit, {@link BadInput} when the login is taken. */
    @Transactional
    public PersonId add(Actor actor, NewPerson wanted) {
        gate.require(actor, Gate.EDIT);
        requireDuty(wanted);
        return insert(actor, wanted);
    }

    /** Adds somebody whom a directory announces, without a duty. Throws {@link ActRefused}. */
    PersonId announce(Actor actor, NewPerson wanted) {
        gate.require(actor, Gate.PROVISION);
        return insert(actor, wanted, actor.requirePerson());
    }

    /**
     * Adds people when there is nobody yet who could be asked: the first administrator and the set-up file. Throws
     * {@link IllegalStateException} once founding is closed.
     */
    @Transactional
    public PersonId found(Actor actor, NewPerson wanted) {
        if (!founding.open()) {
            throw new IllegalStateException("founding is closed");
        }
        requireDuty(wanted);
        return insert(actor, wanted);
    }

    /** Gives a person one more login; both are the same person. */
    @Transactional
    public void addLogin(Actor actor, PersonId person, String login) {
        gate.require(actor, Gate.EDIT);
        if (person.equals(actor.person())) {
            throw new ActRefused(Reason.of("identity.login.own", "A49", "/people"));
        }
        String name = login.strip().toLowerCase(Locale.ROOT);
        if (!NewPerson.isLogin(name)) {
            throw BadInput.in("login", "identity.bad.login");
        }
        insertLogin(person.value(), name, false);
        record(actor, person, "person.add-login", "login " + name + " of " + person);
    }

    /** Gives a person one more login as an act of founding. Throws {@link IllegalStateException} once it is closed. */
    @Transactional
    public void foundLogin(Actor actor, PersonId person, String login) {
        if (!founding.open()) {
            throw new IllegalStateException("founding is closed");
        }
        insertLogin(person.value(), login, false);
        record(actor, person, "person.add-login", "login " + login + " of " + person);
    }

    /** Disables a person: duty, sessions and tokens end in this transaction. Nobody disables himself. */
    @Transactional
    public void disable(Actor actor, PersonId person) {
        disable(actor, Gate.EDIT, person);
    }

    /** The same, for an actor to whom another action gives it. */
    void disable(Actor actor, Action by, PersonId person) {
        gate.require(actor, by);
        if (person.equals(actor.person())) {
            throw new ActRefused(Reason.of("identity.duty.own", "A53", "/people"));
        }
        int changed = jdbc.sql("update identity.person set disabled_at = :now where id = :id and disabled_at is null")
                .param("now", Timestamp.from(clock.instant()))
                .param("id", person.value())
                .update();
        if (changed == 0) {
            throw new ActRefused(Reason.of("identity.person.disabled", "A53", "/people"));
        }
        Duties.Ended ended = duties.end(actor, person);
        record(
                actor,
                person,
                "person.disable",
                "disabled " + person + "; ended " + ended.sessions() + " web sessions and " + ended.tokens()
                        + " tokens");
        events.publishEvent(new PersonDisabled(person));
        events.publishEvent(new DutyChanged(person));
    }

    private static void requireDuty(NewPerson wanted) {
        if (wanted.duty().equals(Duty.NONE)) {
            throw BadInput.in("duty", "identity.bad.duty");
        }
    }

    private PersonId insert(Actor actor, NewPerson wanted) {
        return insert(actor, wanted, null);
    }

    private PersonId insert(Actor actor, NewPerson wanted, @Nullable PersonId announcer) {
        UUID id = UUID.randomUUID();
        Instant now = clock.instant();
        jdbc.sql("""
                        insert into identity.person (id, name, email, team, kind, owner, created_at, announced_by)
                        values (:id, :name, :email, :team, :kind, :owner, :now, :announcer)
                        """)
                .param("id", id)
                .param("name", wanted.name())
                .param("email", wanted.email())
                .param("team", team(wanted.team()))
                .param("kind", wanted.owner() == null ? "human" : "machine")
                .param("owner", wanted.owner() == null ? null : wanted.owner().value())
                .param("now", Timestamp.from(now))
                .param("announcer", announcer == null ? null : announcer.value(), java.sql.Types.OTHER)
                .update();
        insertLogin(id, wanted.login(), true);
        PersonId person = new PersonId(id);
        if (wanted.owner() == null) {
            arrivals.expect(person);
        }
        if (!wanted.duty().equals(Duty.NONE)) {
            duties.start(actor, person, wanted.duty());
        }
        String answered = wanted.owner() == null ? "" : ", for whom " + wanted.owner() + " answers";
        record(
                actor,
                person,
                "person.add",
                "added " + wanted.name() + " (" + wanted.login() + ") as " + wanted.duty() + answered);
        return person;
    }

    private void insertLogin(UUID person, String login, boolean main) {
        try {
            jdbc.sql("insert into identity.login (name, person, main, created_at) values (:name, :person, :main, :now)")
                    .param("name", login)
                    .param("person", person)
                    .param("main", main)
                    .param("now", Timestamp.from(clock.instant()))
                    .update();
        } catch (DuplicateKeyException e) {
            throw BadInput.in("login", LOGIN_TAKEN, login);
        }
    }

    private @Nullable UUID team(String name) {
        if (name.isEmpty()) {
            return null;
        }
        jdbc.sql("insert into identity.team (id, name) values (:id, :name) on conflict (name) do nothing")
                .param("id", UUID.randomUUID())
                .param("name", name)
                .update();
        return jdbc.sql("select id from identity.team where name = ?")
                .param(name)
                .query(UUID.class)
                .single();
    }

    private void record(Actor actor, PersonId person, String operation, String what) {
        founding.note(actor, what);
        audit.append(AuditRecord.of(
                        clock.instant(),
                        actor,
                        Tag.IDENTITY,
                        operation,
                        founding.mark() + founding.inWords(what),
                        Result.DONE)
                .object("person", person));
    }
}
