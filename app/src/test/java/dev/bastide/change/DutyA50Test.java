package dev.bastide.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.ActRefused;
import dev.bastide.change.engine.Content;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A50: what is done on production was seen to succeed off production; nothing is tested on production. */
@OnTheFloor
class DutyA50Test {
    private final Floor floor;
    private final Floor.Proofs proofs;
    private final Operations operations;
    private final int port;

    @Autowired
    DutyA50Test(Floor floor, Floor.Proofs proofs, Operations operations, @LocalServerPort int port) {
        this.floor = floor;
        this.proofs = proofs;
        this.operations = operations;
        this.port = port;
    }

    @Test
    void aRehearsedSpecificationMayBeAskedForOnProduction() {
        Someone operator = floor.freshOperator();
        rehearsed("rehearsed", Duration.ofDays(3));

        Operation asked = operations.request(operator.actor(), floor.restart("web-01", "rehearsed"));

        assertThat(asked.production()).isTrue();
        assertThat(floor.approved(asked).permit()).isNotNull();
    }

    @Test
    void withoutARehearsalItIsRefused() {
        assertRefused("A50", floor.restart("web-01", "never-tried"));
    }

    @Test
    void aRehearsalOlderThanThirtyDaysCountsNoMore() {
        rehearsed("long-ago", Duration.ofDays(31));

        assertRefused("A50", floor.restart("web-01", "long-ago"));
    }

    @Test
    void otherValuesAreAnotherRehearsal() {
        rehearsed("nginx", Duration.ofDays(1));

        assertRefused("A50", floor.restart("web-01", "postgresql"));
    }

    @Test
    void aTestIsRefusedOnProduction() {
        OperationRequest plain = floor.restart("web-01", "nginx");

        assertRefused(
                "A50",
                new OperationRequest(
                        plain.hosts(),
                        plain.account(),
                        plain.specification(),
                        plain.values(),
                        plain.steps(),
                        plain.rollback(),
                        Content.Purpose.TEST,
                        plain.window(),
                        plain.reason(),
                        "",
                        List.of(),
                        "",
                        "",
                        null));
    }

    @Test
    void freeTextIsRefusedOnProduction() {
        assertRefused("A48", floor.free("web-01", "uptime"));
    }

    @Test
    void theDatabaseRefusesProductionWithoutSpecificationOrRehearsal() {
        Operation asked = operations.request(floor.freshOperator().actor(), floor.free("lab-01", "uptime"));

        assertThatThrownBy(() -> insertProduction(asked, "null", "'change'"))
                .hasMessageContaining("production_follows_a_specification");
        assertThatThrownBy(() -> insertProduction(asked, "'" + floor.restart.versionId() + "'::uuid", "'change'"))
                .hasMessageContaining("production_was_rehearsed");
        assertThatThrownBy(() -> insertProduction(asked, "null", "'test'"))
                .hasMessageMatching("(?s).*(nothing_is_tested_on_production|production_follows_a_specification).*");
    }

    @Test
    void theApiSaysWhatToRehearse() {
        var answer = floor.browser(floor.freshOperator(), port).json("POST", "/api/v1/operations", """
                        {"host":"web-01","account":"deploy","spec":"restart-service","values":{"unit":"unseen"},
                         "window":"1h","reason":"the shop is slow"}""");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("A50", "restart-service v1", "exit 0");
    }

    private void insertProduction(Operation like, String version, String purpose) {
        floor.sql.sql("""
                insert into change.operation_revision (id, operation_id, revision, kind, production, emergency, purpose,
                    account, spec_version_id, reason, impact, owner_id, executor_id, window_seconds, asked_at, content,
                    content_hash)
                select gen_random_uuid(), operation_id, 7, 'edit', true, false, %s, account, %s, reason, impact, owner_id,
                    executor_id, window_seconds, asked_at, content, content_hash
                from change.operation_revision where id = ?
                """.formatted(purpose, version)).param(like.revision()).update();
    }

    private void rehearsed(String unit, Duration ago) {
        proofs.rehearsed(
                floor.restart.versionId(),
                List.of("systemctl restart " + unit, "systemctl is-active " + unit),
                floor.clock.instant().minus(ago));
    }

    private void assertRefused(String duty, OperationRequest request) {
        assertThatThrownBy(() -> operations.request(floor.freshOperator().actor(), request))
                .isInstanceOfSatisfying(
                        ActRefused.class,
                        refused -> assertThat(refused.reason().duty()).isEqualTo(duty));
    }
}
