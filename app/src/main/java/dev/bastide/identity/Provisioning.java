package dev.bastide.identity;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.notification.AddressBook;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * What a directory may do to people through a machine account: announce, rename, give the duty that its table names,
 * end. It goes the ways that {@link Duties} and {@link Joining} go for everybody, under narrower rules: never another
 * machine, never the founder while founding is open, of an administrator nothing but that he left, and no duty for
 * whoever answers for the machine. Runs in the caller's transaction. Source: seed 000 s2.2 (A53).
 */
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class Provisioning {
    /** The action, and the only scope of the token that does it. */
    public static final String ACT = "person.provision";

    private static final String NAME_KEPT = "identity.scim.kept.name";
    private static final String ADDRESS_KEPT = "identity.scim.kept.address";
    private static final String ADMINISTRATOR_KEPT = "identity.scim.kept.administrator";
    private static final NoticeKind LEFT = NoticeKind.security("identity.administrator-left");
    static final NoticeKind ADDRESS = new NoticeKind("identity.address", false);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final AuditLog audit;
    private final Gate gate;
    private final People people;
    private final Founding founding;
    private final Joining joining;
    private final Duties duties;
    private final PersonNames names;
    private final Notifications notifications;
    private final AddressBook book;

    Provisioning(
            JdbcClient jdbc,
            Clock clock,
            AuditLog audit,
            Gate gate,
            People people,
            Founding founding,
            Joining joining,
            Duties duties,
            PersonNames names,
            Notifications notifications,
            AddressBook book) {
        this.book = book;
        this.jdbc = jdbc;
        this.clock = clock;
        this.audit = audit;
        this.gate = gate;
        this.people = people;
        this.founding = founding;
        this.joining = joining;
        this.duties = duties;
        this.names = names;
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
        Person machine = requireMachine(actor);
        NewPerson wanted = NewPerson.announced(login, name, email);
        if (isNameBorne(wanted.name())) {
            throw kept(NAME_KEPT);
        }
        PersonId person = joining.announce(actor, wanted);
        jdbc.sql("""
                        update identity.person set address_by = :machine, address_at = :now where id = :id
                        """)
                .param("machine", machine.id().value())
                .param("now", Timestamp.from(clock.instant()))
                .param("id", person.value())
                .update();
        return person;
    }

    /**
     * Gives a person the name and the address his directory knows; of another address he is told in his inbox, where no
     * mail is needed, and by mail at the one that stood until now. Throws {@link ActRefused}, or BadInput.
     */
    public void rename(Actor actor, PersonId person, String name, String email) {
        Person old = requireMovable(actor, person);
        NewPerson now = NewPerson.announced(old.login(), name, email);
        keepsName(person, now.name()).ifPresent(Provisioning::refuse);
        keepsAddress(person, now.email()).ifPresent(Provisioning::refuse);
        boolean moved = !old.email().equals(now.email());
        jdbc.sql("""
                        update identity.person
                        set name = :name, email = :email,
                            address_by = case when :moved then cast(:machine as uuid) else address_by end,
                            address_at = case when :moved then cast(:now as timestamptz) else address_at end
                        where id = :id
                        """)
                .param("name", now.name())
                .param("email", now.email())
                .param("moved", moved)
                .param("machine", actor.requirePerson().value())
                .param("now", Timestamp.from(clock.instant()))
                .param("id", person.value())
                .update();
        String what = "name of " + old.login() + " from " + old.name() + " to " + now.name() + ", e-mail from "
                + old.email() + " to " + now.email();
        founding.note(actor, what);
        audit.append(AuditRecord.of(
                        clock.instant(), actor, Tag.IDENTITY, "person.rename", founding.mark() + what, Result.DONE)
                .object("person", person));
        if (moved) {
            Notice notice = new Notice(
                    ADDRESS, List.of(person), "identity.address.notice", List.of(old.email(), now.email()), "/me");
            notifications.tell(notice);
            notifications.mailTo(old.email(), notice);
        }
    }

    /** Whether somebody who is here bears a name that reads the same. */
    public boolean isNameBorne(String name) {
        return names.isAnothers(null, name);
    }

    /** Why a directory may not give the person this name, when it is another than his: somebody else bears it. */
    public Optional<Reason> keepsName(PersonId person, String name) {
        boolean free = people.require(person).name().equals(name.strip()) || !names.isAnothers(person, name);
        return free ? Optional.empty() : Optional.of(reason(NAME_KEPT));
    }

    /**
     * Why a directory may not give the person this address, when it is another than his: a link could still let him in,
     * and whoever reads what comes there would be let in as him.
     */
    public Optional<Reason> keepsAddress(PersonId person, String email) {
        boolean free = people.require(person).email().equals(email.strip()) || isReaddressed(person, clock.instant());
        return free ? Optional.empty() : Optional.of(reason(ADDRESS_KEPT));
    }

    // The database judges, since it must refuse the same past this program.
    private boolean isReaddressed(PersonId person, Instant now) {
        return jdbc.sql("select identity.may_be_readdressed(:person, :now)")
                .param("person", person.value())
                .param("now", Timestamp.from(now))
                .query(Boolean.class)
                .single();
    }

    /**
     * Gives a person a duty and ends the old one with all that hung on it. Whoever answers for the acting machine loses
     * the old one only: nobody gives himself a duty, not through a machine either.
     */
    public void changeDuty(Actor actor, PersonId person, String duty) {
        requireMovable(actor, person);
        if (duty.equals(Duty.ADMINISTRATOR)) {
            throw kept(ADMINISTRATOR_KEPT);
        }
        if (answersFor(actor, person)) {
            duties.withdraw(actor, person);
            return;
        }
        duties.change(actor, Gate.PROVISION, person, duty);
    }

    /** Ends the person's duty with all that hung on it and gives no other. */
    public void endDuty(Actor actor, PersonId person) {
        requireMovable(actor, person);
        duties.withdraw(actor, person);
    }

    /**
     * Disables the person, as an administrator would. When it is an administrator himself others are told at once, and
     * everybody when he was the last one: his access ends all the same.
     */
    public void disable(Actor actor, PersonId person) {
        Person who = requireOpen(actor, person);
        boolean administrator = isAdministrator(person);
        joining.disable(actor, Gate.PROVISION, person);
        if (administrator) {
            tellOfLeaver(who);
        }
    }

    private void tellOfLeaver(Person who) {
        List<PersonId> left = book.withDuty(Duty.ADMINISTRATOR);
        List<PersonId> everybody = people.active().stream()
                .filter(person -> !person.machine())
                .map(Person::id)
                .toList();
        List<PersonId> officers = Stream.concat(left.stream(), book.withDuty(Duty.ISO).stream())
                .distinct()
                .toList();
        notifications.tell(new Notice(
                LEFT,
                left.isEmpty() ? everybody : officers,
                left.isEmpty() ? "identity.directory.last-administrator-left" : "identity.directory.administrator-left",
                List.of(who.name(), who.login()),
                "/people/" + who.id()));
    }

    /** Whether the person is an administrator now: of him a directory may say only that he left. */
    public boolean isAdministrator(PersonId person) {
        return duties.current(person)
                .filter(duty -> duty.duty().equals(Duty.ADMINISTRATOR))
                .isPresent();
    }

    /** Why a directory's other words do not move an administrator: no word names his duty, so that people gave it. */
    public static Reason administratorKept() {
        return reason(ADMINISTRATOR_KEPT);
    }

    private Person requireMovable(Actor actor, PersonId person) {
        Person who = requireOpen(actor, person);
        if (isAdministrator(person)) {
            throw kept(ADMINISTRATOR_KEPT);
        }
        return who;
    }

    /** The person, when a directory may touch him at all. Throws {@link ActRefused}. */
    public Person requireOpen(Actor actor, PersonId person) {
        Person who = people.require(person);
        if (who.machine() || person.equals(requireMachine(actor).id())) {
            throw kept("identity.scim.kept.machine");
        }
        if (founding.founder().filter(person::equals).isPresent()) {
            throw kept("identity.scim.kept.founder");
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
        return new ActRefused(reason(key));
    }

    private static void refuse(Reason reason) {
        throw new ActRefused(reason);
    }

    private static Reason reason(String key) {
        return Reason.of(key, "A53", "/people");
    }
}
