package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.Authority;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A53: a change of duty revokes what hung on the old one, at once and in one transaction. */
@CompanyTest
class DutyA53Test {
    @Autowired
    private Company company;

    @Autowired
    private Authority authority;

    @LocalServerPort
    private int port;

    @Test
    void holdsThatGrantsAndPermitsEndWithTheDuty() {
        Someone operator = company.operator();
        Company.Trial trial = company.trial(operator);
        company.approve(trial.approval());
        Instant now = company.clock.instant();
        company.permit(trial, now, now.plus(Duration.ofHours(1)));
        assertThat(company.mayOpenWeb(operator).isPermitted()).isTrue();

        company.duties.change(company.boss.actor(), operator.id(), "developer");

        assertThat(authority.may(operator.actor(), Company.OPEN, company.lab).isPermitted())
                .isFalse();
        assertThat(company.mayOpenWeb(operator).isPermitted()).isFalse();
        assertThat(company.permits.current(operator.id())).isEmpty();
        assertThat(company.grants.of(operator.id())).allMatch(grant -> "duty".equals(grant.endedReason()));
    }

    @Test
    void holdsThatARolledBackChangeTakesNothing() {
        Someone operator = company.operator();

        assertThatThrownBy(() -> company.transaction.executeWithoutResult(status -> {
                    company.duties.change(company.boss.actor(), operator.id(), "developer");
                    throw new IllegalStateException("on second thoughts");
                }))
                .hasMessage("on second thoughts");

        assertThat(authority.may(operator.actor(), Company.OPEN, company.lab).isPermitted())
                .isTrue();
    }

    @Test
    void bitesAtTheDatabaseWithinASecondWhoeverEndsTheDuty() throws Exception {
        Someone operator = company.operator();
        assertThat(authority.may(operator.actor(), Company.OPEN, company.lab).isPermitted())
                .isTrue();

        company.owner
                .sql("update identity.duty_assignment set ended_at = now() + interval '1 hour' where id = ?")
                .param(company.assignment(operator))
                .update();

        Eventually.holds(
                "revoked",
                Duration.ofSeconds(1),
                () -> !authority
                        .may(operator.actor(), Company.OPEN, company.lab)
                        .isPermitted());
        assertThat(Company.key(authority.may(operator.actor(), Company.OPEN, company.lab)))
                .isEqualTo("access.refused.duty-ended");
    }

    @Test
    void bitesAGrantForADutyThatHasEnded() {
        Someone operator = company.people.with("operator");
        UUID old = company.assignment(operator);
        company.duties.change(company.boss.actor(), operator.id(), "developer");

        assertThatThrownBy(() -> company.owner
                        .sql("""
                                insert into access.role_grant
                                    (id, person, role, node, assignment, granted_at, expires_at, founding, reason)
                                values (?, ?, 'viewer', ?, ?, now(), now() + interval '1 day', true, 'too late')
                                """)
                        .params(UUID.randomUUID(), operator.id().value(), company.shop.value(), old)
                        .update())
                .hasStackTraceContaining("names a current duty");
    }

    @Test
    void bitesARequestThatWasApprovedAfterTheDutyEnded() {
        Someone operator = company.people.with("operator");
        GrantAsk ask = new GrantAsk(operator.id(), "viewer", company.shop, Duration.ofDays(9), "needed for a trial");
        var approval = company.grants.request(operator.actor(), ask).approval();
        company.duties.change(company.boss.actor(), operator.id(), "developer");

        company.approve(approval);

        assertThat(company.grants.of(operator.id())).isEmpty();
    }

    @Test
    void bitesAtTheApi() {
        Someone operator = company.operator();
        Browser api = company.api(operator, port);
        assertThat(api.get("/api/v1/tree").status()).isEqualTo(200);

        company.duties.change(company.boss.actor(), operator.id(), "developer");

        assertThat(api.get("/api/v1/tree").status())
                .as("the token ended with the duty")
                .isEqualTo(401);
    }
}
