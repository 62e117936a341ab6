package dev.bastide.access;

import dev.bastide.access.rights.CurrentRights;
import dev.bastide.access.rights.Rights;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.servicetree.MoveImpact;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.TreeSnapshot;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Who gains and who loses a way to which host when the tree changes: the difference of two snapshots. */
@Component
class MoveReach implements MoveImpact {
    /** More than a person can read before deciding. */
    private static final int PAIRS_MAX = 10_000;

    private final CurrentRights rights;
    private final ObjectProvider<HostPlaces> hosts;
    private final People people;
    private final LockOuts lockOuts;
    private final Clock clock;

    MoveReach(CurrentRights rights, ObjectProvider<HostPlaces> hosts, People people, LockOuts lockOuts, Clock clock) {
        this.lockOuts = lockOuts;
        this.rights = rights;
        this.hosts = hosts;
        this.people = people;
        this.clock = clock;
    }

    @Override
    public Impact between(TreeSnapshot before, TreeSnapshot after) {
        Rights present = rights.get().orElseThrow(() -> new IllegalStateException("rights cannot be read"));
        Rights then = present.on(before);
        Rights now = present.on(after);
        List<Pair> gained = new ArrayList<>();
        List<Pair> lost = new ArrayList<>();
        for (ServiceNode node : after.all()) {
            Set<PersonId> had = who(then, node.id());
            Set<PersonId> has = who(now, node.id());
            if (!had.equals(has) && gained.size() + lost.size() < PAIRS_MAX) {
                List<String> places = places(node);
                add(gained, without(has, had), places);
                add(lost, without(had, has), places);
            }
        }
        return new Impact(gained, lost, lockedOut(then, now));
    }

    /** What the change locks out that was not locked out before. */
    private List<Pair> lockedOut(Rights then, Rights now) {
        Set<NodeId> before =
                lockOuts.in(then).stream().map(found -> found.node().id()).collect(Collectors.toSet());
        return lockOuts.in(now).stream()
                .filter(found -> !before.contains(found.node().id()))
                .map(found -> new Pair(found.head(), found.node().path()))
                .toList();
    }

    private Set<PersonId> who(Rights state, NodeId node) {
        return state.whoMay(Permits.OPEN, node, clock.millis()).stream()
                .map(grant -> grant.facts().person())
                .collect(Collectors.toSet());
    }

    private List<String> places(ServiceNode node) {
        HostPlaces port = hosts.getIfAvailable();
        List<String> paths = port == null
                ? List.of()
                : port.on(node.id(), PAIRS_MAX).stream()
                        .map(HostPlaces.Place::path)
                        .toList();
        return paths.isEmpty() ? List.of(node.path()) : paths;
    }

    private void add(List<Pair> pairs, Set<PersonId> persons, List<String> places) {
        Set<String> names = new TreeSet<>();
        persons.forEach(id -> people.find(id).map(Person::name).ifPresent(names::add));
        names.forEach(name -> places.forEach(place -> pairs.add(new Pair(name, place))));
    }

    private static Set<PersonId> without(Set<PersonId> all, Set<PersonId> some) {
        Set<PersonId> rest = new HashSet<>(all);
        rest.removeAll(some);
        return rest;
    }
}
