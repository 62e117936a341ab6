package dev.bastide.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.ActRefused;
import dev.bastide.change.engine.State;
import dev.bastide.testing.TestPeople.Someone;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** B10, B11 and B19: a change names itself, its owner, its approver, its impact and its way back; the head is computed. */
@OnTheFloor
class DutyB11Test {
    private final Floor floor;
    private final Operations operations;
    private final int port;

    @Autowired
    DutyB11Test(Floor floor, Operations operations, @LocalServerPort int port) {
        this.floor = floor;
        this.operations = operations;
        this.port = port;
    }

    @Test
    void anOperationHasAllFiveAndTheHeadOfItsNode() {
        Someone operator = floor.freshOperator();

        Operation asked = operations.request(operator.actor(), floor.free("lab-01", "uptime"));

        assertThat(asked.content().reason()).isNotBlank();
        assertThat(asked.content().owner()).isEqualTo(operator.id());
        assertThat(asked.head()).isEqualTo(floor.head.id());
        assertThat(asked.content().impact()).containsExactly(floor.lab);
        assertThat(asked.content().impactText()).isNotBlank();
    }

    @Test
    void theDatabaseRefusesAnOwnerWhoIsTheHead() {
        Operation asked = operations.request(floor.freshOperator().actor(), floor.free("lab-01", "uptime"));

        assertThatThrownBy(() -> floor.sql
                        .sql("update change.operation set head_id = owner_id where id = ?")
                        .param(asked.id().value())
                        .update())
                .hasMessageContaining("owner_is_not_the_head");
    }

    @Test
    void theDatabaseRefusesARollbackThatSaysNothing() {
        Operation asked = operations.request(floor.freshOperator().actor(), floor.free("lab-01", "uptime"));

        for (String nothing : List.of("n/a", "N/A", "none", " - ", "TBD")) {
            assertThatThrownBy(() ->
                            floor.sql.sql("""
                            insert into change.operation_step (revision_id, rollback, position, step)
                            values (?, true, 9, ?)
                            """).params(asked.revision(), nothing).update())
                    .hasMessageContaining("operation_step");
        }
    }

    @Test
    void workOnANetworkDeviceNeedsATicketAndAWayBack() {
        Someone operator = floor.freshOperator();
        OperationRequest plain = floor.free("switch-01", "configure vlan 7");

        assertThatThrownBy(() -> operations.request(operator.actor(), plain))
                .isInstanceOfSatisfying(
                        ActRefused.class,
                        refused -> assertThat(refused.reason().duty()).isEqualTo("B10"));
        assertThatThrownBy(() -> operations.request(operator.actor(), ticketed(plain, List.of())))
                .isInstanceOfSatisfying(
                        ActRefused.class,
                        refused -> assertThat(refused.reason().duty()).isEqualTo("B11"));
        Operation asked = operations.request(operator.actor(), ticketed(plain, List.of("no vlan 7")));

        assertThat(asked.content().ticket()).isEqualTo("CHG-77");
    }

    @Test
    void theDatabaseRefusesANetworkDeviceWithoutATicket() {
        Operation asked = operations.request(
                floor.freshOperator().actor(),
                ticketed(floor.free("switch-01", "configure vlan 8"), List.of("no vlan 8")));

        assertThatThrownBy(() -> floor.transaction.executeWithoutResult(status -> {
                    floor.sql.sql("""
                            insert into change.operation_revision (id, operation_id, revision, kind, production, emergency,
                                purpose, account, reason, impact, ticket, owner_id, executor_id, window_seconds, asked_at,
                                content, content_hash)
                            select gen_random_uuid(), operation_id, 2, 'edit', production, emergency, purpose, account,
                                reason, impact, '', owner_id, executor_id, window_seconds, asked_at, content, content_hash
                            from change.operation_revision where id = ?
                            """).param(asked.revision()).update();
                    floor.sql
                            .sql("""
                            insert into change.operation_target (revision_id, host_id, node_id, path, network_device, position)
                            select r.id, t.host_id, t.node_id, t.path, t.network_device, t.position
                            from change.operation_revision r join change.operation_target t on t.revision_id = ?
                            where r.operation_id = ? and r.revision = 2
                            """)
                            .params(asked.revision(), asked.id().value())
                            .update();
                    floor.sql
                            .sql("""
                            insert into change.operation_step (revision_id, rollback, position, step)
                            select r.id, s.rollback, s.position, s.step
                            from change.operation_revision r join change.operation_step s on s.revision_id = ?
                            where r.operation_id = ? and r.revision = 2
                            """)
                            .params(asked.revision(), asked.id().value())
                            .update();
                    floor.sql
                            .sql("""
                            insert into change.operation_impact (revision_id, node_id)
                            select r.id, ? from change.operation_revision r where r.operation_id = ? and r.revision = 2
                            """)
                            .params(floor.lab.value(), asked.id().value())
                            .update();
                }))
                .hasMessageContaining("names its change ticket");
    }

    @Test
    void oneApproverIsTheHeadAndTheOwnerCannotPickAnother() {
        Someone operator = floor.freshOperator();
        Operation asked = operations.request(operator.actor(), floor.free("lab-01", "uptime"));

        assertThat(floor.vote(floor.approver, asked).isPermitted()).isTrue();

        assertThat(operations.find(asked.id()).orElseThrow().state()).isEqualTo(State.ASKED);
        assertThat(floor.vote(floor.head, asked).isPermitted()).isTrue();
        assertThat(operations.find(asked.id()).orElseThrow().state()).isEqualTo(State.APPROVED);
    }

    @Test
    void theApiNamesTheRuleForAMissingTicket() {
        var answer = floor.browser(floor.freshOperator(), port).json("POST", "/api/v1/operations", """
                        {"host":"switch-01","account":"deploy","steps":["configure vlan 9"],"window":"1h",
                         "reason":"a new office"}""");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("B10", "change ticket");
    }

    private static OperationRequest ticketed(OperationRequest plain, List<String> rollback) {
        return new OperationRequest(
                plain.hosts(),
                plain.account(),
                "",
                Map.of(),
                plain.steps(),
                rollback,
                plain.purpose(),
                plain.window(),
                plain.reason(),
                "",
                List.of(),
                "CHG-77",
                "",
                null);
    }
}
