package dev.bastide.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.ProvenLog;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Chromium;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Cookie;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/**
 * An auditor reads how the log stands and proves a record, on a wide screen and on a phone. In a company where nobody changes a
 * row past the program.
 */
@BastideTest
@TestPropertySource(properties = "bastide.test.own-installation=signed-log")
class LogInTheBrowserTest {
    private static final int PHONE_PIXELS = 390;

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private AuditLog audit;

    @Autowired
    private ProvenLog log;

    @Autowired
    private JdbcClient sql;

    @Autowired
    private Clock clock;

    @Test
    void anAuditorNarrowsASearchByItsCounts() throws Exception {
        TestPeople.Someone auditor = somebody.with("auditor", "auditor");
        String operation = "operation.counted-" + auditor.login();
        // Three to each whole hour that is over, whatever minute it is now.
        Instant newest = clock.instant().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofMinutes(10));
        for (int i = 0; i < 60; i++) {
            Result result = i % 9 == 0 ? Result.REFUSED : i % 31 == 0 ? Result.FAILED : Result.DONE;
            audit.appendNow(AuditRecord.of(
                    newest.minus(Duration.ofMinutes(20L * i)),
                    auditor.actor(),
                    Tag.OPERATION,
                    operation,
                    "Ran uptime on /shop/web/web-01.",
                    result));
        }
        try (Chromium browser = Chromium.start()) {
            Browser signedIn = auditor.browser(port);
            String console = "http://127.0.0.1:" + port;
            browser.go(console + "/sign-in");
            browser.driver().manage().addCookie(new Cookie("bastide", signedIn.cookie("bastide")));
            browser.go(console + "/record?span=day&operation=" + operation);
            browser.read("60 records counted");
            browser.press("Break down");
            browser.see(".facets");
            browser.picture("record-counts");
            browser.press("As a table");
            assertThat(browser.overflows(PHONE_PIXELS)).isFalse();
            String search = signedIn.post("/record/searches", "span", "day", "operation", operation)
                    .location();
            browser.go(console + search);
            browser.read("All of it was looked through");
            browser.picture("long-search");
            assertThat(browser.overflows(PHONE_PIXELS)).isFalse();
            browser.go(console + "/record?span=day&operation=" + operation);
            browser.press("As a table");
            browser.see(".counts table tbody a").click();
            browser.read("3 records counted");
            browser.read("one bar is 1 min");
            assertThat(browser.driver().getCurrentUrl()).contains("from=", "until=", operation);
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void anAuditorProvesARecord() throws Exception {
        TestPeople.Someone auditor = somebody.with("auditor", "auditor");
        audit.appendNow(AuditRecord.of(
                clock.instant(),
                auditor.actor(),
                Tag.OPERATION,
                "operation.request",
                "Asked for systemctl restart nginx on /shop/web/web-01.",
                Result.REFUSED));
        UUID id = sql.sql("select record_id from audit.inbox order by id desc limit 1")
                .query((row, number) -> row.getObject(1, UUID.class))
                .single();
        Eventually.holds("it has its place", Duration.ofSeconds(60), () -> log.isPlaced(id));
        try (Chromium browser = Chromium.start()) {
            String console = "http://127.0.0.1:" + port;
            browser.go(console + "/sign-in");
            browser.driver()
                    .manage()
                    .addCookie(new Cookie("bastide", auditor.browser(port).cookie("bastide")));
            browser.go(console + "/record/log");
            browser.read("Signed, not witnessed");
            browser.picture("signed-log");
            assertThat(browser.overflows(PHONE_PIXELS)).isFalse();
            browser.go(console + "/record/forward");
            browser.read("Records go nowhere yet");
            browser.picture("forward");
            assertThat(browser.overflows(PHONE_PIXELS)).isFalse();
            browser.go(console + "/record/" + id);
            browser.press("Prove that it is in the signed log");
            browser.read("Is in the signed log");
            browser.picture("proof");
            assertThat(browser.overflows(PHONE_PIXELS)).isFalse();
            assertThat(browser.complaints()).isEmpty();
        }
    }
}
