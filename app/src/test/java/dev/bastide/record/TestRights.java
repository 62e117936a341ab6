package dev.bastide.record;

import dev.bastide.access.GrantAsk;
import dev.bastide.access.Grants;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Gives people of a test a role for the whole company, as founding does. */
public final class TestRights {
    private final Grants grants;
    private final ServiceTree tree;
    private final JdbcClient sql;
    private final Clock clock;

    public TestRights(Grants grants, ServiceTree tree, JdbcClient sql, Clock clock) {
        this.grants = grants;
        this.tree = tree;
        this.sql = sql;
        this.clock = clock;
    }

    /** The same person, now with this role at the root of the tree. */
    public TestPeople.Someone give(TestPeople.Someone person, String role) throws Exception {
        NodeId root = root(person);
        Eventually.holds(
                "the tree knows its root",
                Duration.ofSeconds(20),
                () -> tree.snapshot().node(root).isPresent());
        GrantAsk ask = new GrantAsk(person.id(), role, root, Duration.ofDays(30), "needed by a test of pages");
        grants.foundingGrant(Actor.machine("set-up", AccessMethod.LOCAL), ask);
        return person;
    }

    private NodeId root(TestPeople.Someone owner) {
        return sql.sql("select id from servicetree.node where parent is null")
                .query((row, number) -> new NodeId(row.getObject("id", UUID.class)))
                .optional()
                .orElseGet(() -> plant(owner));
    }

    private NodeId plant(TestPeople.Someone owner) {
        UUID id = UUID.randomUUID();
        sql.sql("""
                insert into servicetree.node (id, parent, name, owner, environment, tier, planted_at)
                values (:id, null, 'company', :owner, 'staging', 3, :now)
                """)
                .param("id", id)
                .param("owner", owner.id().value())
                .param("now", Timestamp.from(clock.instant()))
                .update();
        return new NodeId(id);
    }
}
