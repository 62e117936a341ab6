package dev.bastide.record.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.Result;
import dev.bastide.audit.WorkToReview;
import dev.bastide.page.BadInput;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A112: internal audit regularly reviews the record: nobody his own work, nothing unopened, nothing chosen. */
@ReviewTest
class DutyA112Test {
    @Autowired
    private AuditRoom room;

    @Autowired
    private Judging judging;

    @Autowired
    private Completing completing;

    @Autowired
    private Handing handing;

    @Autowired
    private Recount recount;

    @Autowired
    private StoredCampaigns campaigns;

    @Autowired
    private Coverage coverage;

    @Test
    void aCampaignIsDrawnReviewedAndCompletedAndWhatItCoveredIsNoLongerMissing() {
        UUID session = room.session(WorkToReview.EMERGENCY);
        Campaign campaign = room.drawn(120);
        List<Item> items = room.items(campaign);
        assertThat(draw(campaign).size()).isEqualTo(59);
        assertThat(items)
                .filteredOn(item -> item.object().equals(session))
                .singleElement()
                .satisfies(item -> assertThat(item.risks()).containsExactly(WorkToReview.EMERGENCY));

        items.forEach(room::judge);
        completing.complete(room.anna.actor(), campaign.id());

        Campaign done = campaigns.find(campaign.id()).orElseThrow();
        assertThat(done.state(room.clock.instant())).isEqualTo(Campaign.State.COMPLETED);
        assertThat(Objects.requireNonNull(done.completion()).summary())
                .contains(
                        "secret: " + draw(campaign).secret(),
                        "findings: 0",
                        draw(campaign).root());
        assertThat(coverage.gaps())
                .noneMatch(gap -> gap.span().first() < draw(campaign).logSize()
                        && gap.span().past() > draw(campaign).spans().getLast().first());
        assertThat(recount.recount(room.bert.actor(), done)).allMatch(Recount.Check::holds);
    }

    @Test
    void aFloodOfForeignRecordsEmptiesNoSample() {
        room.act(100);
        room.flood(2_000);
        Campaign campaign = room.drawn(0);
        List<Item> items = room.items(campaign);

        assertThat(items).filteredOn(Item::isOwnSample).hasSize(draw(campaign).size());
        assertThat(items)
                .filteredOn(Item::isForeignSample)
                .hasSize(draw(campaign).size());
        assertThat(draw(campaign).rule()).isEqualTo(Campaign.Draw.APART_FURTHER);
        assertThat(recount.recount(room.bert.actor(), campaign)).allMatch(Recount.Check::holds);

        Item own = items.stream().filter(Item::isOwnSample).findFirst().orElseThrow();
        room.past("review_item", "update record.review_item set index = index + 1 where id = ?", own.id());
        try {
            assertThat(recount.recount(room.bert.actor(), campaign))
                    .contains(new Recount.Check("sample", false), new Recount.Check("items", false));
        } finally {
            room.past("review_item", "update record.review_item set index = index - 1 where id = ?", own.id());
        }
    }

    @Test
    void aRefusedOpeningOfTheLogBreaksNoGlass() {
        room.record("audit.reopen", Result.REFUSED, 1);
        room.record("audit.reopen", Result.DONE, 1);
        Campaign campaign = room.drawn(1_000);

        assertThat(room.items(campaign))
                .filteredOn(item -> item.risks().contains("break-glass"))
                .hasSize(1);
    }

    @Test
    void theSameRiskIsLookedAtOnceAndANewOneAgain() {
        UUID session = room.session(WorkToReview.EMERGENCY);
        assertThat(objects(room.drawn(1))).contains(session);
        assertThat(objects(room.drawn(1))).doesNotContain(session);
        room.sessions.replaceAll(done -> !done.session().equals(session)
                ? done
                : new WorkToReview.Done(
                        session,
                        done.person(),
                        done.node(),
                        done.at(),
                        done.who(),
                        done.what(),
                        new HashSet<>(List.of(WorkToReview.EMERGENCY, WorkToReview.DEVIATION))));

        assertThat(objects(room.drawn(1))).contains(session);
    }

    @Test
    void neitherWhoActedNorHisTeamIsGivenTheItem() {
        Campaign campaign = room.drawn(40);

        assertThat(room.items(campaign))
                .filteredOn(item -> room.otto.id().equals(item.person()))
                .isNotEmpty()
                .noneMatch(item -> item.isFor(room.mia.id()) || item.isFor(room.otto.id()));
    }

    @Test
    void aTeamMateAnOperatorAndANodesHeadAreRefusedByProgramAndDatabase() {
        Campaign campaign = room.drawn(3);
        Item item = room.ottos(campaign);

        AuditRoom.assertRefused(
                "team",
                () -> handing.handOver(room.anna.actor(), campaign, item.ordinal(), room.mia.id(), "she knows him"));
        AuditRoom.assertRefused(
                "no-auditor",
                () -> handing.handOver(room.anna.actor(), campaign, item.ordinal(), room.otto.id(), "he knows best"));
        for (Someone one : List.of(room.mia, room.otto, room.rita)) {
            assertThatThrownBy(() -> forgeAssignment(room.sql, item, one))
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining("internal auditor");
        }
    }

    @Test
    void whoActedAsAnAuditorReviewsNotHisOwnSearches() {
        // Anna's own acts come into the record too: opening, searching, judging.
        Campaign first = room.drawn(1);
        Item any = room.items(first).stream()
                .filter(item -> item.kind().equals(Item.RECORD))
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < 30; i++) {
            room.open(room.anna, any);
        }

        Campaign campaign = room.drawn(0);

        List<Item> hers = room.items(campaign).stream()
                .filter(item -> room.anna.id().equals(item.person()))
                .toList();
        assertThat(hers).isNotEmpty().noneMatch(item -> item.isFor(room.anna.id()));
        Item item = hers.getFirst();
        AuditRoom.assertRefused(
                "own-work", () -> judging.judge(room.anna.actor(), campaign.id(), item.ordinal(), room.inOrder()));
        assertThatThrownBy(() -> forgeAssignment(room.sql, item, room.anna)).isInstanceOf(DataAccessException.class);
    }

    @Test
    void nothingCountsThatWasNotOpenedAfterItWasGiven() {
        Campaign campaign = room.drawn(5);
        Item item = room.ottos(campaign);
        Someone reviewer = room.reviewer(item);
        AuditRoom.assertRefused(
                "not-opened", () -> judging.judge(reviewer.actor(), campaign.id(), item.ordinal(), room.inOrder()));

        Someone other = room.other(item);
        room.open(other, item);
        handing.handOver(reviewer.actor(), campaign, item.ordinal(), other.id(), "on leave tomorrow");

        AuditRoom.assertRefused(
                "not-opened", () -> judging.judge(other.actor(), campaign.id(), item.ordinal(), room.inOrder()));
        AuditRoom.assertRefused(
                "not-yours", () -> judging.judge(reviewer.actor(), campaign.id(), item.ordinal(), room.inOrder()));
        room.open(other, item);
        judging.judge(other.actor(), campaign.id(), item.ordinal(), room.inOrder());
        assertThat(room.item(campaign, item.ordinal()).verdict()).isNotNull();
    }

    @Test
    void aVerdictAnswersEveryQuestionAndAFindingSaysWhat() {
        Campaign campaign = room.drawn(3);
        Item item = room.ottos(campaign);
        Someone reviewer = room.reviewer(item);
        room.open(reviewer, item);
        Judging.Said whole = room.inOrder();

        assertBad(
                "answer-3",
                campaign,
                item,
                new Judging.Said(true, "", "", whole.checklist(), List.of("yes", "yes", "yes")));
        assertBad(
                "verdict",
                campaign,
                item,
                new Judging.Said(true, "", "", whole.checklist(), List.of("yes", "no", "yes", "yes")));
        assertBad("finding", campaign, item, new Judging.Said(false, "bad", "", whole.checklist(), whole.answers()));
        assertBad("checklist", campaign, item, new Judging.Said(true, "", "", whole.checklist() + 7, whole.answers()));
        judging.judge(reviewer.actor(), campaign.id(), item.ordinal(), room.finding("turned the wrong wheel"));

        assertThat(alarms("record.review-finding", campaign.id() + "/" + item.ordinal()))
                .isEqualTo(1);
        judging.judge(reviewer.actor(), campaign.id(), item.ordinal(), room.inOrder());
        assertThat(room.item(campaign, item.ordinal()).verdicts()).hasSize(2);
        assertThat(alarms("record.review-finding", campaign.id() + "/" + item.ordinal()))
                .isZero();
    }

    @Test
    void nothingIsCompletedWithItemsMissing() {
        Campaign campaign = room.drawn(3);
        List<Item> items = room.items(campaign);
        items.subList(1, items.size()).forEach(room::judge);

        AuditRoom.assertRefused("missing", () -> completing.complete(room.anna.actor(), campaign.id()));
        assertThatThrownBy(() -> room.owner
                        .sql("""
                                insert into record.review_completion (campaign, completed_by, at, items, findings, summary,
                                    mark)
                                values (?, ?, now() + interval '1 day', ?, 0, 'all is well', sha256('x'))
                                """)
                        .params(campaign.id(), room.anna.id().value(), items.size())
                        .update())
                .hasMessageContaining("has no verdict");
    }

    @Test
    void theRegistersQueriesFindNothingOfOursAndWhatIsLate() {
        assertThat(coverage.own()).isZero();
        room.drawn(2);
        int before = coverage.late();

        room.clock.advance(Duration.ofDays(15));

        assertThat(coverage.late()).isGreaterThan(before);
    }

    private static Campaign.Draw draw(Campaign campaign) {
        return Objects.requireNonNull(campaign.draw());
    }

    private List<UUID> objects(Campaign campaign) {
        return room.items(campaign).stream().map(Item::object).toList();
    }

    private int alarms(String kind, String object) {
        return room.sql
                .sql("select count(*) from alarm.alarm where kind = ? and object = ? and not closed")
                .params(kind, "review:" + object)
                .query(Integer.class)
                .single();
    }

    private static void forgeAssignment(JdbcClient role, Item item, Someone reviewer) {
        role.sql("""
                        insert into record.review_assignment (id, item, reviewer, why, at, mark)
                        values (gen_random_uuid(), ?, ?, 'x', now(), sha256('x'))
                        """).params(item.id(), reviewer.id().value()).update();
    }

    private void assertBad(String field, Campaign campaign, Item item, Judging.Said said) {
        assertThatThrownBy(() -> judging.judge(room.reviewer(item).actor(), campaign.id(), item.ordinal(), said))
                .isInstanceOfSatisfying(
                        BadInput.class, mistake -> assertThat(mistake.field()).isEqualTo(field));
    }
}
