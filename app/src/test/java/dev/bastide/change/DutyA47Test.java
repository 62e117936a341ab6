package dev.bastide.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.access.Permits;
import dev.bastide.change.engine.State;
import dev.bastide.testing.TestPeople.Someone;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A47: a permit refers to one operation with its hosts and steps, never to a standing role. */
@OnTheFloor
class DutyA47Test {
    private final Floor floor;
    private final Operations operations;
    private final Permits permits;
    private final int port;

    @Autowired
    DutyA47Test(Floor floor, Operations operations, Permits permits, @LocalServerPort int port) {
        this.floor = floor;
        this.operations = operations;
        this.permits = permits;
        this.port = port;
    }

    @Test
    void anApprovedOperationOpensExactlyItsHostAndAccount() {
        Someone operator = floor.freshOperator();
        Operation asked = operations.request(operator.actor(), floor.free("lab-01", "uptime"));
        assertThat(asked.state()).isEqualTo(State.ASKED);

        Operation approved = floor.approved(asked);

        assertThat(approved.state()).isEqualTo(State.APPROVED);
        assertThat(approved.permit()).isNotNull();
        var permit = permits.find(Objects.requireNonNull(approved.permit())).orElseThrow();
        assertThat(permit.subject()).isEqualTo(approved.revision());
        assertThat(permit.opens(floor.labHost, "deploy")).isTrue();
        assertThat(permit.opens(floor.labHost, "root")).isFalse();
        assertThat(permit.opens(floor.web, "deploy")).isFalse();
        assertThat(permit.steps()).containsExactly("uptime");
    }

    @Test
    void aRoleAloneOpensNothingOnProduction() {
        Someone operator = floor.freshOperator();

        var decision = permits.mayOpen(operator.actor(), floor.web, floor.production, "deploy");

        assertThat(decision.isPermitted()).isFalse();
    }

    @Test
    void theDatabaseOpensNothingWithoutAnApproval() {
        Someone operator = floor.freshOperator();
        Operation asked = operations.request(operator.actor(), floor.free("lab-01", "uptime"));

        assertThatThrownBy(() -> floor.sql
                        .sql("update change.operation set state = 'approved', permit_id = ?, approval_id = null"
                                + " where id = ?")
                        .params(UUID.randomUUID(), asked.id().value())
                        .update())
                .hasMessageContaining("permit_needs_an_approval");
    }

    @Test
    void theApiRefusesAnOperationOnSomebodyElsesNode() {
        Someone stranger = floor.people.with("operator");

        var answer = floor.browser(stranger, port).json("POST", "/api/v1/operations", """
                        {"host":"web-01","account":"deploy","steps":["uptime"],"window":"1h","reason":"a look"}""");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers().get("x-bastide-exit")).isEqualTo("3");
    }
}
