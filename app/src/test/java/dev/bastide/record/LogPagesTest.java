package dev.bastide.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.ProvenLog;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/**
 * The signed log over HTTP: it goes on by itself, shows how it stands, and proves a record. In a company of its own: in the shared
 * one others change rows past the program, which the comparison rightly finds.
 */
@BastideTest
@TestPropertySource(properties = "bastide.test.own-installation=signed-log")
class LogPagesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private AuditLog audit;

    @Autowired
    private ProvenLog log;

    @Autowired
    private LogWatch watch;

    @Autowired
    private Clock clock;

    private final String word = "w" + UUID.randomUUID().toString().substring(0, 8);
    private TestPeople.Someone auditor;
    private Browser browser;

    @BeforeEach
    void signIn() {
        auditor = somebody.with("auditor", "auditor");
        browser = auditor.browser(port);
        audit.appendNow(AuditRecord.of(
                clock.instant(), auditor.actor(), Tag.OPERATION, "operation.request", "asked " + word, Result.REFUSED));
    }

    @Test
    void aRecordIsProvenOnItsPage() throws Exception {
        Matcher link = Pattern.compile("/record/([0-9a-f-]{36})")
                .matcher(browser.get("/record?content=" + word).body());
        assertThat(link.find()).isTrue();
        UUID id = UUID.fromString(link.group(1));
        Eventually.holds("it has its place", PATIENCE, () -> log.isPlaced(id));

        assertThat(browser.get(link.group()).body()).contains(link.group() + "/proof");
        Browser.Answer proof = browser.get(link.group() + "/proof");
        assertThat(proof.status()).isEqualTo(200);
        assertThat(proof.body()).contains("Is in the signed log", "asked " + word, "logged_at");
        Browser.Answer file = browser.get(link.group() + "/proof/file");
        assertThat(file.body()).startsWith("c2sp.org/tlog-proof@v1\nindex ").contains("/audit/1\n");
        assertThat(browser.get("/record/" + UUID.randomUUID() + "/proof").status())
                .isEqualTo(404);
    }

    @Test
    void thePageShowsWhatWasSigned() throws Exception {
        Eventually.holds("it is begun", PATIENCE, () -> log.standing().head().isPresent());

        Browser.Answer page = browser.get("/record/log");
        Browser.Answer note = browser.get("/record/log/checkpoint");
        Browser.Answer api = browser.get("/api/v1/audit/log");

        assertThat(page.status()).as(page.body()).isEqualTo(200);
        assertThat(page.body()).contains("Signed, not witnessed", "/audit/1", "Fingerprint");
        assertThat(page.body()).doesNotContain("/record/log/reopen");
        assertThat(note.body()).contains("/audit/1\n").contains("\u2014 bastide-");
        assertThat(api.body()).contains("\"witnessed\":false", "\"fingerprint\"", "\"role\":\"leads\"");
    }

    @Test
    void anExportIsRecordedAndNotForEverybody() throws Exception {
        Eventually.holds("it is begun", PATIENCE, () -> log.standing().head().isPresent());
        TestPeople.Someone engineer = somebody.with("security-engineer", "security-engineer");

        Browser.Answer bundle = browser.get("/api/v1/audit/export?from=2020-01-01T00:00:00Z");

        assertThat(bundle.status()).isEqualTo(200);
        assertThat(bundle.headers().get("content-type")).isEqualTo("application/x-tar");
        assertThat(bundle.body()).contains("bastide-audit-bundle/v1", "ustar");
        assertThat(browser.get("/api/v1/audit?operation=audit.export&user=" + auditor.login())
                        .body())
                .contains("A bundle of the log");
        assertThat(engineer.browser(port).get("/api/v1/audit/export").status()).isEqualTo(403);
        assertThat(browser.get("/api/v1/audit/export?from=yesterday").status()).isEqualTo(400);
    }

    @Test
    void aPlainCopyIsRecordedAndNotForEverybody() throws Exception {
        Eventually.holds("it is begun", PATIENCE, () -> log.standing().head().isPresent());
        TestPeople.Someone engineer = somebody.with("security-engineer", "security-engineer");
        String plain = "/api/v1/audit/export/plain";

        Browser.Answer copy = browser.get(plain + "?from=2020-01-01T00:00&to=2020-01-02T00:00");

        assertThat(copy.status()).isEqualTo(200);
        assertThat(copy.body()).startsWith("PAR1").endsWith("PAR1");
        assertThat(copy.headers().get("content-disposition")).contains("record.parquet");
        assertThat(browser.get("/api/v1/audit?operation=audit.export_plain&user=" + auditor.login())
                        .body())
                .contains("it leaves the proven record", "SHA-256");
        assertThat(browser.get("/record/log").body()).contains("neither encrypted nor proven", plain);
        assertThat(engineer.browser(port).get(plain).status()).isEqualTo(403);
        assertThat(new Browser(port).get(plain).status()).isEqualTo(401);
        assertThat(browser.get(plain + "?from=yesterday").status()).isEqualTo(400);
    }

    @Test
    void theLogIsComparedNow() throws Exception {
        Eventually.holds("it is begun", PATIENCE, () -> log.standing().head().isPresent());
        int before = checks();

        Browser.Answer answer = browser.post("/record/log/compare");

        assertThat(answer.status()).isEqualTo(302);
        Eventually.holds("it was compared", PATIENCE, () -> checks() > before);
        Eventually.holds(
                "it may be again",
                PATIENCE,
                () -> browser.get("/record/log").body().contains("/record/log/compare"));
    }

    @Test
    void whoMeetsDamageMakesTheLogBeComparedOnce() throws Exception {
        Eventually.holds("the comparison is set up", PATIENCE, () -> {
            watch.metDamage();
            return hastened() > 0;
        });
        watch.metDamage();

        assertThat(hastened()).isEqualTo(1);
    }

    private int hastened() {
        return browser.get("/api/v1/audit?operation=job.hasten&user=machine%3Arecord.reading")
                        .body()
                        .split("record.log-check", -1)
                        .length
                / 2;
    }

    private int checks() {
        return browser.get("/api/v1/audit?operation=audit.check")
                        .body()
                        .split("\"operation\":\"audit.check\"", -1)
                        .length
                - 1;
    }

    @Test
    void aNewLogIsOpenedOnlyWhereOneWasLost() throws Exception {
        TestPeople.Someone officer = somebody.with("iso", "iso");

        Browser.Answer answer = byToken(officer).json("POST", "/api/v1/audit/log/reopen", "{\"reason\":\"to see\"}");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("Nothing was lost");
        assertThat(byToken(auditor)
                        .json("POST", "/api/v1/audit/log/reopen", "{\"reason\":\"to see\"}")
                        .body())
                .doesNotContain("Nothing was lost");
    }

    private Browser byToken(TestPeople.Someone person) {
        return new Browser(port).header("Authorization", "Bearer " + somebody.token(person.id()));
    }
}
