package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.ActRefused;
import dev.bastide.testing.Browser.Answer;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A51: each member holds only what his duty needs; what lies unused is shown. */
@CompanyTest
class DutyA51Test {
    @Autowired
    private Company company;

    @LocalServerPort
    private int port;

    @Test
    void holdsWhatTheMatrixGivesADuty() {
        Someone engineer = company.people.with("security-engineer");

        company.grant(engineer, "security-engineer", company.shop);
        company.grant(engineer, "approver", company.shop);

        assertThat(company.grants.of(engineer.id())).extracting(Grant::role).contains("security-engineer", "approver");
    }

    @Test
    void holdsThatARightUnusedForThirtyDaysIsFlagged() {
        Someone operator = company.people.with("operator");
        GrantId id = company.grant(operator, "viewer", company.shop);
        Grant fresh = company.grants.find(id).orElseThrow();

        assertThat(fresh.unused(company.clock.instant())).isFalse();
        assertThat(fresh.unused(company.clock.instant().plus(Duration.ofDays(29))))
                .isFalse();
        assertThat(fresh.unused(fresh.granted().plus(Duration.ofDays(30)).minusSeconds(1)))
                .isFalse();
        company.sql
                .sql("update access.role_grant set last_used_at = granted_at - interval '31 days' where id = ?")
                .param(id.value())
                .update();
        assertThat(company.grants.find(id).orElseThrow().unused(company.clock.instant()))
                .isTrue();
    }

    @Test
    void holdsThatUseIsNotedWithinMinutesAndTakesTheFlagAway() throws Exception {
        Someone operator = company.people.with("operator");
        GrantId used = company.grant(operator, "operator", company.shop);
        GrantId idle = company.grant(operator, "viewer", company.lab);
        company.sql
                .sql("update access.role_grant set last_used_at = granted_at - interval '31 days' where id in (?, ?)")
                .params(used.value(), idle.value())
                .update();

        assertThat(company.permits.mayOpen(operator.actor(), company.webHost, company.web, Company.ACCOUNT))
                .as("a permit is missing, the role is not")
                .isNotNull();
        company.clock.advance(Duration.ofMinutes(1));

        Eventually.holds("the use of the grant is written", Duration.ofSeconds(20), () -> !unused(used));
        assertThat(unused(idle)).isTrue();
    }

    private boolean unused(GrantId id) {
        return company.grants.find(id).orElseThrow().unused(company.clock.instant());
    }

    @Test
    void bitesARoleOutsideTheMatrixAndADeveloperOnProduction() {
        Someone developer = company.people.with("developer");

        assertThatThrownBy(() -> ask(developer, "administrator", company.shop)).hasMessage("access.refused.matrix");
        assertThatThrownBy(() -> ask(developer, "operator", company.web)).hasMessage("access.refused.matrix");
        company.grant(developer, "operator", company.lab);
        assertThatThrownBy(() -> ask(developer, "founder", company.lab))
                .isInstanceOf(ActRefused.class)
                .hasMessage("access.refused.role");
        assertThatThrownBy(() -> ask(company.people.with("customer"), "viewer", company.lab))
                .hasMessage("access.refused.matrix");
    }

    @Test
    void bitesAtTheDatabase() {
        Someone developer = company.people.with("developer");
        Someone other = company.people.with("operator");

        assertThatThrownBy(() -> insert(developer, company.assignment(developer), "administrator"))
                .hasStackTraceContaining("does not need the role administrator");
        assertThatThrownBy(() -> insert(developer, company.assignment(developer), "operator"))
                .hasStackTraceContaining("does not need the role operator");
        assertThatThrownBy(() -> insert(developer, company.assignment(other), "operator"))
                .hasStackTraceContaining("names a current duty of its person");
    }

    @Test
    void bitesAtTheApi() {
        Someone developer = company.people.with("developer");

        Answer answer = company.api(developer, port).json("POST", "/api/v1/grants/requests", """
                        {"role": "approver", "node": "/shop", "days": 30, "reason": "wants to approve his own"}""");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("\"duty\":\"A51\"");
    }

    private void ask(Someone person, String role, dev.bastide.authority.NodeId node) {
        GrantAsk ask = new GrantAsk(person.id(), role, node, Duration.ofDays(9), "needed for a trial");
        company.grants.request(person.actor(), ask);
    }

    private void insert(Someone person, UUID assignment, String role) {
        company.owner
                .sql("""
                        insert into access.role_grant
                            (id, person, role, node, assignment, granted_at, expires_at, founding, reason)
                        values (?, ?, ?, ?, ?, now(), now() + interval '1 day', true, 'no reason')
                        """)
                .params(UUID.randomUUID(), person.id().value(), role, company.web.value(), assignment)
                .update();
    }
}
