package dev.bastide.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.access.Permit;
import dev.bastide.access.Permits;
import dev.bastide.approval.ApprovalId;
import dev.bastide.approval.Approvals;
import dev.bastide.approval.Ballot;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Decision;
import dev.bastide.authority.PermitId;
import dev.bastide.change.engine.State;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** How an operation ends by a person's word: finished or cancelled, by whom, once, and never open again. */
@OnTheFloor
class OperationEndsTest {
    @Autowired
    Floor floor;

    @Autowired
    Operations operations;

    @Autowired
    OperationTelling telling;

    @Autowired
    Closing closing;

    @Autowired
    Approvals approvals;

    @Autowired
    Permits permits;

    @Test
    void whoeverIsConcernedFinishesAndNobodyReopens() {
        Someone operator = floor.freshOperator();
        Someone stranger = floor.freshOperator();
        Operation asked = operations.request(operator.actor(), floor.free("lab-01", "uptime"));
        assertRefused("change.refused.state", () -> closing.finish(operator.actor(), asked, "not yet open"));
        Operation open = floor.approved(asked);

        assertRefused("change.refused.not-yours", () -> closing.finish(stranger.actor(), open, "not mine"));
        closing.finish(operator.actor(), open, "all is well");

        assertThat(again(open).state()).isEqualTo(State.DONE);
        assertThat(ended(open.permit())).isTrue();
        assertRefused("change.refused.state", () -> closing.finish(operator.actor(), open, "twice"));
        assertThatThrownBy(() -> floor.sql
                        .sql("update change.operation set state = 'approved' where id = ?")
                        .param(open.id().value())
                        .update())
                .hasMessageContaining("stays so");
    }

    @Test
    void finishingWithdrawsWhatStillWaits() {
        Someone operator = floor.freshOperator();
        Operation open = floor.approved(operations.request(operator.actor(), floor.free("lab-01", "uptime")));
        operations.extend(operator.actor(), open, Duration.ofHours(1), "perhaps longer");
        ApprovalId waiting = telling.approval(again(open)).orElseThrow();

        closing.finish(operator.actor(), open, "it was quick after all");

        Decision late = approvals.vote(
                floor.head.actor(),
                waiting,
                new Ballot(
                        Ballot.Verdict.YES,
                        "too late, but yes",
                        floor.code(floor.head),
                        approvals.contentHash(waiting).orElseThrow()));
        assertThat(late.isPermitted()).isFalse();
    }

    @Test
    void cancellingEndsThePermitAtOnce() {
        Someone operator = floor.freshOperator();
        Someone stranger = floor.freshOperator();
        Operation open = floor.approved(operations.request(operator.actor(), floor.free("lab-01", "uptime")));

        assertRefused("change.refused.not-yours", () -> operations.cancel(stranger.actor(), open, "not mine"));
        operations.cancel(floor.approver.actor(), open, "the shop has a sale today");

        assertThat(again(open).state()).isEqualTo(State.CANCELLED);
        assertThat(ended(open.permit())).isTrue();
        assertRefused("change.refused.state", () -> operations.cancel(operator.actor(), open, "twice"));
        assertThatThrownBy(() -> floor.sql
                        .sql("delete from change.operation where id = ?")
                        .param(open.id().value())
                        .update())
                .isInstanceOf(RuntimeException.class);
    }

    @RepeatedTest(3)
    void aCancellationInTheInstantOfTheDecidingVoteLeavesNothingOpen() throws Exception {
        Someone operator = floor.freshOperator();
        Operation asked = operations.request(operator.actor(), floor.free("lab-01", "uptime"));
        assertThat(floor.vote(floor.head, asked).isPermitted()).isTrue();
        ApprovalId approval = telling.approval(asked).orElseThrow();
        Ballot yes = new Ballot(
                Ballot.Verdict.YES, "read it, it is needed", floor.code(floor.approver), asked.contentHash());
        CyclicBarrier together = new CyclicBarrier(2);

        CompletableFuture<Void> vote = CompletableFuture.runAsync(() -> {
            await(together);
            approvals.vote(floor.approver.actor(), approval, yes);
        });
        CompletableFuture<Void> cancel = CompletableFuture.runAsync(() -> {
            await(together);
            operations.cancel(operator.actor(), asked, "in the same instant");
        });
        vote.exceptionally(lost -> null).join();
        cancel.exceptionally(lost -> null).join();

        Operation after = again(asked);
        List<Permit> open = permits.of(asked.revision()).stream()
                .filter(permit -> permit.ended() == null)
                .toList();
        if (after.state() == State.CANCELLED) {
            assertThat(open).isEmpty();
        } else {
            assertThat(after.state()).isEqualTo(State.APPROVED);
            assertThat(open).hasSize(1);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Operation again(Operation operation) {
        return operations.find(operation.id()).orElseThrow();
    }

    private boolean ended(@Nullable PermitId permit) {
        return permits.find(Objects.requireNonNull(permit)).orElseThrow().ended() != null;
    }

    private static void assertRefused(String key, ThrowingCallable act) {
        assertThatThrownBy(act)
                .isInstanceOfSatisfying(
                        ActRefused.class,
                        refused -> assertThat(refused.reason().key()).isEqualTo(key));
    }
}
