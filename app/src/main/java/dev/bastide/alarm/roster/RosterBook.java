package dev.bastide.alarm.roster;

import dev.bastide.alarm.roster.Shift.Handover;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.ActorOf;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import dev.bastide.page.BadInput;
import dev.bastide.page.NoSuch;
import dev.bastide.servicetree.Heads;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Enters and ends shifts, and hands them over: offered by who holds one, taken by who accepts. Whoever edits the roster of a
 * node or is its head enters; nobody is put on duty who could not acknowledge there.
 */
@Service
public class RosterBook {
    /** What one must be allowed to do in order to enter shifts; the head of the node may as well. */
    public static final Action EDIT = new Action("roster.edit");

    private static final Action ACKNOWLEDGE = new Action("alarm.acknowledge");
    private static final NoticeKind OFFERED = new NoticeKind("alarm.handover", true);
    private static final Duration SHIFT_MAX = Duration.ofDays(31);
    private static final int NOTE_CHARACTERS_MAX = 2_000;

    private final RosterRows rows;
    private final ServiceTree tree;
    private final Heads heads;
    private final People people;
    private final ActorOf actors;
    private final ObjectProvider<Authority> authority;
    private final Notifications notifications;
    private final AuditLog audit;
    private final Clock clock;

    RosterBook(
            RosterRows rows,
            ServiceTree tree,
            Heads heads,
            People people,
            ActorOf actors,
            ObjectProvider<Authority> authority,
            Notifications notifications,
            AuditLog audit,
            Clock clock) {
        this.rows = rows;
        this.tree = tree;
        this.heads = heads;
        this.people = people;
        this.actors = actors;
        this.authority = authority;
        this.notifications = notifications;
        this.audit = audit;
        this.clock = clock;
    }

    /** A shift to be entered. */
    public record Planned(PersonId person, int place, Instant from, Instant to) {}

    /** The shifts of a node in a time, in order. */
    public List<Shift> between(NodeId node, Instant from, Instant until) {
        return rows.between(List.of(node), from, until);
    }

    /** The shift of this id. */
    Optional<Shift> find(UUID id) {
        return rows.find(id);
    }

    /** The shift that this offer belongs to. */
    Optional<Shift> offered(UUID handover) {
        return rows.shiftOf(handover).flatMap(rows::find);
    }

    /** The shifts that somebody has offered to this person and that he has not answered. */
    public List<Shift> offeredTo(PersonId person) {
        return rows.offeredTo(person, clock.instant()).stream()
                .filter(shift -> {
                    Handover offered = shift.offered();
                    return offered != null && offered.taker().equals(person);
                })
                .toList();
    }

    /** Whether this actor may enter and end shifts here. */
    public boolean mayEdit(Actor actor, NodeId node) {
        return authority.getObject().may(actor, EDIT, node).isPermitted()
                || (actor.person() != null && heads.headsOf(node, Set.of()).contains(actor.person()));
    }

    /** Enters shifts, all or none. Throws {@link BadInput} where a place is taken in that time. */
    @Transactional
    public void enter(Actor actor, NodeId node, List<Planned> shifts) {
        requireEdit(actor, node);
        // Whether a place is taken is judged here among our own rows: the database cannot tell a foreign one from ours,
        // and
        // one of those must not keep anybody off duty.
        rows.lockNode(node);
        Instant now = now();
        for (Planned planned : shifts) {
            Instant from = planned.from().truncatedTo(ChronoUnit.MICROS);
            Instant to = planned.to().truncatedTo(ChronoUnit.MICROS);
            if (!from.isBefore(to)
                    || Duration.between(from, to).compareTo(SHIFT_MAX) > 0
                    || to.isBefore(now)
                    || planned.place() < 1
                    || planned.place() > 3) {
                throw BadInput.in("first", "alarm.bad.shift");
            }
            Person person = able(planned.person(), node);
            rows.between(List.of(node), from, to).stream()
                    .filter(other -> other.place() == planned.place())
                    .findFirst()
                    .ifPresent(other -> {
                        throw BadInput.in(
                                "first",
                                "alarm.bad.taken",
                                path(node),
                                other.from().toString());
                    });
            Shift shift = new Shift(UUID.randomUUID(), node, planned.person(), planned.place(), from, to, List.of());
            rows.add(shift, actor.requirePerson(), now);
            record(
                    actor,
                    node,
                    "roster.enter",
                    person.login() + " is on duty on " + path(node) + " from " + from + " to " + to + ", place "
                            + planned.place());
        }
    }

    /** Takes a shift out of the roster; what it covered until now stays in its history. */
    @Transactional
    public void end(Actor actor, UUID id) {
        Shift shift = lock(id);
        requireEdit(actor, shift.node());
        rows.end(id, actor.requirePerson(), now());
        record(
                actor,
                shift.node(),
                "roster.end",
                "The shift of " + login(shift.holder()) + " on " + path(shift.node()) + " from " + shift.from() + " to "
                        + shift.to() + " was ended");
    }

    /** Offers what is left of one's shift to somebody else; until he accepts it stays with the giver. */
    @Transactional
    public UUID offer(Actor actor, UUID id, PersonId taker, String note) {
        Shift shift = lock(id);
        PersonId giver = actor.requirePerson();
        if (!shift.holder().equals(giver)) {
            throw refused("alarm.refused.holder", shift);
        }
        if (giver.equals(taker)) {
            throw refused("alarm.refused.self", shift);
        }
        Instant now = now();
        requireGoing(shift, now);
        if (note.length() > NOTE_CHARACTERS_MAX) {
            throw BadInput.in(
                    "note",
                    "page.form.too-long",
                    Integer.toString(NOTE_CHARACTERS_MAX),
                    Integer.toString(note.length()));
        }
        Person able = able(taker, shift.node());
        Handover offer = new Handover(UUID.randomUUID(), id, giver, taker, note.strip(), now, false, null);
        rows.offer(offer);
        record(
                actor,
                shift.node(),
                "roster.offer",
                login(giver) + " offers the shift on " + path(shift.node()) + " until " + shift.to() + " to "
                        + able.login());
        notifications.tell(new Notice(
                OFFERED,
                List.of(taker),
                "alarm.handover.offered",
                List.of(name(giver), path(shift.node()), Notice.at(shift.to())),
                "/roster/" + shift.node()));
        return offer.id();
    }

    /** Accepts or declines what was offered to oneself. */
    @Transactional
    public void answer(Actor actor, UUID handover, boolean accepted) {
        UUID id = rows.shiftOf(handover).orElseThrow(() -> new NoSuch("alarm.handover", handover.toString()));
        Shift shift = lock(id);
        Handover offer = shift.handovers().stream()
                .filter(one -> one.id().equals(handover))
                .findFirst()
                .orElseThrow(() -> new NoSuch("alarm.handover", handover.toString()));
        if (!offer.taker().equals(actor.requirePerson())) {
            throw refused("alarm.refused.taker", shift);
        }
        if (offer.answeredAt() != null || !shift.holder().equals(offer.giver())) {
            throw refused("alarm.refused.answered", shift);
        }
        Instant now = now();
        if (accepted) {
            requireGoing(shift, now);
            able(offer.taker(), shift.node());
        }
        rows.answer(offer, accepted, now);
        record(
                actor,
                shift.node(),
                accepted ? "roster.accept" : "roster.decline",
                login(offer.taker()) + (accepted ? " takes over" : " does not take over") + " the shift of "
                        + login(offer.giver()) + " on " + path(shift.node()) + " until " + shift.to());
        notifications.tell(new Notice(
                OFFERED,
                List.of(offer.giver()),
                accepted ? "alarm.handover.accepted" : "alarm.handover.declined",
                List.of(name(offer.taker()), path(shift.node())),
                "/roster/" + shift.node()));
    }

    private Shift lock(UUID id) {
        return rows.lock(id).orElseThrow(() -> new NoSuch("alarm.shift", id.toString()));
    }

    private void requireEdit(Actor actor, NodeId node) {
        if (!mayEdit(actor, node)) {
            authority.getObject().may(actor, EDIT, node).orThrow();
        }
    }

    private static void requireGoing(Shift shift, Instant now) {
        if (!shift.to().isAfter(now)) {
            throw refused("alarm.refused.over", shift);
        }
    }

    /** The person, who must be here and able to acknowledge on the node; its head always is. */
    private Person able(PersonId id, NodeId node) {
        Person person = people.require(id);
        boolean head = heads.headsOf(node, Set.of()).contains(id);
        boolean able = person.active()
                && !person.machine()
                && (head
                        || authority
                                .getObject()
                                .may(actors.of(person, "127.0.0.1", AccessMethod.JOB, null), ACKNOWLEDGE, node)
                                .isPermitted());
        if (!able) {
            throw new ActRefused(Reason.of(
                    "alarm.refused.cannot-acknowledge", "A103", "/roster/" + node, person.name(), path(node)));
        }
        return person;
    }

    private static ActRefused refused(String key, Shift shift) {
        return new ActRefused(Reason.of(key, "A103", "/roster/" + shift.node()));
    }

    private void record(Actor actor, NodeId node, String operation, String content) {
        audit.append(AuditRecord.of(now(), actor, Tag.NOTIFICATION, operation, content, Result.DONE)
                .object("node", node));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    String path(NodeId node) {
        return tree.snapshot().node(node).map(ServiceNode::path).orElse(node.toString());
    }

    private String login(PersonId person) {
        return people.find(person).map(Person::login).orElse(person.toString());
    }

    private String name(PersonId person) {
        return people.find(person).map(Person::name).orElse(person.toString());
    }
}
