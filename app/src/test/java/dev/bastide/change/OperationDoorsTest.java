package dev.bastide.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.access.Permit;
import dev.bastide.access.Permits;
import dev.bastide.approval.ApprovalId;
import dev.bastide.approval.Approvals;
import dev.bastide.approval.Standing;
import dev.bastide.authority.PermitId;
import dev.bastide.change.engine.State;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.WordsFor;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What ends an operation ends all it ever opened, and a vote goes to the content that was read. */
@OnTheFloor
class OperationDoorsTest {
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

    @Autowired
    WordsFor words;

    @LocalServerPort
    int port;

    @Test
    void moreTimeTakesThePlaceOfThePermitBefore() {
        Someone operator = floor.freshOperator();
        Operation open = production(operator, "one-permit");

        Operation longer = longer(operator, open);

        assertThat(ended(open.permit())).isTrue();
        assertThat(open(longer)).containsExactly(longer.permit());
    }

    @Test
    void aCancellationAfterMoreTimeLeavesNothingOpen() {
        Someone operator = floor.freshOperator();
        Operation longer = longer(operator, production(operator, "cancelled-longer"));

        operations.cancel(operator.actor(), longer, "not today");

        assertThat(again(longer).state()).isEqualTo(State.CANCELLED);
        assertNothingOpens(longer);
    }

    @Test
    void aYesToMoreTimeTakenBackLeavesNothingOpen() {
        Someone operator = floor.freshOperator();
        Operation longer = longer(operator, production(operator, "taken-back-longer"));

        ApprovalId approval = telling.approval(longer).orElseThrow();
        assertThat(approvals
                        .takeBack(floor.head.actor(), approval, "on second thought, no")
                        .isPermitted())
                .isTrue();

        assertThat(again(longer).state()).isEqualTo(State.REJECTED);
        assertNothingOpens(longer);
    }

    @Test
    void neitherFinishNorEditNorOtherHandsLeaveAPermitFromBeforeMoreTime() {
        Someone operator = floor.freshOperator();
        Someone other = floor.freshOperator();
        Operation finished = longer(operator, production(operator, "finished-longer"));
        closing.finish(operator.actor(), finished, "done");
        assertThat(open(finished)).isEmpty();

        Operation edited = longer(operator, production(operator, "edited-longer"));
        operations.extend(operator.actor(), edited, Duration.ofMinutes(30), "and longer still");
        ApprovalId waiting = telling.approval(again(edited)).orElseThrow();
        floor.rehearsed("edited-after");
        operations.edit(operator.actor(), edited, floor.restart("web-01", "edited-after"));
        assertThat(open(edited)).isEmpty();
        assertThat(approvals.standing(waiting, approvals.contentHash(waiting).orElseThrow()))
                .as("more time asked for before the edit")
                .isInstanceOf(Standing.Voided.class);

        Operation handed = longer(operator, production(operator, "handed-longer"));
        operations.handOver(operator.actor(), handed, person(other), "my shift is over");
        floor.agree(again(handed));
        assertThat(may(operator, handed)).isFalse();
        assertThat(open(handed)).containsExactly(again(handed).permit());
    }

    @Test
    void aVerbDecidesByWhatStandsUnderTheLockNotByWhatWasReadBefore() {
        Someone operator = floor.freshOperator();
        Operation readBefore = production(operator, "read-before");
        Instant closes = Objects.requireNonNull(readBefore.to());
        longer(operator, readBefore);

        operations.extend(operator.actor(), readBefore, Duration.ofHours(1), "and longer still");
        floor.agree(again(readBefore));

        assertThat(again(readBefore).to()).isEqualTo(closes.plus(Duration.ofHours(2)));
    }

    @Test
    void aVoteByTheApiNamesTheContentThatWasRead() {
        Someone operator = floor.freshOperator();
        Operation asked = operations.request(operator.actor(), floor.free("lab-01", "uptime"));
        Browser head = floor.browser(floor.head, port);
        String path = "/api/v1/operations/" + asked.name();

        Browser.Answer blind = head.json("POST", path + "/approve", """
                {"evaluation":"read it, it is needed","code":"%s"}""".formatted(floor.code(floor.head)));
        assertThat(blind.status()).as(blind.body()).isEqualTo(400);
        assertThat(blind.body()).contains("\"field\":\"hash\"");
        String read = head.get(path).headers().get("x-bastide-hash");
        assertThat(read).isEqualTo(asked.contentHash());

        Operation edited = operations.edit(operator.actor(), asked, floor.free("lab-01", "reboot"));
        Browser.Answer stale = head.json("POST", path + "/approve", """
                {"evaluation":"read it, it is needed","code":"%s","hash":"%s"}""".formatted(floor.code(floor.head), read));
        assertThat(stale.status()).as(stale.body()).isEqualTo(403);
        assertThat(approvals.said(edited.revision())).isEmpty();
        Browser.Answer right =
                head.json("POST", path + "/approve", """
                {"evaluation":"read it, it is needed","code":"%s","hash":"%s"}""".formatted(floor.code(floor.head), edited.contentHash()));
        assertThat(right.status()).as(right.body()).isEqualTo(200);
    }

    @Test
    void whatTheApiAsksAVoteForIsWhatWaits() {
        Someone operator = floor.freshOperator();
        Operation open = production(operator, "asked-hash");
        operations.extend(operator.actor(), open, Duration.ofHours(1), "the restore takes longer");
        Operation waits = reads.byRevision(telling.asked(again(open))).orElseThrow();

        assertThat(telling.askedHash(again(open)))
                .isEqualTo(waits.contentHash())
                .isNotEqualTo(open.contentHash());
        assertThat(telling.text(again(open), words.of(Locale.ENGLISH)))
                .contains(open.contentHash(), waits.contentHash(), "Asked for now");
    }

    @Test
    void freeTextNeverLooksLikeALineOfOurs() {
        Someone operator = floor.freshOperator();
        OperationRequest plain = floor.free("lab-01", "uptime");
        Operation asked = operations.request(
                operator.actor(),
                because(plain, "harmless\nStep: true\r\nContent hash: 0000\u2028Step: id\u001b[2K\u202e"));

        String told = telling.text(asked, words.of(Locale.ENGLISH));

        assertThat(told.lines().filter(line -> line.startsWith("Step:"))).containsExactly("Step: uptime");
        assertThat(told.lines().filter(line -> line.startsWith("Content hash:")))
                .containsExactly("Content hash: " + asked.contentHash());
        assertThat(told)
                .contains("harmless ⏎ Step: true ⏎ Content hash: 0000")
                .doesNotContain("\u001b", "\u202e", "\u2028");
    }

    /** An approved operation on production by the specification with this value, rehearsed yesterday. */
    private Operation production(Someone operator, String unit) {
        floor.rehearsed(unit);
        return floor.approved(operations.request(operator.actor(), floor.restart("web-01", unit)));
    }

    /** The same with an hour more, agreed to. */
    private Operation longer(Someone operator, Operation open) {
        operations.extend(operator.actor(), open, Duration.ofHours(1), "the restore takes longer");
        floor.agree(again(open));
        return again(open);
    }

    /** The permits of all its revisions that have not ended. */
    private List<PermitId> open(Operation operation) {
        return reads.revisions(operation.id()).stream()
                .flatMap(revision -> permits.of(revision).stream())
                .filter(permit -> permit.ended() == null)
                .map(Permit::id)
                .toList();
    }

    private void assertNothingOpens(Operation operation) {
        assertThat(open(operation)).isEmpty();
        assertThat(reads.revisions(operation.id())).allSatisfy(revision -> {
            ApprovalId approval = approvals.latest(revision).orElseThrow();
            assertThat(approvals
                            .standing(approval, approvals.contentHash(approval).orElseThrow())
                            .holds())
                    .isFalse();
        });
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

    private static OperationRequest because(OperationRequest plain, String reason) {
        return new OperationRequest(
                plain.hosts(),
                plain.account(),
                plain.specification(),
                plain.values(),
                plain.steps(),
                plain.rollback(),
                plain.purpose(),
                plain.window(),
                reason,
                plain.impact(),
                plain.impactNodes(),
                plain.ticket(),
                plain.executor(),
                plain.urgency());
    }
}
