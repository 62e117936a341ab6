package dev.bastide.servicetree;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.MarkedLater;
import dev.bastide.identity.RowMarks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/**
 * The table of nodes: the only truth about the tree, where a row bears this program's mark. One that does not is held as
 * foreign: production, and nobody's.
 */
@Repository
class StoredNodes {
    private static final String TABLE = "servicetree.node";
    private static final String COLUMNS = "id, parent, name, owner, environment, tier, inherit_stop, customer, mark";
    private static final String SELECT = "select " + COLUMNS + " from servicetree.node ";

    /** So many nodes are known by heart; then all are compared anew. */
    private static final int PROVED_MAX = 1_000_000;

    private final JdbcClient jdbc;
    private final RowMarks marks;
    private final Map<NodeId, Proved> proved = new ConcurrentHashMap<>();

    StoredNodes(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    /** A row whose mark was right: as long as it is the same to the letter, its mark is not computed again. */
    private record Proved(NodeFacts facts, byte[] mark) {}

    /** A node as it stands in the table, and whether this program wrote it so. */
    record Stored(NodeId id, NodeFacts facts, boolean ours) {}

    long version() {
        return jdbc.sql("select version from servicetree.tree_version")
                .query(Long.class)
                .single();
    }

    /**
     * The tree as the current transaction sees it. The version is read first: a change in between makes the snapshot
     * newer than it says, so that it is read once more, never too few times.
     */
    TreeSnapshot snapshot() {
        long version = version();
        Map<NodeId, NodeFacts> rows = new HashMap<>();
        Set<NodeId> foreign = new HashSet<>();
        jdbc.sql(SELECT).query(row -> {
            Stored node = stored(row);
            rows.put(node.id(), node.facts());
            if (!node.ours()) {
                foreign.add(node.id());
            }
        });
        return TreeSnapshot.of(version, rows, foreign);
    }

    /** Reads and locks one node until the transaction ends. */
    Optional<Stored> lock(NodeId id) {
        return jdbc.sql(SELECT + "where id = ? for update")
                .param(id.value())
                .query((row, number) -> stored(row))
                .optional();
    }

    /** Names from the root down as the current transaction sees them, such as {@code /shop/web}. */
    String path(NodeId id) {
        return jdbc.sql("""
                        with recursive way (parent, name, step) as (
                            select parent, name, 0 from servicetree.node where id = ?
                            union all
                            select above.parent, above.name, way.step + 1
                            from way join servicetree.node above on above.id = way.parent
                        )
                        select '/' || coalesce(string_agg(name, '/' order by step desc) filter (where parent is not null), '')
                        from way
                        """).param(id.value()).query(String.class).single();
    }

    boolean hasRoot() {
        return jdbc.sql("select exists (select from servicetree.node where parent is null)")
                .query(Boolean.class)
                .single();
    }

    boolean nameTaken(@Nullable NodeId parent, String name, NodeId except) {
        return jdbc.sql("""
                        select exists (select from servicetree.node
                            where parent is not distinct from :parent and name = :name and id <> :except)
                        """)
                .param("parent", parent == null ? null : parent.value(), java.sql.Types.OTHER)
                .param("name", name)
                .param("except", except.value())
                .query(Boolean.class)
                .single();
    }

    void add(NodeId id, NodeFacts facts, Instant now) {
        bind(jdbc.sql("""
                        insert into servicetree.node (id, parent, name, owner, environment, tier, inherit_stop,
                            customer, planted_at, mark)
                        values (:id, :parent, :name, :owner, :environment, :tier, :inheritStop, :customer, :now, :mark)
                        """), id, facts).param("now", Timestamp.from(now)).update();
    }

    void change(NodeId id, NodeFacts facts) {
        bind(jdbc.sql("""
                        update servicetree.node
                        set parent = :parent, name = :name, owner = :owner, environment = :environment, tier = :tier,
                            inherit_stop = :inheritStop, customer = :customer, mark = :mark
                        where id = :id
                        """), id, facts).update();
    }

    /** What an older release left is marked once. */
    static MarkedLater markedLater() {
        return new MarkedLater(
                TABLE,
                List.of("id"),
                COLUMNS,
                row -> deciding(new NodeId(row.getObject("id", UUID.class)), facts(row)));
    }

    private StatementSpec bind(StatementSpec statement, NodeId id, NodeFacts facts) {
        @Nullable NodeId parent = facts.parent();
        return statement
                .param("id", id.value())
                .param("parent", parent == null ? null : parent.value(), java.sql.Types.OTHER)
                .param("name", facts.name())
                .param("owner", facts.owner().value())
                .param("environment", facts.environment().word())
                .param("tier", facts.tier())
                .param("inheritStop", facts.inheritStop())
                .param("customer", facts.customer(), java.sql.Types.VARCHAR)
                .param("mark", marks.of(TABLE, deciding(id, facts)));
    }

    private static @Nullable Object[] deciding(NodeId id, NodeFacts facts) {
        @Nullable NodeId parent = facts.parent();
        return new @Nullable Object[] {
            id.value(),
            parent == null ? null : parent.value(),
            facts.name(),
            facts.owner().value(),
            facts.environment().word(),
            facts.tier(),
            facts.inheritStop(),
            facts.customer()
        };
    }

    private Stored stored(ResultSet row) throws SQLException {
        NodeId id = new NodeId(row.getObject("id", UUID.class));
        NodeFacts facts;
        try {
            facts = facts(row);
        } catch (IllegalArgumentException e) {
            // Nothing this program would write: the database's own rules were taken away.
            marks.refuse(TABLE, id);
            return new Stored(id, nobodys(row, id.toString()), false);
        }
        byte[] mark = row.getBytes("mark");
        Proved before = proved.get(id);
        if (before != null && before.facts().equals(facts) && Arrays.equals(before.mark(), mark)) {
            return new Stored(id, facts, true);
        }
        if (!marks.isOurs(TABLE, id, mark, deciding(id, facts))) {
            return new Stored(id, nobodys(row, facts.name()), false);
        }
        if (proved.size() >= PROVED_MAX) {
            proved.clear();
        }
        proved.put(id, new Proved(facts, mark));
        return new Stored(id, facts, true);
    }

    // What such a row says is shown, so that somebody can look at it, and decides nothing.
    private static NodeFacts nobodys(ResultSet row, String name) throws SQLException {
        @Nullable UUID parent = row.getObject("parent", UUID.class);
        return new NodeFacts(
                parent == null ? null : new NodeId(parent),
                name,
                new PersonId(row.getObject("owner", UUID.class)),
                Environment.PRODUCTION,
                1,
                true,
                null);
    }

    static NodeFacts facts(ResultSet row) throws SQLException {
        @Nullable UUID parent = row.getObject("parent", UUID.class);
        return new NodeFacts(
                parent == null ? null : new NodeId(parent),
                row.getString("name"),
                new PersonId(row.getObject("owner", UUID.class)),
                Environment.of(row.getString("environment")),
                row.getInt("tier"),
                row.getBoolean("inherit_stop"),
                row.getString("customer"));
    }
}
