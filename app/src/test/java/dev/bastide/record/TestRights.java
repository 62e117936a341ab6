package dev.bastide.record;

import dev.bastide.access.GrantAsk;
import dev.bastide.access.Grants;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople;
import java.time.Duration;

/** Gives people of a test a role for the whole company, as founding does. */
public final class TestRights {
    private final Grants grants;
    private final ServiceTree tree;
    private final TestPeople people;

    public TestRights(Grants grants, ServiceTree tree, TestPeople people) {
        this.grants = grants;
        this.tree = tree;
        this.people = people;
    }

    /** The same person, now with this role at the root of the tree. */
    public TestPeople.Someone give(TestPeople.Someone person, String role) throws Exception {
        NodeId root = new NodeId(people.root(person.id()));
        Eventually.holds(
                "the tree knows its root",
                Duration.ofSeconds(20),
                () -> tree.snapshot().node(root).isPresent());
        GrantAsk ask = new GrantAsk(person.id(), role, root, Duration.ofDays(30), "needed by a test of pages");
        grants.foundingGrant(Actor.machine("set-up", AccessMethod.LOCAL), ask);
        return person;
    }
}
