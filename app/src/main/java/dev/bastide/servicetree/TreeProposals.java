package dev.bastide.servicetree;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of proposals. */
@Repository
class TreeProposals {
    private static final String SELECT = """
            select id, node, parent, name, owner, environment, tier, inherit_stop, customer, reason, requester, state,
                asked_at
            from servicetree.proposal
            """;

    private final JdbcClient jdbc;

    TreeProposals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(TreeProposal proposal) {
        NodeFacts wanted = proposal.wanted();
        @Nullable NodeId parent = wanted.parent();
        jdbc.sql("""
                        insert into servicetree.proposal (id, node, parent, name, owner, environment, tier,
                            inherit_stop, customer, reason, requester, asked_at)
                        values (:id, :node, :parent, :name, :owner, :environment, :tier,
                            :inheritStop, :customer, :reason, :requester, :now)
                        """)
                .param("id", proposal.id())
                .param("node", proposal.node().value())
                .param("parent", parent == null ? null : parent.value(), Types.OTHER)
                .param("name", wanted.name())
                .param("owner", wanted.owner().value())
                .param("environment", wanted.environment().word())
                .param("tier", wanted.tier())
                .param("inheritStop", wanted.inheritStop())
                .param("customer", wanted.customer(), Types.VARCHAR)
                .param("reason", proposal.reason())
                .param("requester", proposal.requester().value())
                .param("now", Timestamp.from(proposal.askedAt()))
                .update();
    }

    Optional<TreeProposal> find(UUID id) {
        return jdbc.sql(SELECT + "where id = ?")
                .param(id)
                .query(TreeProposals::read)
                .optional();
    }

    Optional<TreeProposal> openFor(NodeId node) {
        return jdbc.sql(SELECT + "where node = ? and state = 'asked'")
                .param(node.value())
                .query(TreeProposals::read)
                .optional();
    }

    void close(UUID id, String state, Instant now) {
        jdbc.sql("update servicetree.proposal set state = :state, closed_at = :now where id = :id and state = 'asked'")
                .param("state", state)
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    private static TreeProposal read(ResultSet row, int number) throws SQLException {
        return new TreeProposal(
                row.getObject("id", UUID.class),
                new NodeId(row.getObject("node", UUID.class)),
                StoredNodes.facts(row),
                row.getString("reason"),
                new PersonId(row.getObject("requester", UUID.class)),
                row.getString("state"),
                row.getTimestamp("asked_at").toInstant());
    }
}
