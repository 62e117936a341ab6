package dev.bastide.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.LogStanding;
import dev.bastide.audit.ProvenLog;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Holding and sealing over HTTP: for information security officers, and recorded. */
@BastideTest
class HoldApiTest {
    private static final String EVER =
            "{\"from\":\"2020-01-01T00:00:00Z\",\"to\":\"9000-01-01T00:00:00Z\",\"reason\":\"case 7\"}";

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private ProvenLog log;

    private TestPeople.Someone officer;
    private TestPeople.Someone auditor;

    @BeforeEach
    void signIn() throws Exception {
        officer = somebody.with("iso", "iso");
        auditor = somebody.with("auditor", "auditor");
        Eventually.holds(
                "the log is begun",
                Duration.ofSeconds(60),
                () -> log.standing().head().map(LogStanding.SignedHead::size).orElse(0L) > 0);
    }

    @Test
    void anOfficerHoldsAndReleasesAndBothAreRecorded() throws Exception {
        Browser reader = auditor.browser(port);
        Browser.Answer held = byToken(officer).json("POST", "/api/v1/audit/holds", EVER);
        assertThat(held.status()).as(held.body()).isEqualTo(200);
        assertThat(held.body()).contains("\"reason\":\"case 7\"");
        assertThat(reader.get("/record/log").body()).contains("case 7");
        long id = log.holds().getFirst().id();
        String release = "/api/v1/audit/holds/" + id + "/release";

        assertThat(byToken(auditor).json("POST", release, "{\"reason\":\"x\"}").status())
                .isEqualTo(403);
        assertThat(byToken(officer).json("POST", release, "{}").status()).isEqualTo(400);
        assertThat(byToken(officer)
                        .json("POST", release, "{\"reason\":\"settled\"}")
                        .body())
                .doesNotContain("\"id\":" + id + ",");
        assertThat(byToken(officer)
                        .json("POST", release, "{\"reason\":\"settled\"}")
                        .status())
                .isEqualTo(404);
        String records =
                reader.get("/api/v1/audit?tag=audit&user=" + officer.login()).body();
        assertThat(records).contains("audit.hold", "audit.release", "case 7", "settled");
    }

    @Test
    void nobodyElseHoldsAndNothingWithoutTimeAndReason() throws Exception {
        assertThat(byToken(auditor).json("POST", "/api/v1/audit/holds", EVER).status())
                .isEqualTo(403);
        for (String body :
                new String[] {"{}", EVER.replace("case 7", " "), EVER.replace("2020-01-01T00:00:00Z", "once")}) {
            assertThat(byToken(officer)
                            .json("POST", "/api/v1/audit/holds", body)
                            .status())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(byToken(officer)
                        .json("POST", "/api/v1/audit/holds", EVER.replace("9000", "2021"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void anOfficerAsksForTheSegmentToEndOnce() throws Exception {
        assertThat(byToken(auditor).json("POST", "/api/v1/audit/log/seal", "{}").status())
                .isEqualTo(403);
        Browser.Answer first = byToken(officer).json("POST", "/api/v1/audit/log/seal", "{}");
        Browser.Answer second = byToken(officer).json("POST", "/api/v1/audit/log/seal", "{}");

        assertThat(first.status()).as(first.body()).isEqualTo(200);
        assertThat(first.body()).contains("\"segments\":", "\"sealed_records\":");
        assertThat(second.status()).isIn(200, 403);
    }

    private Browser byToken(TestPeople.Someone person) {
        return new Browser(port).header("Authorization", "Bearer " + somebody.token(person.id()));
    }
}
