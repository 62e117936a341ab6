package dev.bastide.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.access.Grants;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople;
import java.time.Clock;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The record over HTTP: the auditor finds every field, others are refused, and looking leaves a record. */
@BastideTest
class RecordPagesTest {
    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private AuditLog audit;

    @Autowired
    private Grants grants;

    @Autowired
    private ServiceTree tree;

    @Autowired
    private Clock clock;

    private final String word = "w" + UUID.randomUUID().toString().substring(0, 8);
    private TestPeople.Someone auditor;
    private Browser browser;

    @BeforeEach
    void signIn() throws Exception {
        auditor = new TestRights(grants, tree, somebody).give(somebody.with("auditor"), "auditor");
        browser = auditor.browser(port);
        audit.appendNow(AuditRecord.of(
                        clock.instant(),
                        auditor.actor(),
                        Tag.OPERATION,
                        "operation.request",
                        "asked " + word,
                        Result.REFUSED)
                .object("operation", word)
                .session("ssh-" + word, 4711L)
                .change("change-" + word));
    }

    @Test
    void listAndCountsTellOfTheSameRecords() {
        assertThat(browser.get("/record?content=" + word).body()).contains("1 record counted");
        // The search before is a record too by now, and names the word.
        assertThat(browser.get("/record?content=" + word).body()).contains("2 records counted");
    }

    @Test
    void theAuditorFindsARecordAndOpensIt() {
        Browser.Answer list = browser.get("/record?content=" + word);

        assertThat(list.status()).isEqualTo(200);
        assertThat(list.body()).contains("asked " + word).contains("operation.request");
        Matcher link = Pattern.compile("/record/[0-9a-f-]{36}").matcher(list.body());
        assertThat(link.find()).isTrue();
        Browser.Answer one = browser.get(link.group());
        assertThat(one.status()).isEqualTo(200);
        assertThat(one.body()).contains("asked " + word, "change-" + word, "ssh-" + word, "4711", "127.0.0.1");
    }

    @Test
    void theApiGivesAllTenFieldsAndWhatLocatesTheRecord() {
        JsonNode record = found("object=" + word).get("items").get(0);

        for (String field : new String[] {
            "tag",
            "time",
            "operation",
            "user_id",
            "user_name",
            "user_group",
            "ip_address",
            "method",
            "content",
            "result",
            "object_id",
            "session_id",
            "offset",
            "change_id"
        }) {
            assertThat(record.hasNonNull(field)).as(field).isTrue();
        }
        assertThat(record.get("result").asString()).isEqualTo("refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "json"})
    void anExportHoldsExactlyTheSearch(String format) {
        Browser.Answer export = browser.get("/record?content=" + word + "&format=" + format);

        assertThat(export.status()).isEqualTo(200);
        assertThat(export.body()).contains("asked " + word, "change-" + word, "4711");
        assertThat(export.headers().get("content-disposition")).contains("." + format);
    }

    @Test
    void anAddressIsFoundInWhicheverFormItIsGiven() {
        assertThat(RecordFilters.address("::1")).isEqualTo("0:0:0:0:0:0:0:1");
        assertThat(RecordFilters.address(" 2001:DB8::7 ")).isEqualTo("2001:db8:0:0:0:0:0:7");
        assertThat(RecordFilters.address("192.0.2.9")).isEqualTo("192.0.2.9");
        assertThat(RecordFilters.address("no:address")).isEqualTo("no:address");
        assertThat(RecordFilters.address("")).isEmpty();
    }

    @Test
    void anAddressIsShownAsItIsWritten() {
        assertThat(RecordWords.address("0:0:0:0:0:0:0:1")).isEqualTo("::1");
        assertThat(RecordWords.address("2001:db8:0:0:1:0:0:1")).isEqualTo("2001:db8::1:0:0:1");
        assertThat(RecordWords.address("fe80:0:0:0:0:0:0:0")).isEqualTo("fe80::");
        assertThat(RecordWords.address("1:0:2:3:4:50:0:6")).isEqualTo("1:0:2:3:4:50:0:6");
        assertThat(RecordWords.address("192.0.2.9")).isEqualTo("192.0.2.9");
    }

    @Test
    void theShellGetsLines() {
        Browser.Answer text = browser.header("Accept", "text/plain").get("/api/v1/audit?content=" + word);

        assertThat(text.body()).contains("refused  operation.request").contains("asked " + word);
    }

    @Test
    void aSearchIsItselfRecorded() {
        found("content=" + word);

        assertThat(found("user=" + auditor.login() + "&operation=audit.search").toString())
                .contains("Searched the record for content=" + word + ": 1 found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"from=yesterday", "tag=nonsense", "result=maybe", "after=xyz", "limit=0", "limit=x"})
    void aFilterThatMeansNothingIsWrongInput(String filter) {
        Browser.Answer answer = browser.get("/api/v1/audit?" + filter);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers().get("x-bastide-exit")).isEqualTo("2");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/audit?usr=carl, There is no filter \\\"usr\\\"",
        "/api/v1/audit?usr=carl, user",
        "/api/v1/audit?result=nonsense, 'done, refused, failed, unknown'",
        "/api/v1/audit?from=2026-13-01, 2026-11-22T08:00:00Z",
        "/api/v1/audit?span=year, 'hour, day, week, month'",
        "/api/v1/audit?order=up, 'newest, oldest'",
        "/record?usr=carl, There is no filter",
        "/record?usr=carl&format=csv, There is no filter",
        "/record?result=nonsense, 'done, refused, failed, unknown'"
    })
    void aMistypedFilterIsNamedAndNotIgnored(String path, String said) {
        Browser.Answer answer = browser.get(path);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(said).doesNotContain(word);
    }

    @Test
    void everyFilterThatIsNamedIsRead() {
        for (String name : AuditQuery.NAMES) {
            assertThat(browser.get("/api/v1/audit?" + name + "=").status())
                    .as(name)
                    .isEqualTo(200);
        }
        assertThat(browser.get("/api/v1/audit?span=day&ip=127.0.0.1&limit=1&order=oldest")
                        .status())
                .isEqualTo(200);
        assertThat(browser.get("/record?span=day&sort=time&desc=1&size=50").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/record", "/record?format=csv", "/api/v1/audit"})
    void whoIsNoAuditorIsRefusedAndThatIsRecorded(String path) {
        TestPeople.Someone operator = somebody.with("operator");

        Browser.Answer answer = operator.browser(port).get(path);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).doesNotContain(word);
        assertThat(found("user=" + operator.login() + "&result=refused&operation=audit.read")
                        .get("items")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void aStrangerSeesNothing() {
        assertThat(new Browser(port).get("/record").status()).isEqualTo(302);
        assertThat(new Browser(port).get("/api/v1/audit").status()).isEqualTo(401);
    }

    @Test
    void aRecordThatDoesNotExistIsNotFound() {
        assertThat(browser.get("/record/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(browser.get("/record/nonsense").status()).isEqualTo(404);
    }

    private JsonNode found(String filters) {
        Browser.Answer answer = browser.get("/api/v1/audit?" + filters);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return JsonMapper.builder().build().readTree(answer.body());
    }
}
