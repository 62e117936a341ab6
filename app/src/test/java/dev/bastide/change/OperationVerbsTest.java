package dev.bastide.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.access.Permits;
import dev.bastide.approval.ApprovalId;
import dev.bastide.approval.Approvals;
import dev.bastide.approval.Standing;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.PermitId;
import dev.bastide.change.engine.State;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** More time, other hands, another content: who may ask for it, and that two others agree anew. */
@OnTheFloor
class OperationVerbsTest {
    @Autowired
    Floor floor;

    @Autowired
    Operations operations;

    @Autowired
    OperationReads reads;

    @Autowired
    OperationTelling telling;

    @Autowired
    Closing closing;

    @Autowired
    Approvals approvals;

    @Autowired
    Permits permits;

    @Autowired
    People people;

    @LocalServerPort
    int port;

    @Test
    void moreTimeNeedsANewApprovalAndTheWindowStaysUntilThen() {
        Someone operator = floor.freshOperator();
        Operation open = production(operator, "more-time");
        Instant closes = Objects.requireNonNull(open.to());

        operations.extend(operator.actor(), open, Duration.ofHours(1), "the restore takes longer");

        Operation waiting = again(open);
        assertThat(waiting.to()).isEqualTo(closes);
        assertThat(waiting.permit()).isEqualTo(open.permit());
        floor.agree(waiting);
        Operation longer = again(open);
        assertThat(longer.to()).isEqualTo(closes.plus(Duration.ofHours(1)));
        assertThat(longer.contentHash()).isNotEqualTo(open.contentHash());
        assertThat(may(operator, open)).isTrue();
    }

    @Test
    void moreTimeIsRefusedToStrangersBeforeApprovalAndBeyondTheLongestWindow() {
        Someone operator = floor.freshOperator();
        Someone stranger = floor.freshOperator();
        Operation asked = operations.request(operator.actor(), floor.free("lab-01", "uptime"));

        assertRefused(
                "change.refused.state",
                () -> operations.extend(operator.actor(), asked, Duration.ofHours(1), "too early"));
        Operation open = floor.approved(asked);
        assertRefused(
                "change.refused.not-yours",
                () -> operations.extend(stranger.actor(), open, Duration.ofHours(1), "not mine"));
        assertRefused(
                "change.refused.too-long",
                () -> operations.extend(operator.actor(), open, Duration.ofDays(30), "for ever"));
        assertThat(floor.browser(stranger, port)
                        .json("POST", open.path().replace("/operations", "/api/v1/operations") + "/extend", """
                                {"window":"1h","reason":"not mine"}""")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void theDatabasePutsNoLongerWindowInForceWithoutItsApproval() {
        Someone operator = floor.freshOperator();
        Operation open = production(operator, "unapproved-extension");
        operations.extend(operator.actor(), open, Duration.ofHours(1), "the restore takes longer");
        UUID extension = telling.asked(again(open));

        assertThatThrownBy(() -> floor.sql
                        .sql("update change.operation set revision_id = ? where id = ?")
                        .params(extension, open.id().value())
                        .update())
                .hasMessageContaining("by the approval of two people");
        assertThatThrownBy(() -> floor.sql
                        .sql("update change.operation_revision set window_seconds = 9000 where id = ?")
                        .param(open.revision())
                        .update())
                .hasStackTraceContaining("append only");
        assertThatThrownBy(() -> floor.sql
                        .sql("update access.permit set to_at = to_at + interval '1 hour' where id = ?")
                        .param(Objects.requireNonNull(open.permit()).value())
                        .update())
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void newHandsNeedANewApprovalAndTakeThePermitAway() {
        Someone operator = floor.freshOperator();
        Someone other = floor.freshOperator();
        Operation open = production(operator, "new-hands");

        operations.handOver(operator.actor(), open, person(other), "my shift is over");
        assertThat(may(operator, open)).isTrue();
        assertThat(may(other, open)).isFalse();
        floor.agree(again(open));

        Operation handed = again(open);
        assertThat(handed.content().executor()).isEqualTo(other.id());
        assertThat(ended(open.permit())).isTrue();
        assertThat(may(other, open)).isTrue();
        assertThat(may(operator, open)).isFalse();
        ApprovalId approval = telling.approval(handed).orElseThrow();
        assertThat(approvals
                        .takeBack(floor.head.actor(), approval, "on second thought, no")
                        .isPermitted())
                .isTrue();
        assertThat(may(other, open)).as("a yes taken back after the hand-over").isFalse();
        assertThat(again(open).state()).isEqualTo(State.REJECTED);
    }

    @Test
    void neverIntoTheHandsOfSomebodyWhoAgreed() {
        Someone operator = floor.freshOperator();
        Operation open = production(operator, "agreed-hands");

        assertRefused(
                "change.refused.agreed",
                () -> operations.handOver(operator.actor(), open, person(floor.approver), "he knows it well"));
        Browser.Answer answer = floor.browser(operator, port)
                .json("POST", "/api/v1/operations/" + open.name() + "/hand-over", """
                        {"executor":"%s","reason":"he knows it well"}""".formatted(
                                floor.approver.actor().id()));
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.body()).contains("A49");
        OperationRequest same = floor.restart("web-01", "agreed-hands");
        assertRefused(
                "change.refused.agreed",
                () -> operations.edit(
                        operator.actor(), open, by(same, floor.approver.actor().id())));
        assertThatThrownBy(() -> floor.sql
                        .sql("""
                        insert into change.operation_revision
                            (id, operation_id, revision, kind, production, emergency, purpose, account, spec_version_id,
                             spec_values, reason, impact, ticket, owner_id, executor_id, window_seconds, window_from,
                             window_zone, rehearsal_session, rehearsed_at, asked_at, content, content_hash)
                        select gen_random_uuid(), operation_id, 9, 'handover', production, emergency, purpose, account,
                            spec_version_id, spec_values, reason, impact, ticket, owner_id, ?, window_seconds, window_from,
                            window_zone, rehearsal_session, rehearsed_at, asked_at, content, content_hash
                        from change.operation_revision where id = ?
                        """)
                        .params(floor.approver.id().value(), open.revision())
                        .update())
                .hasMessageContaining("does not carry it out");
    }

    @Test
    void handOverIsRefusedToStrangersAndToTheSameHands() {
        Someone operator = floor.freshOperator();
        Someone stranger = floor.freshOperator();
        Operation open = floor.approved(operations.request(operator.actor(), floor.free("lab-01", "uptime")));

        assertRefused(
                "change.refused.not-yours",
                () -> operations.handOver(stranger.actor(), open, person(stranger), "let me"));
        assertRefused(
                "change.refused.same-hands",
                () -> operations.handOver(operator.actor(), open, person(operator), "to myself"));
        closing.finish(operator.actor(), open, "done");
        assertRefused(
                "change.refused.state",
                () -> operations.handOver(operator.actor(), again(open), person(stranger), "too late"));
    }

    @Test
    void anEditVoidsWhatWasAgreed() {
        Someone operator = floor.freshOperator();
        Operation open = production(operator, "edited");
        ApprovalId before = Objects.requireNonNull(open.approval());
        floor.rehearsed("edited-anew");

        Operation edited = operations.edit(operator.actor(), open, floor.restart("web-01", "edited-anew"));

        assertThat(edited.state()).isEqualTo(State.ASKED);
        assertThat(edited.permit()).isNull();
        assertThat(ended(open.permit())).isTrue();
        assertThat(may(operator, open)).isFalse();
        assertThat(approvals.standing(before, open.contentHash())).isInstanceOf(Standing.Voided.class);
    }

    @Test
    void onlyTheOwnerEditsAndOnlyOnTheSameGround() {
        Someone operator = floor.freshOperator();
        Someone stranger = floor.freshOperator();
        Operation asked = operations.request(operator.actor(), floor.free("lab-01", "uptime"));

        assertRefused(
                "change.refused.not-yours",
                () -> operations.edit(stranger.actor(), asked, floor.free("lab-01", "reboot")));
        floor.rehearsed("moved");
        assertRefused(
                "change.refused.other-place",
                () -> operations.edit(operator.actor(), asked, floor.restart("web-01", "moved")));
        Browser.Answer answer =
                floor.browser(stranger, port).json("POST", "/api/v1/operations/" + asked.name() + "/edit", """
                        {"hosts":["lab-01"],"account":"deploy","steps":["reboot"],"window":"1h","reason":"not mine"}""");
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(again(asked).contentHash()).isEqualTo(asked.contentHash());
        assertThatThrownBy(() -> floor.sql
                        .sql("update change.operation_step set step = 'reboot' where revision_id = ?")
                        .param(asked.revision())
                        .update())
                .hasStackTraceContaining("append only");
    }

    /** An approved operation on production by the specification with this value, rehearsed yesterday. */
    private Operation production(Someone operator, String unit) {
        floor.rehearsed(unit);
        return floor.approved(operations.request(operator.actor(), floor.restart("web-01", unit)));
    }

    private Operation again(Operation operation) {
        return operations.find(operation.id()).orElseThrow();
    }

    /** Whether a permit of this operation is in this person's hands. */
    private boolean may(Someone person, Operation operation) {
        List<UUID> revisions = reads.revisions(operation.id());
        return permits.current(person.id()).stream().anyMatch(permit -> revisions.contains(permit.subject()));
    }

    private boolean ended(@org.jspecify.annotations.Nullable PermitId permit) {
        return permits.find(Objects.requireNonNull(permit)).orElseThrow().ended() != null;
    }

    private Person person(Someone someone) {
        return people.require(someone.id());
    }

    private static OperationRequest by(OperationRequest plain, String executor) {
        return new OperationRequest(
                plain.hosts(),
                plain.account(),
                plain.specification(),
                plain.values(),
                plain.steps(),
                plain.rollback(),
                plain.purpose(),
                plain.window(),
                plain.reason(),
                plain.impact(),
                plain.impactNodes(),
                plain.ticket(),
                executor,
                plain.urgency());
    }

    private static void assertRefused(String key, ThrowingCallable act) {
        assertThatThrownBy(act)
                .isInstanceOfSatisfying(
                        ActRefused.class,
                        refused -> assertThat(refused.reason().key()).isEqualTo(key));
    }
}
