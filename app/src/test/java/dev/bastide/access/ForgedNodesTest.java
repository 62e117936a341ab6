package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.access.rights.CurrentRights;
import dev.bastide.approval.HeadOf;
import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.authority.Action;
import dev.bastide.authority.Authority;
import dev.bastide.authority.NodeId;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What somebody does to the service tree who holds the database and not the master key (A47, A108, B19): a node turned
 * that way is production, nobody's and without a head, and what lies below it is not freed.
 */
@CompanyTest
class ForgedNodesTest {
    private static final Action READ = ServiceTree.READ;

    @Autowired
    private Company company;

    @Autowired
    private Authority authority;

    @Autowired
    private HeadOf heads;

    @Autowired
    private CurrentRights rights;

    @Autowired
    private AuditSearch search;

    @Test
    void holdsTheTreeThatTheProgramWrote() {
        Someone operator = company.operator();

        assertThat(may(operator, company.web)).isTrue();
        assertThat(company.tree.snapshot().isForeign(company.web)).isFalse();
        assertThat(heads.headsOf(company.web)).containsExactly(company.hana.id());
        assertThat(Company.key(company.mayOpenWeb(operator))).isEqualTo("access.refused.no-permit");
    }

    @Test
    void bitesProductionTurnedToTestByEitherRole() throws Exception {
        for (JdbcClient writer : new JdbcClient[] {company.sql, company.owner}) {
            Someone operator = company.operator();
            forged(
                    writer,
                    company.shop,
                    "environment = 'test'",
                    () -> forged(writer, company.web, "environment = 'test'", () -> {
                        assertThat(company.tree
                                        .snapshot()
                                        .node(company.web)
                                        .orElseThrow()
                                        .production())
                                .isTrue();
                        assertThat(Company.key(company.mayOpenWeb(operator))).isEqualTo("access.refused.foreign-node");
                        assertThat(may(company.boss, company.web)).isFalse();
                    }));
            assertThat(Company.key(company.mayOpenWeb(operator))).isEqualTo("access.refused.no-permit");
        }
        told(company.web);
    }

    @Test
    void bitesAHeadWhoNamedHimselfByEitherRole() {
        for (JdbcClient writer : new JdbcClient[] {company.sql, company.owner}) {
            Company.Trial trial = company.trial(company.operator());
            Someone self = company.paul;
            forged(writer, company.web, "owner = '" + self.id() + "'", () -> {
                assertThat(heads.headsOf(company.web)).isEmpty();
                company.yes(self, trial.approval());
                company.yes(company.petra, trial.approval());
                assertThat(company.approvals
                                .standing(trial.approval(), trial.hash())
                                .holds())
                        .isFalse();
            });
        }
    }

    @Test
    void bitesANodeMovedToWhereItsMoverHasRights() {
        Someone operator = company.people.with("operator");
        company.grant(operator, "operator", company.lab);
        Someone administrator = company.people.with("administrator");
        company.grant(administrator, "administrator", company.lab);

        forged(company.sql, company.shop, "parent = '" + company.lab + "'", () -> {
            assertThat(may(operator, company.shop)).isFalse();
            assertThat(may(operator, company.web)).isFalse();
            assertThat(authority
                            .may(administrator.actor(), ServiceTree.EDIT, company.web)
                            .isPermitted())
                    .isFalse();
            // What lies below keeps its own rules and its own head.
            assertThat(company.tree.snapshot().node(company.web).orElseThrow().production())
                    .isTrue();
            assertThat(heads.headsOf(company.web)).containsExactly(company.hana.id());
        });
    }

    @Test
    void bitesAnInheritanceLetThroughAndANodeOutOfNowhere() {
        Someone operator = company.people.with("operator");
        company.grant(operator, "operator", company.lab);
        UUID id = UUID.randomUUID();
        company.sql
                .sql("""
                        insert into servicetree.node (id, parent, name, owner, environment, tier, planted_at, mark)
                        values (?, ?, ?, ?, 'test', 3, now(), sha256('guessed'))
                        """)
                .params(
                        id,
                        company.lab.value(),
                        "nowhere-" + id.toString().substring(0, 8),
                        operator.id().value())
                .update();
        readAnew();

        assertThat(may(operator, new NodeId(id))).isFalse();
        assertThat(heads.headsOf(new NodeId(id))).isEmpty();
        forged(
                company.owner,
                company.lab,
                "inherit_stop = not inherit_stop",
                () -> assertThat(may(operator, company.lab)).isFalse());
        assertThat(may(operator, company.lab)).isTrue();
    }

    /** Without a raised version nothing is read anew: the tree that is held is the one that bore its marks. */
    @Test
    void bitesAlsoWhereTheVersionIsNotRaised() {
        Someone operator = company.operator();
        company.owner.sql("alter table servicetree.node disable trigger user").update();
        try {
            company.owner
                    .sql("update servicetree.node set environment = 'test' where id = ?")
                    .param(company.web.value())
                    .update();
            rights.forget();
            assertThat(company.mayOpenWeb(operator).isPermitted()).isFalse();
            company.tree.snapshotAt(-1);
            assertThat(company.mayOpenWeb(operator).isPermitted()).isFalse();
        } finally {
            company.owner
                    .sql("update servicetree.node set environment = 'production' where id = ?")
                    .param(company.web.value())
                    .update();
            company.owner
                    .sql("alter table servicetree.node enable trigger user")
                    .update();
            readAnew();
        }
    }

    private boolean may(Someone person, NodeId node) {
        Action action = person.equals(company.boss) ? READ : Company.OPEN;
        return authority.may(person.actor(), action, node).isPermitted();
    }

    /** Changes a node past the program, looks, and puts it back as it was: then it counts again. */
    private void forged(JdbcClient writer, NodeId node, String set, Runnable look) {
        boolean owner = writer.equals(company.owner);
        if (owner) {
            writer.sql("alter table servicetree.node disable trigger user").update();
        }
        String before = company.owner
                .sql("select to_jsonb(n)::text from servicetree.node n where id = ?")
                .param(node.value())
                .query(String.class)
                .single();
        try {
            writer.sql("update servicetree.node set " + set + " where id = ?")
                    .param(node.value())
                    .update();
            readAnew();
            look.run();
        } finally {
            company.owner
                    .sql("alter table servicetree.node disable trigger user")
                    .update();
            company.owner.sql("""
                            update servicetree.node n
                            set parent = was.parent, owner = was.owner, environment = was.environment,
                                tier = was.tier, inherit_stop = was.inherit_stop
                            from jsonb_populate_record(null::servicetree.node, ?::jsonb) was
                            where n.id = was.id
                            """).param(before).update();
            company.owner
                    .sql("alter table servicetree.node enable trigger user")
                    .update();
            readAnew();
        }
    }

    private void readAnew() {
        company.sql
                .sql("update servicetree.tree_version set version = version + 1")
                .update();
        company.tree.snapshotAt(-1);
        rights.forget();
    }

    private void told(NodeId node) throws Exception {
        AuditQuery query = AuditQuery.of(Map.of("operation", "row.refuse", "object", "row:servicetree.node " + node));
        Eventually.holds(
                "a record of the forged node",
                Duration.ofSeconds(10),
                () -> search.search(Company.SETUP, query, null, 50).records().size() == 1);
    }
}
