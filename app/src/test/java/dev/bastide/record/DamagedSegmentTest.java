package dev.bastide.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.LogStanding;
import dev.bastide.audit.ProvenLog;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.Program;
import dev.bastide.testing.TestPeople;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** One byte of a sealed segment is changed: whoever reads is told so, and the page of the log says it at once. */
@BastideTest
@TestPropertySource(properties = {"bastide.test.own-installation=damaged-segment", "bastide.audit.segment-records=256"})
class DamagedSegmentTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @LocalServerPort
    private int port;

    @Value("${bastide.home}")
    private Path home;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private AuditLog audit;

    @Autowired
    private ProvenLog log;

    @Autowired
    private Clock clock;

    @Test
    void isSaidToWhoeverReads() throws Exception {
        TestPeople.Someone auditor = somebody.with("auditor", "auditor");
        Browser browser = auditor.browser(port);
        String word = "w" + UUID.randomUUID().toString().substring(0, 8);
        String id = sealed(auditor, browser, word);
        assertThat(bastide(auditor, "audit", "search", "--content", word).exit())
                .isZero();
        damage();

        Program.Result search = bastide(auditor, "audit", "search", "--content", word);
        assertThat(search.exit()).as(search.err()).isEqualTo(4);
        assertThat(search.err())
                .contains("256 records could not be opened: wrong key or altered bytes; see /record/log");
        assertThat(bastide(auditor, "audit", "search", "--content", word, "--json")
                        .exit())
                .isEqualTo(4);
        for (String path :
                new String[] {"/record/" + id, "/record/" + id + "/proof", "/record/" + id + "/proof/file"}) {
            Browser.Answer page = browser.get(path);
            assertThat(page.status()).as(path).isEqualTo(403);
            assertThat(page.body()).contains("is not what was sealed", "put the one of a backup in its place");
        }
        Browser.Answer api = browser.get("/api/v1/audit/" + id);
        assertThat(api.status()).isEqualTo(403);
        assertThat(api.body()).contains("is not what was sealed", "put the one of a backup in its place");

        Eventually.holds(
                "the log was compared at once",
                PATIENCE,
                () -> log.standing().check().flatMap(LogStanding.Check::finding).isPresent());
        assertThat(browser.get("/record/log").body())
                .contains("Not what was signed")
                .doesNotContain("All agrees");
    }

    /** The id of a record in the first segment, which is sealed when this returns. */
    private String sealed(TestPeople.Someone auditor, Browser browser, String word) throws Exception {
        record(auditor, "asked " + word);
        Matcher link = Pattern.compile("/record/([0-9a-f-]{36})")
                .matcher(browser.get("/record?content=" + word).body());
        assertThat(link.find()).isTrue();
        for (int i = 0; i < 600; i++) {
            record(auditor, "number " + i);
        }
        Eventually.holds(
                "it is sealed", PATIENCE, () -> log.standing().segments().count() > 0 && Files.exists(segment()));
        Eventually.holds(
                "and read from there",
                PATIENCE,
                () -> browser.get(link.group()).body().contains("asked " + word));
        return link.group(1);
    }

    private void record(TestPeople.Someone auditor, String words) {
        audit.appendNow(AuditRecord.of(
                clock.instant(), auditor.actor(), Tag.OPERATION, "operation.request", words, Result.REFUSED));
    }

    private Path segment() {
        return home.resolve("log/segments/1/0-256.parquet");
    }

    private void damage() throws Exception {
        byte[] bytes = Files.readAllBytes(segment());
        bytes[bytes.length - 20] ^= 1;
        Files.write(segment(), bytes);
    }

    private Program.Result bastide(TestPeople.Someone auditor, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("../bastide"));
        command.addAll(List.of(words));
        return Program.of(command)
                .environment(Map.of(
                        "BASTIDE_URL", "http://localhost:" + port, "BASTIDE_TOKEN", somebody.token(auditor.id())))
                .run();
    }
}
