package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.Action;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Decision;
import dev.bastide.testing.Browser.Answer;
import dev.bastide.testing.TestPeople.Someone;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A44: strict, fine-grained permission: a person, a role on a node, one action; everything else is no. */
@CompanyTest
class DutyA44Test {
    @Autowired
    private Company company;

    @Autowired
    private Authority authority;

    @LocalServerPort
    private int port;

    @Test
    void holdsOnlyTheActionsOfARoleOnItsNodeAndBelow() {
        Someone operator = company.people.with("operator");
        company.grant(operator, "operator", company.shop);

        assertThat(may(operator, "operation.request", company.web)).isTrue();
        assertThat(may(operator, "operation.request", company.lab)).isFalse();
        assertThat(may(operator, "approval.vote", company.web)).isFalse();
        assertThat(may(operator, "tree.edit", company.web)).isFalse();
    }

    @Test
    void holdsDefaultDenyWithReasonAndRemedy() {
        Someone nobody = company.people.with("operator");

        Decision decision = authority.may(nobody.actor(), Company.OPEN, company.web);

        assertThat(Company.key(decision)).isEqualTo("access.refused.no-role");
        assertThat(((Decision.Refused) decision).reason().remedyPath()).isEqualTo("/permissions/request");
    }

    @Test
    void bitesAtTheDatabase() {
        assertThatThrownBy(() -> company.owner
                        .sql("insert into access.role_action (role, action) values ('operator', '*')")
                        .update())
                .hasStackTraceContaining("role_action_action_check");
        Someone operator = company.people.with("operator");
        assertThatThrownBy(() -> company.owner
                        .sql("""
                                insert into access.role_grant
                                    (id, person, role, node, assignment, granted_at, expires_at, founding, reason)
                                values (?, ?, 'operator', ?, ?, now(), now() + interval '1 day', true, 'no reason')
                                """)
                        .params(
                                UUID.randomUUID(),
                                operator.id().value(),
                                company.root.value(),
                                company.assignment(operator))
                        .update())
                .hasStackTraceContaining("is not granted at the root");
    }

    @Test
    void bitesAtTheApi() {
        Someone operator = company.people.with("operator");

        Answer answer = company.api(operator, port).json("POST", "/api/v1/grants/requests", """
                        {"role": "operator", "node": "/", "days": 30, "reason": "everything everywhere"}""");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("\"duty\":\"A44\"").contains("never granted on the whole company");
        assertThat(answer.headers()).containsEntry("x-bastide-exit", "3");
    }

    private boolean may(Someone person, String action, dev.bastide.authority.NodeId node) {
        return authority.may(person.actor(), new Action(action), node).isPermitted();
    }
}
