package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.DecisionLog;
import dev.bastide.audit.StoredRecord;
import dev.bastide.authority.Action;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Decision;
import dev.bastide.testing.Browser.Answer;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    @Autowired
    private AuditSearch record;

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
    void holdsEveryPermissionIsRecordedWithItsRule() throws Exception {
        Someone head = company.hana;
        company.api(head, port).get("/api/v1/hosts");

        Eventually.holds(
                "the permission stands in the record, by the rule of the page and by the rule of the node",
                Duration.ofSeconds(20),
                () -> permissions(head, "host.read").stream()
                                .anyMatch(entry -> entry.content().contains("first at GET /api/v1/hosts"))
                        && permissions(head, "host.read").stream()
                                .allMatch(entry -> entry.content().contains("by grant:")
                                        && String.valueOf(entry.objectId()).startsWith("grant:")));
    }

    @Test
    void bitesWhatIsRefusedIsNeverRecordedAsPermitted() {
        Someone nobody = company.people.with("operator");

        may(nobody, "session.open", company.web);

        assertThat(permissions(nobody, "session.open")).isEmpty();
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

    private List<AuditRecord> permissions(Someone person, String action) {
        return record
                .search(
                        company.aud.actor(),
                        AuditQuery.of(Map.of("user", person.login(), "operation", DecisionLog.OPERATION)),
                        null,
                        100)
                .records()
                .stream()
                .map(StoredRecord::entry)
                .filter(entry -> entry.content().startsWith(action + " permitted"))
                .toList();
    }

    private boolean may(Someone person, String action, dev.bastide.authority.NodeId node) {
        return authority.may(person.actor(), new Action(action), node).isPermitted();
    }
}
