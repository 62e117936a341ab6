package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.HostId;
import dev.bastide.authority.PermitId;
import dev.bastide.testing.Browser.Answer;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A47: permission is divided down to specific operations: on production a role opens nothing without a permit. */
@CompanyTest
class DutyA47Test {
    @Autowired
    private Company company;

    @LocalServerPort
    private int port;

    @Test
    void holdsExactlyThePermitsPersonAccountHostAndWindow() {
        Someone operator = company.operator();
        Someone other = company.operator();
        Company.Trial trial = company.trial(operator);
        company.approve(trial.approval());
        Instant now = company.clock.instant();
        PermitId permit = company.permit(trial, now, now.plus(Duration.ofHours(1)));

        assertThat(company.mayOpenWeb(operator).toString()).contains("permit:" + permit);
        assertThat(Company.key(company.mayOpenWeb(other))).isEqualTo("access.refused.no-permit");
        HostId elsewhere = new HostId(UUID.randomUUID());
        assertThat(Company.key(company.permits.mayOpen(operator.actor(), elsewhere, company.web, Company.ACCOUNT)))
                .isEqualTo("access.refused.no-permit");
        assertThat(Company.key(company.permits.mayOpen(operator.actor(), company.webHost, company.web, "root")))
                .isEqualTo("access.refused.no-permit");
    }

    @Test
    void holdsOffProductionByTheRoleAlone() {
        Someone operator = company.operator();

        assertThat(company.permits
                        .mayOpen(operator.actor(), new HostId(UUID.randomUUID()), company.lab, "deploy")
                        .isPermitted())
                .isTrue();
    }

    @Test
    void bitesBeforeTheWindowAndOneSecondAfterIt() {
        Someone operator = company.operator();
        Company.Trial trial = company.trial(operator);
        company.approve(trial.approval());
        Instant from = company.clock.instant().plus(Duration.ofHours(1));
        company.permit(trial, from, from.plus(Duration.ofHours(1)));

        assertThat(Company.key(company.mayOpenWeb(operator))).isEqualTo("access.refused.window-opens");
        company.clock.setTo(from.plusSeconds(1));
        assertThat(company.mayOpenWeb(operator).isPermitted()).isTrue();
        company.clock.setTo(from.plus(Duration.ofHours(1)).plusSeconds(1));
        assertThat(Company.key(company.mayOpenWeb(operator))).isEqualTo("access.refused.window-over");
    }

    @Test
    void bitesAtTheDatabase() {
        Someone operator = company.operator();

        assertThatThrownBy(() -> insertPermit(operator, "operation", null))
                .hasStackTraceContaining("no approval by two others");
        assertThatThrownBy(() -> insertPermit(operator, "standing", null)).hasStackTraceContaining("permit_kind_check");
        Company.Trial trial = company.trial(operator);
        company.approve(trial.approval());
        Instant now = company.clock.instant();
        PermitId permit = company.permit(trial, now, now.plus(Duration.ofHours(1)));
        assertThatThrownBy(() -> company.owner
                        .sql("insert into access.permit_target (permit, host, node, account) values (?, ?, ?, 'root')")
                        .params(permit.value(), UUID.randomUUID(), company.web.value())
                        .update())
                .hasStackTraceContaining("the targets of a permit never change");
        assertThatThrownBy(() -> company.owner
                        .sql("update access.permit set to_at = to_at + interval '1 year' where id = ?")
                        .param(permit.value())
                        .update())
                .hasStackTraceContaining("a permit only ends");
    }

    @Test
    void bitesAnEmergencyLongerThanAnHourOrOnTwoNodes() {
        Someone operator = company.operator();
        Instant now = company.clock.instant();

        assertThatThrownBy(() -> emergency(operator, now, now.plus(Duration.ofMinutes(61)), List.of(company.web)))
                .hasMessageContaining("60 minutes");
        assertThatThrownBy(() ->
                        emergency(operator, now, now.plus(Duration.ofMinutes(30)), List.of(company.web, company.lab)))
                .hasMessageContaining("one node");
        assertThatThrownBy(() -> company.owner
                        .sql("""
                                insert into access.permit (id, kind, subject, executor, assignment, from_at, to_at,
                                    steps, content_hash, node, issued_at)
                                values (?, 'emergency', ?, ?, ?, now(), now() + interval '61 minutes', '{}', ?, ?, now())
                                """)
                        .params(
                                UUID.randomUUID(),
                                UUID.randomUUID(),
                                operator.id().value(),
                                company.assignment(operator),
                                "0".repeat(64),
                                company.web.value())
                        .update())
                .hasStackTraceContaining("emergency_is_short");
    }

    @Test
    void bitesAtTheApi() {
        Someone operator = company.operator();

        Answer answer = operator.browser(port)
                .get("/api/v1/access/why?person=" + operator.login() + "&host=deploy@/shop/web/web-01");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"permitted\":false")
                .contains("\"duty\":\"A47\"")
                .contains("No approved operation covers");
    }

    private void insertPermit(Someone executor, String kind, @org.jspecify.annotations.Nullable UUID approval) {
        company.owner
                .sql("""
                        insert into access.permit (id, kind, subject, executor, assignment, from_at, to_at, steps,
                            content_hash, approval, issued_at)
                        values (:id, :kind, :id, :executor, :assignment, now(), now() + interval '1 hour', '{}',
                            :hash, :approval::uuid, now())
                        """)
                .param("id", UUID.randomUUID())
                .param("kind", kind)
                .param("executor", executor.id().value())
                .param("assignment", company.assignment(executor))
                .param("hash", "0".repeat(64))
                .param("approval", approval == null ? null : approval.toString())
                .update();
    }

    private static NewPermit emergency(
            Someone executor, Instant from, Instant to, List<dev.bastide.authority.NodeId> nodes) {
        List<PermitTarget> targets = nodes.stream()
                .map(node -> new PermitTarget(new HostId(UUID.randomUUID()), node, "deploy"))
                .toList();
        return new NewPermit(
                NewPermit.Kind.EMERGENCY,
                UUID.randomUUID(),
                executor.id(),
                targets,
                from,
                to,
                List.of(),
                "0".repeat(64),
                null);
    }
}
