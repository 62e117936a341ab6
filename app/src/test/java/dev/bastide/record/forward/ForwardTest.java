package dev.bastide.record.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.ProvenLog;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.record.forward.Receivers.Syslog;
import dev.bastide.record.forward.Receivers.Webhook;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import dev.bastide.testing.TestPeople;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Two people decide where records go; from then on each one arrives, in order, whatever the target does meanwhile. */
@BastideTest
class ForwardTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String SECRET = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final Pattern INDEX = Pattern.compile("\"log\":1,\"index\":([0-9]+)");

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private AuditLog audit;

    @Autowired
    private ProvenLog log;

    @Autowired
    private Targets targets;

    @Autowired
    private Cursors cursors;

    @Autowired
    private TestClock clock;

    @Autowired
    private TestDatabase database;

    private final String word = "w" + UUID.randomUUID().toString().substring(0, 8);
    private TestPeople.Someone auditor;
    private Browser asks;
    private Browser agrees;

    @BeforeEach
    void signIn() throws Exception {
        auditor = somebody.with("auditor", "auditor");
        asks = auditor.browser(port);
        agrees = somebody.with("iso", "iso").browser(port);
        Eventually.holds(
                "the log is begun", PATIENCE, () -> log.standing().head().isPresent());
    }

    @AfterEach
    void end() {
        targets.all().forEach(target -> asks.post(path(target) + "/remove"));
    }

    @Test
    void holdsEveryRecordArrivesInOrderThoughTheTargetFailsMeanwhile() throws Exception {
        try (Webhook webhook = new Webhook()) {
            webhook.answer = Webhook.Answer.FAILS;
            Target target = running(webhook);
            append(20);
            Eventually.holds("it refused", PATIENCE, () -> hurry() && webhook.refused.size() > 1);
            assertThat(webhook.refused.stream().map(id -> id.split("-", -1)[2]).distinct())
                    .hasSize(1);
            assertThat(asks.get("/record/forward").body()).contains("Does not acknowledge", "answered 500");

            webhook.answer = Webhook.Answer.TAKES;

            Eventually.holds(
                    "all arrived", PATIENCE, () -> hurry() && mine(webhook).size() >= 20);
            append(5);
            Eventually.holds("those too", PATIENCE, () -> mine(webhook).size() >= 25);
            List<Long> indexes =
                    webhook.lines().stream().map(ForwardTest::index).distinct().toList();
            assertThat(indexes).isSorted();
            assertThat(indexes.getLast() - indexes.getFirst()).isEqualTo(indexes.size() - 1L);
            Eventually.holds(
                    "it is well", PATIENCE, () -> cursors.of(target.id()).failures() == 0);
            assertThat(asks.get("/record/forward").body())
                    .doesNotContain(SECRET)
                    .contains("Running");
        }
    }

    @Test
    void aDeliveryIsNoRecord() throws Exception {
        try (Webhook webhook = new Webhook()) {
            running(webhook);
            append(3);
            Eventually.holds("they arrived", PATIENCE, () -> mine(webhook).size() >= 3);

            assertThat(asks.get("/api/v1/audit?operation=audit.forward&user=machine%3Arecord.forward&content=" + word)
                            .body())
                    .contains("\"items\":[]");
        }
    }

    @Test
    void aTargetThatStaysBehindAlarmsAndIsRecordedOnce() throws Exception {
        try (Webhook webhook = new Webhook()) {
            webhook.answer = Webhook.Answer.FAILS;
            Target target = running(webhook);
            append(1);
            database.owner()
                    .sql("update record.forward_cursor set well_at = well_at - interval '1 hour' where target_id = :id")
                    .param("id", target.id())
                    .update();

            Eventually.holds(
                    "it alarms",
                    PATIENCE,
                    () -> hurry()
                            && count(
                                            "select count(*) from alarm.alarm where kind = 'record.forward-alarm' and object = :id",
                                            target)
                                    == 1);
            Eventually.holds(
                    "it was recorded",
                    PATIENCE,
                    () -> hurry()
                            && asks.get("/api/v1/audit?operation=audit.forward&result=failed&object=" + target.id())
                                    .body()
                                    .contains("Records do not reach"));
            webhook.answer = Webhook.Answer.TAKES;
            Eventually.holds(
                    "that it is over too",
                    PATIENCE,
                    () -> hurry()
                            && asks.get("/api/v1/audit?operation=audit.forward&result=done&object=" + target.id())
                                    .body()
                                    .contains("again."));
            assertThat(asks.get("/api/v1/audit?operation=audit.forward&result=failed&object=" + target.id())
                            .body())
                    .containsOnlyOnce("Records do not reach");
        }
    }

    /** Lets the minutes between two tries go by at each look. */
    private boolean hurry() {
        clock.advance(Duration.ofMillis(500));
        return true;
    }

    private long count(String sql, Target target) {
        return database.owner()
                .sql(sql)
                .param("id", target.id().toString())
                .query(Long.class)
                .single();
    }

    @Test
    void bitesNobodyAgreesToWhatHeAskedForHimself() throws Exception {
        try (Webhook webhook = new Webhook()) {
            Target target = asked("webhook", webhook.address(), webhook.certificate.pem());

            Browser.Answer own = asks.post(path(target) + "/confirm");

            assertThat(own.status()).isEqualTo(403);
            assertThat(asks.post(path(target) + "/test").status()).isEqualTo(403);
            assertThat(agrees.post(path(target) + "/test").status()).isEqualTo(403);
            append(2);
            assertThat(targets.get(target.id()).state()).isEqualTo(Target.State.ASKED);
            assertThat(webhook.got).isEmpty();
            assertThatThrownBy(() -> database.owner()
                            .sql(
                                    "update record.forward_target set confirmed_by = asked_by, state = 'running' where id = :id")
                            .param("id", target.id())
                            .update())
                    .hasMessageContaining("two_people");
            database.owner()
                    .sql(
                            "update record.forward_target set confirmed_by = gen_random_uuid(), state = 'running' where id = :id")
                    .param("id", target.id())
                    .update();
            assertThat(targets.all()).extracting(Target::id).doesNotContain(target.id());
            database.owner()
                    .sql("update record.forward_target set state = 'removed' where id = :id")
                    .param("id", target.id())
                    .update();
        }
    }

    @Test
    void whatWasAcknowledgedOrDecidedIsNotTurnedBack() throws Exception {
        try (Webhook webhook = new Webhook()) {
            Target target = running(webhook);

            assertThatThrownBy(() -> database.owner()
                            .sql("update record.forward_cursor set log = 0 where target_id = :id")
                            .param("id", target.id())
                            .update())
                    .hasMessageContaining("acknowledged");
            assertThatThrownBy(() -> database.owner()
                            .sql("update record.forward_target set address = 'https://192.0.2.1/' where id = :id")
                            .param("id", target.id())
                            .update())
                    .hasMessageContaining("another target");
        }
    }

    @Test
    void aPausedTargetGetsLaterWhatCameMeanwhile() throws Exception {
        try (Syslog syslog = Syslog.plain(Syslog.Manner.READS)) {
            Target target = asked("syslog", syslog.address(), "");
            agrees.post(path(target) + "/confirm");
            assertThat(asks.post(path(target) + "/test").status()).isEqualTo(302);
            assertThat(syslog.messages).anyMatch(message -> message.contains(" test=\""));
            asks.post(path(target) + "/pause");
            append(4);
            assertThat(asks.get("/record/forward").body()).contains("Paused");

            asks.post(path(target) + "/resume");

            Eventually.holds(
                    "they came",
                    PATIENCE,
                    () -> syslog.messages.stream()
                                    .filter(message -> message.contains("asked " + word))
                                    .count()
                            >= 4);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "webhook, http://siem.example.org/x, https address",
        "webhook, https://me:pw@siem.example.org/x, https address",
        "webhook, https://192.0.2.1/, may not be sent",
        "syslog, siem.example.org, host:port",
        "syslog_tls, 169.254.169.254:6514, may not be sent"
    })
    void aPlaceThatCannotBeIsSaid(String kind, String address, String said) {
        Browser.Answer answer = ask("x" + word, kind, address, "");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains(said);
    }

    @Test
    void whoMayNotExportSetsUpNothing() {
        Browser engineer =
                somebody.with("security-engineer", "security-engineer").browser(port);
        Browser operator = somebody.with("operator").browser(port);

        assertThat(engineer.get("/record/forward").status()).isEqualTo(200);
        assertThat(engineer.post("/record/forward", "name", "x").status()).isEqualTo(403);
        assertThat(engineer.post("/record/forward/" + UUID.randomUUID() + "/confirm")
                        .status())
                .isEqualTo(403);
        assertThat(operator.get("/record/forward").status()).isEqualTo(403);
        assertThat(new Browser(port).get("/record/forward").status()).isEqualTo(302);
    }

    private Target running(Webhook webhook) {
        Target target = asked("webhook", webhook.address(), webhook.certificate.pem());
        assertThat(agrees.post(path(target) + "/confirm").status()).isEqualTo(302);
        return target;
    }

    private Target asked(String kind, String address, String authority) {
        Browser.Answer answer = ask(word, kind, address, authority);
        assertThat(answer.status()).as(answer.body()).isEqualTo(302);
        return targets.all().stream()
                .filter(target -> target.name().equals(word))
                .findFirst()
                .orElseThrow();
    }

    private Browser.Answer ask(String name, String kind, String address, String authority) {
        return asks.post(
                "/record/forward",
                "name",
                name,
                "kind",
                kind,
                "address",
                address,
                "authority",
                authority,
                "secret",
                SECRET,
                "minutes",
                "15");
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            audit.appendNow(AuditRecord.of(
                    clock.instant(),
                    auditor.actor(),
                    Tag.OPERATION,
                    "operation.request",
                    "asked " + word,
                    Result.REFUSED));
        }
    }

    private List<String> mine(Webhook webhook) {
        return webhook.lines().stream()
                .filter(line -> line.contains("asked " + word))
                .toList();
    }

    private static long index(String line) {
        Matcher index = INDEX.matcher(line);
        assertThat(index.find()).as(line).isTrue();
        return Long.parseLong(index.group(1));
    }

    private static String path(Target target) {
        return "/record/forward/" + target.id();
    }
}
