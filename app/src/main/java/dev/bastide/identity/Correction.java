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
import dev.bastide.notification.Notifications;
import dev.bastide.page.BadInput;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Corrects a mistyped name or address. Links sent to the old address end with it; whoever was in already is told at both.
 * Nobody corrects himself but the founder, and whom a directory keeps is corrected there.
 */
@Service
class Correction {
    private final JdbcClient jdbc;
    private final Clock clock;
    private final AuditLog audit;
    private final Gate gate;
    private final People people;
    private final PersonNames names;
    private final Founding founding;
    private final Notifications notifications;

    Correction(
            JdbcClient jdbc,
            Clock clock,
            AuditLog audit,
            Gate gate,
            People people,
            PersonNames names,
            Founding founding,
            Notifications notifications) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.audit = audit;
        this.gate = gate;
        this.people = people;
        this.names = names;
        this.founding = founding;
        this.notifications = notifications;
    }

    /** Whether the company's directory keeps this person: then it would only say again what it said. */
    boolean isKeptByDirectory(PersonId person) {
        return jdbc.sql("""
                        select exists (select 1 from identity.directory_entry where person = ? and removed_at is null)
                        """).param(person.value()).query(Boolean.class).single();
    }

    /**
     * Gives the person this name and address. Throws {@link ActRefused} to whoever may not, {@link BadInput} naming the
     * field that is wrong.
     */
    @Transactional
    void correct(Actor actor, PersonId id, String name, String email) {
        gate.require(actor, Gate.EDIT);
        Person old = people.require(id);
        requireMay(actor, old);
        NewPerson now = NewPerson.announced(old.login(), name, email);
        if (!old.name().equals(now.name()) && names.isAnothers(id, now.name())) {
            throw BadInput.in("name", "identity.correct.name-taken", now.name());
        }
        boolean moved = !old.email().equals(now.email());
        if (!moved && old.name().equals(now.name())) {
            throw BadInput.in("name", "identity.correct.same");
        }
        int links = moved ? endLinks(id) : 0;
        write(actor, id, now);
        String what = "name of " + old.login() + " from " + old.name() + " to " + now.name() + ", e-mail from "
                + old.email() + " to " + now.email() + "; ended " + links + " invitations";
        founding.note(actor, what);
        audit.append(AuditRecord.of(
                        clock.instant(), actor, Tag.IDENTITY, "person.correct", founding.mark() + what, Result.DONE)
                .object("person", id));
        tell(actor, old, now, moved);
    }

    private void requireMay(Actor actor, Person person) {
        String path = "/people/" + person.id();
        if (!person.active()) {
            throw new ActRefused(Reason.of("identity.person.disabled", "A53", "/people"));
        }
        if (person.machine()) {
            throw new ActRefused(Reason.of("identity.correct.machine", "", path));
        }
        if (isKeptByDirectory(person.id())) {
            throw new ActRefused(Reason.of("identity.correct.directory", "A53", path));
        }
        if (person.id().equals(actor.person()) && !founding.mayFound(actor)) {
            throw new ActRefused(Reason.of("identity.correct.own", "A49", path));
        }
        boolean losing = jdbc.sql("""
                        select exists (select 1 from identity.lost_factor
                            where person = ? and done_at is null and closed_at is null and expires_at > ?)
                        """)
                .param(person.id().value())
                .param(Timestamp.from(clock.instant()))
                .query(Boolean.class)
                .single();
        if (losing) {
            throw new ActRefused(Reason.of("identity.correct.lost", "A109", path));
        }
    }

    /** A link that went to a mistyped address must let nobody in. */
    private int endLinks(PersonId person) {
        return jdbc.sql("""
                        update identity.invitation set used_at = :now
                        where used_at is null
                            and login in (select name from identity.login where person = :person)
                        """)
                .param("now", Timestamp.from(clock.instant()))
                .param("person", person.value())
                .update();
    }

    private void write(Actor actor, PersonId person, NewPerson now) {
        Instant at = clock.instant();
        boolean own = person.equals(actor.person());
        jdbc.sql("""
                        update identity.person
                        set name = :name, email = :email,
                            address_by = case when email = :email then address_by end,
                            address_at = case when email = :email then address_at end,
                            corrected_by = :by, corrected_at = :at
                        where id = :id
                        """)
                .param("name", now.name())
                .param("email", now.email())
                .param("by", own ? null : actor.requirePerson().value(), Types.OTHER)
                .param("at", own ? null : Timestamp.from(at), Types.TIMESTAMP)
                .param("id", person.value())
                .update();
    }

    // Who was never in has no use for a mail at an address that was wrong, and who reads it there no need to know.
    private void tell(Actor actor, Person old, NewPerson now, boolean moved) {
        if (!moved || !old.secondFactor() || old.id().equals(actor.person())) {
            return;
        }
        Notice notice = new Notice(
                Provisioning.ADDRESS,
                List.of(old.id()),
                "identity.correct.notice",
                List.of(old.email(), now.email()),
                "/me");
        notifications.tell(notice);
        notifications.mailTo(old.email(), notice);
    }
}
