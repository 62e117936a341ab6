package dev.bastide.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.access.Permits;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.PermitId;
import dev.bastide.testing.TestDatabase;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A49: what was agreed to is what was asked for; what somebody adds to it in the database opens nothing. */
@OnTheFloor
class AddedLaterTest {
    private static final String STEP =
            "insert into change.operation_step (revision_id, rollback, position, step) values (?, ?, 7, 'id > /tmp/x')";

    @Autowired
    Floor floor;

    @Autowired
    Operations operations;

    @Autowired
    OperationReads reads;

    @Autowired
    Running running;

    @Autowired
    Permits permits;

    @Autowired
    TestDatabase database;

    @Test
    void holdsWhatIsReadAgainHasTheHashOfWhatWasAsked() {
        Someone operator = floor.freshOperator();
        for (OperationRequest request : List.of(floor.free("lab-01", "uptime"), floor.looking())) {
            Operation asked = operations.request(operator.actor(), request);

            assertThat(reads.find(asked.id()).orElseThrow().contentHash()).isEqualTo(stored(asked));
            Operation open = floor.approved(asked);
            operations.extend(operator.actor(), open, Duration.ofHours(1), "a little longer");
            UUID longer = reads.pending(asked.id()).orElseThrow();
            assertThat(reads.byRevision(longer).orElseThrow().contentHash()).isEqualTo(stored(longer));
        }
    }

    @Test
    void bitesAtTheDatabase() {
        Operation asked = operations.request(floor.freshOperator().actor(), floor.free("lab-01", "uptime"));

        assertThatThrownBy(() ->
                        floor.sql.sql(STEP).params(asked.revision(), false).update())
                .hasStackTraceContaining("nothing is added to operation_step");
        assertThatThrownBy(() -> floor.sql.sql("""
                        insert into change.operation_target (revision_id, host_id, node_id, path, network_device, position)
                        select ?, id, node_id, '/tests/lab/switch-01', true, 7 from asset.host where name = 'switch-01'
                        """).param(asked.revision()).update())
                .hasStackTraceContaining("nothing is added to operation_target");
    }

    @Test
    void bitesAStepAddedBeforeTheDecidingVote() {
        Operation asked = operations.request(floor.freshOperator().actor(), floor.looking());
        addPastTheTrigger(asked, false);

        assertThatThrownBy(() -> floor.approved(asked)).hasStackTraceContaining("change.refused.changed");

        assertThat(reads.find(asked.id()).orElseThrow().state().word()).isEqualTo("asked");
        assertThat(permits.of(asked.revision())).isEmpty();
    }

    @Test
    void bitesAStepAddedToTheRollBackOfWhatIsApproved() {
        Someone operator = floor.freshOperator();
        Operation open = floor.approved(operations.request(operator.actor(), floor.looking()));
        PermitId permit = open.permit();
        assertThat(permit).isNotNull();
        addPastTheTrigger(open, true);

        assertThatThrownBy(() -> running.start(operator.actor(), open))
                .isInstanceOfSatisfying(
                        ActRefused.class,
                        refused -> assertThat(refused.reason().key()).isEqualTo("change.refused.changed"));
    }

    private void addPastTheTrigger(Operation operation, boolean rollback) {
        JdbcClient owner = database.owner();
        owner.sql("alter table change.operation_step disable trigger step_comes_with_its_revision")
                .update();
        try {
            owner.sql(STEP).params(operation.revision(), rollback).update();
        } finally {
            owner.sql("alter table change.operation_step enable trigger step_comes_with_its_revision")
                    .update();
        }
    }

    private String stored(Operation operation) {
        return stored(operation.revision());
    }

    private String stored(UUID revision) {
        return floor.sql
                .sql("select content_hash from change.operation_revision where id = ?")
                .param(revision)
                .query(String.class)
                .single();
    }
}
