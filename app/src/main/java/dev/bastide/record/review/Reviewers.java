package dev.bastide.record.review;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.ActorOf;
import dev.bastide.identity.Deputies;
import dev.bastide.identity.Duty;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.notification.AddressBook;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Who may review what: internal auditors, and never who acted, answers for the machine that acted, is of the same team, is
 * the head of the place or of one above, or stands in for the one who acted. Bastide knows no lead of a team: whoever leads
 * it is one of it. The database holds the same. Source: seed 000 s4 (A112).
 */
@Component
class Reviewers {
    static final Action JUDGE = new Action("review.judge");
    private static final String DUTY = "A112";

    private final AddressBook book;
    private final People people;
    private final Deputies deputies;
    private final ActorOf actors;
    private final ServiceTree tree;
    private final ObjectProvider<Authority> authority;

    Reviewers(
            AddressBook book,
            People people,
            Deputies deputies,
            ActorOf actors,
            ServiceTree tree,
            ObjectProvider<Authority> authority) {
        this.book = book;
        this.people = people;
        this.deputies = deputies;
        this.actors = actors;
        this.tree = tree;
        this.authority = authority;
    }

    /** Whose work an item is, as far as that bars somebody. */
    record Work(
            @Nullable PersonId person,
            java.util.@Nullable UUID team,
            @Nullable NodeId node) {
        static Work of(Item item) {
            return new Work(item.person(), item.team(), item.node());
        }
    }

    /** Whether this actor may review at all. Throws {@link dev.bastide.authority.ActRefused}. */
    void demand(Actor actor) {
        authority.getObject().mayAnywhere(actor, JUDGE).orThrow();
        if (!isAuditor(actor.requirePerson())) {
            throw new dev.bastide.authority.ActRefused(
                    Reason.of("record.review.refused.no-auditor", DUTY, "/record/campaigns"));
        }
    }

    private boolean isAuditor(PersonId person) {
        return book.withDuty(Duty.AUDITOR).contains(person);
    }

    /** Internal auditors with the role to review. */
    List<PersonId> all() {
        return book.withDuty(Duty.AUDITOR).stream()
                .filter(person -> authority
                        .getObject()
                        .mayAnywhere(actors.person(person, "127.0.0.1", AccessMethod.JOB, null), JUDGE)
                        .isPermitted())
                .sorted(Comparator.comparing(PersonId::value))
                .toList();
    }

    /** Why this auditor may not review that; nothing where he may. */
    Optional<Reason> bar(PersonId reviewer, Work work) {
        if (!isAuditor(reviewer)) {
            return said("no-auditor");
        }
        Person me = people.require(reviewer);
        Optional<Person> who = Optional.ofNullable(work.person()).flatMap(people::find);
        if (reviewer.equals(work.person())
                || who.map(Person::owner).filter(reviewer::equals).isPresent()) {
            return said("own-work");
        }
        if (me.team() != null
                && (me.team().value().equals(work.team())
                        || who.map(Person::team).filter(me.team()::equals).isPresent())) {
            return said("team");
        }
        if (work.node() != null
                && tree.snapshot().path(work.node()).stream()
                        .map(ServiceNode::owner)
                        .anyMatch(reviewer::equals)) {
            return said("head");
        }
        if (work.person() != null
                && deputies.of(work.person()).filter(reviewer::equals).isPresent()) {
            return said("deputy");
        }
        return Optional.empty();
    }

    private static Optional<Reason> said(String why) {
        return Optional.of(Reason.of("record.review.refused." + why, DUTY, "/record/campaigns"));
    }

    /** Who shall review it: of those who may and are here, or stand in for one who is away, the one with the least to do. */
    Optional<PersonId> choose(Work work, Map<PersonId, Integer> load) {
        List<PersonId> auditors = all();
        return auditors.stream()
                .map(deputies::actingFor)
                .filter(auditors::contains)
                .filter(person -> !deputies.onLeave(person))
                .filter(person -> bar(person, work).isEmpty())
                .distinct()
                .min(Comparator.<PersonId>comparingInt(person -> load.getOrDefault(person, 0))
                        .thenComparing(PersonId::value));
    }

    /** Whether who reviews it is still here and may. */
    boolean stands(Item item) {
        Item.Assignment now = item.assignment();
        return now != null
                && all().contains(now.reviewer())
                && !deputies.onLeave(now.reviewer())
                && bar(now.reviewer(), Work.of(item)).isEmpty();
    }

    String name(PersonId person) {
        return people.find(person).map(Person::name).orElse(person.toString());
    }

    /** Whose act this was, by the user ID in the record: the person, or who answers for a machine. */
    Optional<Person> actor(String userId) {
        return people.byLogin(userId)
                .flatMap(person -> person.owner() == null ? Optional.of(person) : people.find(person.owner()));
    }

    Optional<Person> person(PersonId id) {
        return people.find(id);
    }

    /** The node in words; {@code /} for the whole. */
    String place(@Nullable NodeId node) {
        return node == null
                ? "/"
                : tree.snapshot().node(node).map(ServiceNode::path).orElse(node.toString());
    }

    boolean isBelow(NodeId above, NodeId below) {
        return tree.snapshot().isAncestorOrSelf(above, below);
    }

    Optional<NodeId> node(String path) {
        return tree.snapshot().byPath(path).map(ServiceNode::id);
    }
}
