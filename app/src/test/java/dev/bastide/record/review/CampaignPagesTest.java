package dev.bastide.record.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.authority.ActRefused;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople.Someone;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Campaigns over HTTP: by page, by API and in lines for the shell. */
@ReviewTest
class CampaignPagesTest {
    private static final String YES = "{\"verdict\":\"in-order\",\"checklist\":\"0\",\"answers\":\"yes,yes,yes,yes\"}";

    @Autowired
    private AuditRoom room;

    @Autowired
    private Judging judging;

    @Autowired
    private Completing completing;

    @LocalServerPort
    private int port;

    @Test
    void onlyInternalAuditorsJudge() {
        Campaign campaign = room.drawn(2);
        Item item = room.items(campaign).getFirst();
        Someone officer = room.people.with("iso", "iso");

        for (Someone one : List.of(room.otto, officer, room.rita)) {
            Assertions.assertThatThrownBy(
                            () -> judging.judge(one.actor(), campaign.id(), item.ordinal(), room.inOrder()))
                    .isInstanceOf(ActRefused.class);
            Assertions.assertThatThrownBy(() -> completing.complete(one.actor(), campaign.id()))
                    .isInstanceOf(ActRefused.class);
            String path = "/api/v1/audit/campaigns/" + campaign.id() + "/items/" + item.ordinal() + "/verdict";
            assertThat(program(one).json("POST", path, YES).status()).isEqualTo(403);
            assertThat(program(one)
                            .json("POST", "/api/v1/audit/campaigns/" + campaign.id() + "/complete", "{}")
                            .status())
                    .isEqualTo(403);
        }
        assertThat(program(officer).get("/api/v1/audit/campaigns").status()).isEqualTo(200);
        assertThat(program(room.otto).get("/api/v1/audit/campaigns").status()).isEqualTo(403);
    }

    @Test
    void theShellIsToldWhatIsLeftAndWhatComesNext() {
        Campaign campaign = room.drawn(0);
        String next = "/api/v1/audit/campaigns/" + campaign.name() + "/next";
        Browser anna = program(room.anna).header("Accept", "text/plain");
        List<Item> hers = room.items(campaign).stream()
                .filter(one -> one.isFor(room.anna.id()))
                .toList();
        Item last = hers.getLast();
        hers.stream().filter(one -> one.ordinal() != last.ordinal()).forEach(room::judge);
        room.open(room.anna, last);
        int others = room.items(campaign).size() - hers.size();

        Browser.Answer judged = anna.json(
                "POST", "/api/v1/audit/campaigns/" + campaign.name() + "/items/" + last.ordinal() + "/verdict", YES);
        assertThat(judged.body().lines().toList()).hasSize(2);
        assertThat(judged.body())
                .startsWith(last.ordinal() + "\t")
                .contains("Left: 0 for you, " + others + " for others");
        assertThat(anna.get(next).status()).isEqualTo(200);
        assertThat(anna.get(next).body()).contains("left for you; " + others + " item");
        room.items(campaign).stream().filter(one -> one.verdict() == null).forEach(room::judge);
        assertThat(anna.get(next).body()).contains("./bastide audit review complete " + campaign.name());
        assertThat(program(room.anna).get(next).body()).contains("\"waiting_for_others\":0");
    }

    @Test
    void aProgramReviewsAsAPersonDoes() {
        Campaign campaign = room.drawn(4);
        Item item = room.items(campaign).stream()
                .filter(one -> one.isFor(room.anna.id()))
                .findFirst()
                .orElseThrow();
        Browser anna = program(room.anna);
        String base = "/api/v1/audit/campaigns/" + campaign.name();
        String verdict = base + "/items/" + item.ordinal() + "/verdict";

        assertThat(anna.get(base + "/next").body()).contains("\"number\":" + item.ordinal(), "\"questions\":[");
        Browser.Answer early = anna.json("POST", verdict, YES);
        assertThat(early.status()).isEqualTo(403);
        assertThat(early.body()).contains("have not opened it", "A112", "./bastide audit review read " + item.object());
        assertThat(anna.get("/api/v1/audit/" + item.object()).status()).isEqualTo(200);
        assertThat(anna.json("POST", verdict, YES.replace("yes,yes,yes,yes", "yes"))
                        .status())
                .isEqualTo(400);
        Browser.Answer judged = anna.json("POST", verdict, YES);

        assertThat(judged.status()).as(judged.body()).isEqualTo(200);
        assertThat(judged.body()).contains("\"verdict\":\"in-order\"", "\"judged\":1", "\"secret\":");
        assertThat(anna.json("POST", base + "/complete", "{}").status()).isEqualTo(403);
        assertThat(anna.json("POST", base + "/recount", "{}").body()).doesNotContain("false");
        assertThat(anna.get("/api/v1/audit?operation=review.verdict&limit=1").body())
                .contains("in order", Objects.toString(item.object()));
    }

    @Test
    void theShellReadsLines() {
        Campaign campaign = room.drawn(2);
        Browser shell = program(room.anna).header("Accept", "text/plain");

        assertThat(shell.get("/api/v1/audit/campaigns").body())
                .contains(campaign.name() + "\topen\t", "Not reviewed\t1/", "Reviewer is executor\t0");
        assertThat(shell.get("/api/v1/audit/campaigns/" + campaign.name()).body())
                .contains(campaign.name() + ": open", "Secret\t", "\tnot reviewed\tRecord\t");
        assertThat(shell.get("/api/v1/audit/campaigns/" + campaign.name() + "/next")
                        .body())
                .contains("Open it first: ./bastide audit review read ", "Checklist, version 0");
    }

    @Test
    void anAuditorOfAnotherHouseReadsAndExportsAndIsOfferedNothing() {
        Campaign campaign = room.drawn(2);
        Someone officer = room.people.with("iso", "iso");
        Browser reader = officer.browser(port);

        String page = reader.get("/record/campaigns/" + campaign.id()).body();
        assertThat(page).contains(campaign.name(), "Hash of the secret").doesNotContain("Complete campaign");
        assertThat(reader.get("/record/campaigns/" + campaign.id() + "?format=csv")
                        .body())
                .contains("number,verdict,what", "\n1,none,");
        assertThat(reader.get("/record/campaigns/" + campaign.id() + "?format=json")
                        .body())
                .startsWith("[");
        assertThat(reader.get("/record/campaigns").body())
                .contains("Reviewer is executor", "where v.reviewer = i.person");
        assertThat(reader.get("/record/campaigns/REV-999999").status()).isEqualTo(404);
        assertThat(reader.get("/record/campaigns/" + campaign.id() + "/items/999")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void theHouseAsksMoreAndNeverLess() {
        Browser anna = room.anna.browser(port);
        String many = "Was the ticket named?\n".repeat(1) + "x".repeat(301);

        assertThat(anna.post("/record/campaigns/checklist", "questions", many).status())
                .isEqualTo(422);
        assertThat(anna.post(
                                "/record/campaigns/terms",
                                "months",
                                "6",
                                "days",
                                "14",
                                "confidence",
                                "95",
                                "tolerable",
                                "5")
                        .status())
                .isEqualTo(422);
        assertThat(anna.post("/record/campaigns/checklist", "questions", "Was the ticket named?")
                        .status())
                .isEqualTo(302);
        try {
            String page = anna.get("/record/campaigns/terms").body();
            assertThat(page).contains("Was the ticket named?", "Is it clear who acted");
            Campaign campaign = room.drawn(1);
            Item item = room.items(campaign).stream()
                    .filter(one -> one.isFor(room.anna.id()))
                    .findFirst()
                    .orElseThrow();
            room.open(room.anna, item);
            assertThat(program(room.anna)
                            .json(
                                    "POST",
                                    "/api/v1/audit/campaigns/" + campaign.id() + "/items/" + item.ordinal()
                                            + "/verdict",
                                    YES)
                            .status())
                    .isEqualTo(400);
        } finally {
            room.past("review_checklist", "delete from record.review_checklist");
        }
    }

    @Test
    void theRecordStandsBesideTheQuestionsOnceItIsOpened() {
        Campaign campaign = room.drawn(2);
        Item item = room.ottos(campaign);
        Someone reviewer = room.reviewer(item);
        Browser hers = reviewer.again(port);

        assertThat(hers.get(item.path()).body())
                .contains("Show the record here")
                .doesNotContain("turned wheel", "Sign verdict");
        assertThat(room.item(campaign, item.ordinal()).openings()).isEmpty();
        assertThat(room.other(item).again(port).get(item.path() + "?show=here").body())
                .contains("turned wheel")
                .doesNotContain("Sign verdict");
        assertThat(room.item(campaign, item.ordinal()).openings())
                .as("another's reading is no opening")
                .isEmpty();

        assertThat(hers.get(item.path() + "?show=here").body()).contains("turned wheel", "test.act", "Sign verdict");

        assertThat(room.item(campaign, item.ordinal()).opening()).isPresent();
        assertThat(hers.get(item.path()).body()).contains("turned wheel", "Sign verdict");
        assertThat(program(reviewer)
                        .get("/api/v1/audit?operation=audit.open&limit=3")
                        .body())
                .contains(item.object().toString());
    }

    @Test
    void aRecordingIsNotOpenedByLookingAtItsItem() {
        room.session("emergency");
        Campaign campaign = room.drawn(2);
        Item item = room.items(campaign).stream()
                .filter(one -> one.kind().equals(Item.SESSION))
                .findFirst()
                .orElseThrow();
        Browser hers = room.reviewer(item).again(port);

        assertThat(hers.get(item.path() + "?show=here").body())
                .contains("Play the recording first", "Open the recording", "The session", "Ended")
                .doesNotContain("Sign verdict");
        assertThat(room.item(campaign, item.ordinal()).openings()).isEmpty();
    }

    private Browser program(Someone person) {
        return new Browser(port).header("Authorization", "Bearer " + room.people.token(person.id()));
    }
}
