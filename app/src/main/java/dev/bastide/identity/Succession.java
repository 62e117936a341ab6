package dev.bastide.identity;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.page.BadInput;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Names deputies and enters leave. Nobody decides his own succession: a third person names the deputy. Who edits people
 * does so; the deputy of the only one who edits them is named by somebody who may approve.
 */
@Service
public class Succession {
    private static final Duration LEAVE_MAX = Duration.ofDays(400);

    private static final String LOOPBACK = "127.0.0.1";

    private final JdbcClient jdbc;
    private final Clock clock;
    private final AuditLog audit;
    private final Gate gate;
    private final Founding founding;
    private final People people;
    private final ActorOf actors;
    private final Deputies deputies;

    Succession(
            JdbcClient jdbc,
            Clock clock,
            AuditLog audit,
            Gate gate,
            Founding founding,
            People people,
            ActorOf actors,
            Deputies deputies) {
        this.actors = actors;
        this.deputies = deputies;
        this.jdbc = jdbc;
        this.clock = clock;
        this.audit = audit;
        this.gate = gate;
        this.founding = founding;
        this.people = people;
    }

    /** Names the person's deputy, who follows the one before. Throws {@link ActRefused}. */
    @Transactional
    public void name(Actor actor, PersonId person, PersonId deputy) {
        if (!mayNameFor(actor, person)) {
            gate.require(actor, Gate.EDIT);
        }
        if (person.equals(actor.person()) || deputy.equals(actor.person()) || person.equals(deputy)) {
            throw new ActRefused(Reason.of("identity.deputy.own", "", "/people/" + person));
        }
        Person who = people.require(deputy);
        if (!who.active() || who.machine()) {
            throw new ActRefused(Reason.of("identity.person.disabled", "", "/people"));
        }
        Timestamp now = Timestamp.from(clock.instant());
        jdbc.sql(
                        "update identity.deputy set ended_at = greatest(:now, from_at) where person = :person and ended_at is null")
                .param("now", now)
                .param("person", person.value())
                .update();
        deputies.name(person, deputy, actor.person());
        record(
                actor,
                person,
                "person.name-deputy",
                who.login() + " is deputy of " + people.require(person).login());
    }

    /** Names a deputy as an act of founding: the set-up file decides it, neither of the two does. */
    @Transactional
    public void found(Actor actor, PersonId person, PersonId deputy) {
        if (!founding.open()) {
            throw new IllegalStateException("founding is closed");
        }
        deputies.name(person, deputy, null);
        record(actor, person, "person.name-deputy", deputy + " is deputy of " + person);
    }

    /** Whether this actor could name a deputy of the person: for the page, which offers nothing that would be refused. */
    boolean mayNameFor(Actor actor, PersonId person) {
        if (actor.person() == null || person.equals(actor.person())) {
            return false;
        }
        return gate.allows(actor, Gate.EDIT) || (gate.allows(actor, Gate.VOTE) && isOnlyEditor(person));
    }

    private boolean isOnlyEditor(PersonId person) {
        List<PersonId> editors = people.active().stream()
                .filter(one -> !one.machine())
                .filter(one -> gate.allows(actors.of(one, LOOPBACK, AccessMethod.JOB, null), Gate.EDIT))
                .map(Person::id)
                .toList();
        return editors.equals(List.of(person));
    }

    /** Enters a leave for oneself or, with person.edit, for another. Throws {@link BadInput} for a senseless time. */
    @Transactional
    public void enterLeave(Actor actor, PersonId person, Instant from, Instant to) {
        requireSelfOrEditor(actor, person);
        if (!from.isBefore(to)) {
            throw BadInput.in("to", "identity.bad.leave");
        }
        if (Duration.between(from, to).compareTo(LEAVE_MAX) > 0 || to.isBefore(clock.instant())) {
            throw BadInput.in("to", "identity.bad.leave");
        }
        deputies.enter(person, from, to, actor.requirePerson());
        record(actor, person, "person.enter-leave", "leave from " + from + " to " + to);
    }

    /** Withdraws a leave, so that the person counts as here. */
    @Transactional
    public void withdrawLeave(Actor actor, PersonId person, UUID leave) {
        requireSelfOrEditor(actor, person);
        jdbc.sql(
                        "update identity.leave set withdrawn_at = :now where id = :id and person = :person and withdrawn_at is null")
                .param("now", Timestamp.from(clock.instant()))
                .param("id", leave)
                .param("person", person.value())
                .update();
        record(actor, person, "person.withdraw-leave", "leave withdrawn");
    }

    private void requireSelfOrEditor(Actor actor, PersonId person) {
        if (!person.equals(actor.person())) {
            gate.require(actor, Gate.EDIT);
        }
    }

    private void record(Actor actor, PersonId person, String operation, String what) {
        // Who does it by his own right, not by the founder's, founds nothing: he may still ratify the list.
        if (actor.person() == null || gate.allows(actor, Gate.EDIT)) {
            founding.note(actor, what);
        }
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
