package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.approval.HeadOf;
import dev.bastide.approval.Standing;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.Reason;
import dev.bastide.servicetree.Environment;
import dev.bastide.servicetree.NodeFacts;
import dev.bastide.servicetree.TreeOutcome;
import dev.bastide.testing.Browser.Answer;
import dev.bastide.testing.TestPeople.Someone;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** B19: what is asked for goes to the relevant head, who is computed from the tree and never picked. */
@CompanyTest
class DutyB19Test {
    @Autowired
    private Company company;

    @Autowired
    private HeadOf heads;

    @LocalServerPort
    private int port;

    @Test
    void holdsByTheOwnerOfTheNode() {
        assertThat(heads.headsOf(company.web)).containsExactly(company.hana.id());
    }

    @Test
    void holdsByTheDeputyWhileTheHeadIsOnLeaveOrAsksHimself() {
        assertThat(heads.headsOf(company.web, Set.of(company.hana.id()))).containsExactly(company.dirk.id());
        assertThat(heads.headsOf(company.web, Set.of(company.hana.id(), company.dirk.id())))
                .isEmpty();

        UUID leave = company.people.leave(company.hana.id());
        try {
            assertThat(heads.headsOf(company.web)).contains(company.dirk.id());
        } finally {
            company.sql
                    .sql("update identity.leave set withdrawn_at = now() where id = ?")
                    .param(leave)
                    .update();
        }
        assertThat(heads.headsOf(company.web)).containsExactly(company.hana.id());
    }

    @Test
    void bitesTwoApprovalsWithoutTheHead() {
        Company.Trial trial = company.trial(company.operator());

        company.yes(company.paul, trial.approval());
        company.yes(company.petra, trial.approval());

        Standing standing = company.approvals.standing(trial.approval(), trial.hash());
        assertThat(standing).isInstanceOf(Standing.Waiting.class);
        List<Reason> missing = ((Standing.Waiting) standing).missing();
        assertThat(missing).extracting(Reason::key).containsExactly("approval.missing.head");
        assertThat(missing.getFirst().args()).containsExactly("Test " + company.hana.login());
    }

    @Test
    void bitesAtTheDatabase() {
        Company.Trial trial = company.trial(company.operator());
        company.yes(company.paul, trial.approval());
        company.yes(company.petra, trial.approval());

        assertThatThrownBy(() -> company.owner
                        .sql("update approval.approval set state = 'approved', decided_at = now() where id = ?")
                        .param(trial.approval().value())
                        .update())
                .hasStackTraceContaining("one of them the head: 2 people, 0 heads");
    }

    @Test
    void bitesNamingOnesOwnSuccessor() {
        Someone next = company.people.with("approver");
        company.grant(next, "approver", company.root);
        NodeId node = company.tree.plant(
                company.boss.actor(),
                new NodeFacts(company.lab, "succession", company.paul.id(), Environment.TEST, 2, false, null));
        NodeFacts wanted = new NodeFacts(company.lab, "succession", next.id(), Environment.TEST, 2, false, null);

        TreeOutcome outcome = company.tree.edit(company.boss.actor(), node, wanted, "Paul leaves this service");

        TreeOutcome.Asked asked = (TreeOutcome.Asked) outcome;
        assertThat(Company.key(company.yes(company.paul, asked.approval()))).isEqualTo("approval.refused.barred");
        assertThat(Company.key(company.yes(next, asked.approval()))).isEqualTo("approval.refused.executor");
        company.yes(company.petra, asked.approval());
        company.yes(company.hana, asked.approval());
        assertThat(heads.headsOf(node)).containsExactly(next.id());
    }

    @Test
    void bitesAtTheApi() {
        Someone operator = company.people.with("operator");

        Answer answer = company.api(operator, port)
                .json("POST", "/api/v1/grants/requests", """
                        {"role": "viewer", "node": "/shop", "days": 9, "reason": "picks his own approver",
                         "approver": "%s"}""".formatted(company.petra.login()));

        assertThat(answer.status())
                .as("nobody is picked: an unknown field changes nothing")
                .isIn(201, 400);
        if (answer.status() == 201) {
            String approval = answer.body().replaceAll(".*\"approval\":\"([^\"]+)\".*", "$1");
            assertThat(company.api(company.petra, port)
                            .get("/api/v1/approvals/" + approval)
                            .body())
                    .contains("The head of the node has to approve: Test " + company.hana.login());
        }
    }
}
