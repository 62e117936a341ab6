package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.Authority;
import dev.bastide.authority.NodeId;
import dev.bastide.servicetree.Environment;
import dev.bastide.servicetree.NodeFacts;
import dev.bastide.servicetree.TreeOutcome;
import dev.bastide.testing.Browser.Answer;
import dev.bastide.testing.TestPeople.Someone;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A108: whether somebody may log in is decided by his role on the service tree; default is no. */
@CompanyTest
class DutyA108Test {
    @Autowired
    private Company company;

    @Autowired
    private Authority authority;

    @LocalServerPort
    private int port;

    @Test
    void holdsByARoleOnAnAncestor() {
        Someone operator = company.people.with("operator");
        company.grant(operator, "operator", company.shop);

        assertThat(open(operator, company.shop)).isTrue();
        assertThat(open(operator, company.web)).isTrue();
        assertThat(open(operator, company.lab)).isFalse();
        assertThat(open(operator, company.root)).isFalse();
    }

    @Test
    void holdsThatInheritanceStopsForOperatingRolesOnly() {
        NodeId vault = plant(company.lab, true);
        Someone operator = company.people.with("operator");
        company.grant(operator, "operator", company.lab);

        assertThat(Company.key(authority.may(operator.actor(), Company.OPEN, vault)))
                .isEqualTo("access.refused.stopped");
        assertThat(authority.may(company.paul.actor(), Company.VOTE, vault).isPermitted())
                .isTrue();
        company.grant(operator, "operator", vault);
        assertThat(open(operator, vault)).isTrue();
    }

    @Test
    void holdsThatAMoveShowsAndThenMakesExactlyTheDifference() {
        NodeId from = plant(company.lab, false);
        NodeId to = plant(company.lab, false);
        NodeId moved = plant(from, false);
        Someone loses = company.people.with("operator");
        Someone gains = company.people.with("operator");
        company.grant(loses, "operator", from);
        company.grant(gains, "operator", to);

        TreeOutcome outcome = company.tree.proposeMove(company.boss.actor(), moved, to, "belongs to the other service");

        TreeOutcome.Asked asked = (TreeOutcome.Asked) outcome;
        String page =
                company.paul.again(port).get("/approvals/" + asked.approval()).body();
        assertThat(page).contains("+ Test " + gains.login()).contains("− Test " + loses.login());
        assertThat(open(loses, moved)).as("not before the approval").isTrue();
        company.approve(asked.approval());
        assertThat(open(loses, moved)).isFalse();
        assertThat(open(gains, moved)).isTrue();
    }

    @Test
    void bitesAtTheDatabase() {
        NodeId child = plant(company.lab, false);

        assertThatThrownBy(() -> company.owner
                        .sql("update servicetree.node set parent = ? where id = ?")
                        .params(child.value(), company.lab.value())
                        .update())
                .hasStackTraceContaining("a node cannot lie below itself");
        assertThatThrownBy(() -> company.owner
                        .sql("update servicetree.node set environment = 'test' where id = ?")
                        .param(company.web.value())
                        .update())
                .hasStackTraceContaining("what lies below production is production");
        assertThatThrownBy(() -> company.owner
                        .sql("update servicetree.node set owner = null where id = ?")
                        .param(company.web.value())
                        .update())
                .hasStackTraceContaining("not-null");
        assertThatThrownBy(() -> company.owner
                        .sql("insert into servicetree.node (id, parent, name, owner, environment, tier, planted_at) "
                                + "values (?, null, 'second', ?, 'test', 1, now())")
                        .params(UUID.randomUUID(), company.hana.id().value())
                        .update())
                .hasStackTraceContaining("one_root");
    }

    @Test
    void bitesAtTheApi() {
        Someone operator = company.people.with("operator");
        company.grant(operator, "viewer", company.root);

        Answer answer = company.api(operator, port)
                .get("/api/v1/access/why?person=" + operator.login() + "&host=deploy@/shop/web/web-01");

        assertThat(answer.body()).contains("\"permitted\":false").contains("You have no role that allows session.open");
        assertThat(company.api(operator, port)
                        .json("POST", "/api/v1/tree", "{\"parent\": \"/lab\", \"name\": \"mine\"}")
                        .status())
                .isEqualTo(403);
    }

    private NodeId plant(NodeId parent, boolean inheritStop) {
        String name = "n" + UUID.randomUUID().toString().substring(0, 8);
        NodeFacts facts = new NodeFacts(parent, name, company.hana.id(), Environment.TEST, 2, inheritStop, null);
        return company.tree.plant(company.boss.actor(), facts);
    }

    private boolean open(Someone person, NodeId node) {
        return authority.may(person.actor(), Company.OPEN, node).isPermitted();
    }
}
