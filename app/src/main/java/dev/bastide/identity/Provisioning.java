package dev.bastide.identity;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import java.time.Clock;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * What a directory may do to people through a machine account: announce, rename, give the duty that its table names,
 * end. It goes the ways that {@link Duties} and {@link Joining} go for everybody, under narrower rules: never another
 * machine, never an administrator, never the founder while founding is open, and no duty for whoever answers for the
 * machine. Runs in the caller's transaction. Source: seed 000 s2.2 (A53).
 */
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class Provisioning {
    /** The action, and the only scope of the token that does it. */
    public static final String ACT = "person.provision";

    private static final NoticeKind ADDRESS = new NoticeKind("identity.address", false);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final AuditLog audit;
    private final Gate gate;
    private final People people;
    private final Founding founding;
    private final Joining joining;
    private final Duties duties;
    private final Notifications notifications;

    Provisioning(
            JdbcClient jdbc,
            Clock clock,
            AuditLog audit,
            Gate gate,
            People people,
            Founding founding,
            Joining joining,
            Duties duties,
            Notifications notifications) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.audit = audit;
        this.gate = gate;
        this.people = people;
        this.founding = founding;
        this.joining = joining;
        this.duties = duties;
        this.notifications = notifications;
    }

    /** Throws {@link ActRefused} unless this is a machine account that may speak for a directory. */
    public void requireMay(Actor actor) {
        requireMachine(actor);
    }

    /** Whether this person answers for the acting machine, and so gets no duty through it. */
    public boolean answersFor(Actor actor, PersonId person) {
        return person.equals(requireMachine(actor).owner());
    }

    /** Adds somebody without a duty, a factor or a right. Throws {@link ActRefused}, or BadInput naming the field. */
    public PersonId announce(Actor actor, String login, String name, String email) {
        requireMachine(actor);
        return joining.announce(actor, NewPerson.announced(login, name, email));
    }

    /**
     * Gives a person the name and the address his directory knows; of another address he is told in his inbox, where no
     * mail is needed. Throws {@link ActRefused}, or BadInput.
     */
    public void rename(Actor actor, PersonId person, String name, String email) {
        Person old = requireOpen(actor, person);
        NewPerson now = NewPerson.announced(old.login(), name, email);
        jdbc.sql("update identity.person set name = :name, email = :email where id = :id")
                .param("name", now.name())
                .param("email", now.email())
                .param("id", person.value())
                .update();
        String what = "name of " + old.login() + " from " + old.name() + " to " + now.name() + ", e-mail from "
                + old.email() + " to " + now.email();
        founding.note(actor, what);
        audit.append(AuditRecord.of(
                        clock.instant(), actor, Tag.IDENTITY, "person.rename", founding.mark() + what, Result.DONE)
                .object("person", person));
        if (!old.email().equals(now.email())) {
            notifications.tell(new Notice(
                    ADDRESS, List.of(person), "identity.address.notice", List.of(old.email(), now.email()), "/me"));
        }
    }

    /**
     * Gives a person a duty and ends the old one with all that hung on it. Whoever answers for the acting machine loses
     * the old one only: nobody gives himself a duty, not through a machine either.
     */
    public void changeDuty(Actor actor, PersonId person, String duty) {
        requireOpen(actor, person);
        if (duty.equals(Duty.ADMINISTRATOR)) {
            throw kept("identity.scim.kept.administrator");
        }
        if (answersFor(actor, person)) {
            duties.withdraw(actor, person);
            return;
        }
        duties.change(actor, Gate.PROVISION, person, duty);
    }

    /** Ends the person's duty with all that hung on it and gives no other. */
    public void endDuty(Actor actor, PersonId person) {
        requireOpen(actor, person);
        duties.withdraw(actor, person);
    }

    /** Disables the person, as an administrator would. */
    public void disable(Actor actor, PersonId person) {
        requireOpen(actor, person);
        joining.disable(actor, Gate.PROVISION, person);
    }

    /**
     * The person, when a directory may touch him at all. Throws {@link ActRefused}: an administrator is ended by another
     * administrator, so that one stolen token cannot empty the house of them.
     */
    public Person requireOpen(Actor actor, PersonId person) {
        Person who = people.require(person);
        if (who.machine() || person.equals(requireMachine(actor).id())) {
            throw kept("identity.scim.kept.machine");
        }
        if (founding.founder().filter(person::equals).isPresent()) {
            throw kept("identity.scim.kept.founder");
        }
        if (duties.current(person)
                .filter(duty -> duty.duty().equals(Duty.ADMINISTRATOR))
                .isPresent()) {
            throw kept("identity.scim.kept.administrator");
        }
        return who;
    }

    private Person requireMachine(Actor actor) {
        gate.require(actor, Gate.PROVISION);
        Person machine = people.require(actor.requirePerson());
        if (!machine.machine()) {
            throw kept("identity.scim.kept.human");
        }
        return machine;
    }

    private static ActRefused kept(String key) {
        return new ActRefused(Reason.of(key, "A53", "/people"));
    }
}
