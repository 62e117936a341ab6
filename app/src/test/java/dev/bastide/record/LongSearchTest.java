package dev.bastide.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestDatabase;
import dev.bastide.testing.TestPeople;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A long search goes on by itself, is told when it ends, and is nobody else's. */
@BastideTest
class LongSearchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private AuditLog audit;

    @Autowired
    private TestDatabase database;

    @Autowired
    private Clock clock;

    private final String word = "w" + UUID.randomUUID().toString().substring(0, 8);
    private TestPeople.Someone auditor;
    private Browser browser;

    @BeforeEach
    void signIn() {
        auditor = somebody.with("auditor", "auditor");
        browser = auditor.browser(port);
        for (int i = 0; i < 30; i++) {
            audit.appendNow(AuditRecord.of(
                    clock.instant(),
                    auditor.actor(),
                    Tag.OPERATION,
                    "operation.request",
                    "asked " + word,
                    Result.DONE));
        }
    }

    @Test
    void holdsItEndsByItselfAndTellsWhoAsked() throws Exception {
        String path = begin();

        Eventually.holds("it ends", PATIENCE, () -> browser.get(path).body().contains("All of it was looked through"));

        String page = browser.get(path).body();
        assertThat(page.split("asked " + word, -1)).hasSize(31);
        assertThat(page).contains("content=" + word).doesNotContain("hx-trigger=\"every 2s\"");
        assertThat(browser.get("/notices").body()).contains("Your long search of the record has ended: 30 found.");
        String told = browser.get(
                        "/api/v1/audit?operation=audit.search&object=" + path.substring(path.lastIndexOf('/') + 1))
                .body();
        assertThat(told).contains("Began a long search of the record for", "30 found", "Opened the result");
    }

    @Test
    void bitesItIsNobodyElses() throws Exception {
        String path = begin();
        Browser other = somebody.with("auditor", "auditor").browser(port);
        Browser operator = somebody.with("operator").browser(port);

        assertThat(other.get(path).status()).isEqualTo(404);
        assertThat(other.post(path + "/cancel").status()).isEqualTo(404);
        assertThat(operator.get(path).status()).isEqualTo(403);
        assertThat(operator.post("/record/searches", "content", word).status()).isEqualTo(403);
        assertThat(new Browser(port).get(path).status()).isEqualTo(302);
        assertThatThrownBy(() -> database.owner()
                        .sql("update record.long_search set person_id = gen_random_uuid() where id = :id")
                        .param("id", id(path))
                        .update())
                .hasMessageContaining("was asked for");
    }

    @Test
    void whatItLooksForAndWhatItFoundIsSealed() throws Exception {
        String path = begin();
        Eventually.holds("it ends", PATIENCE, () -> browser.get(path).body().contains("All of it was looked through"));

        byte[] kept = database.owner()
                .sql("select query_sealed || result_sealed from record.long_search where id = :id")
                .param("id", id(path))
                .query((row, number) -> row.getBytes(1))
                .single();

        assertThat(new String(kept, StandardCharsets.ISO_8859_1)).doesNotContain(word);
    }

    @Test
    void whatHasEndedStaysEnded() throws Exception {
        String path = begin();
        browser.post(path + "/cancel");

        Eventually.holds("it is over", PATIENCE, () -> !browser.get(path).body().contains("every 2s"));

        assertThatThrownBy(() -> database.owner()
                        .sql("update record.long_search set state = 'running', ended_at = null where id = :id")
                        .param("id", id(path))
                        .update())
                .hasMessageContaining("stays ended");
    }

    @Test
    void nobodyTakesASearchAway() {
        String path = begin();

        assertThatThrownBy(() -> database.sql()
                        .sql("delete from record.long_search where id = :id")
                        .param("id", id(path))
                        .update())
                .hasStackTraceContaining("permission denied");
        assertThatThrownBy(() -> database.owner()
                        .sql("delete from record.long_search where id = :id")
                        .param("id", id(path))
                        .update())
                .hasMessageContaining("is refused");
        assertThat(browser.get(path).status()).isEqualTo(200);
    }

    @Test
    void aFilterThatMeansNothingIsWrongInput() {
        assertThat(browser.post("/record/searches", "from", "yesterday").status())
                .isBetween(400, 422);
    }

    private String begin() {
        Browser.Answer answer = browser.post("/record/searches", "content", word, "span", "day");
        assertThat(answer.status()).as(answer.body()).isEqualTo(302);
        return answer.location();
    }

    private static UUID id(String path) {
        return UUID.fromString(path.substring(path.lastIndexOf('/') + 1));
    }
}
