package dev.bastide.intake.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.alarm.Alarms;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.CanaryDoor;
import dev.bastide.audit.Result;
import dev.bastide.audit.StoredRecord;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.intake.Feeder;
import dev.bastide.intake.Seen;
import dev.bastide.intake.Source;
import dev.bastide.intake.SourceKind;
import dev.bastide.intake.Sources;
import dev.bastide.intake.canary.CanaryRows.Canary;
import dev.bastide.intake.canary.Families.Cell;
import dev.bastide.intake.canary.Families.Heard;
import dev.bastide.intake.canary.Families.Row;
import dev.bastide.intake.engine.EventFamily;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Five families of events of each component, each tried twice a day by a canary that must be found in the record. (A113) */
@BastideTest
@Import(Feeder.class)
class DutyA113Test {
    private static final Duration OVER = Duration.ofHours(25);

    @LocalServerPort
    private int port;

    @Autowired
    private Feeder feeder;

    @Autowired
    private Canaries canaries;

    @Autowired
    private Aims aims;

    @Autowired
    private Families families;

    @Autowired
    private FamilyWatch watch;

    @Autowired
    private CanaryRows rows;

    @Autowired
    private Seen seen;

    @Autowired
    private Sources sources;

    @Autowired
    private Alarms alarms;

    @Autowired
    private AuditSearch record;

    @Autowired
    private AuditLog audit;

    @Autowired
    private JdbcClient sql;

    @Autowired
    private Clock clock;

    @Autowired
    private PlatformTransactionManager transactions;

    /** The matrix as it stands when so much more time has passed, and nothing happened. */
    private Families later(Duration by) {
        return new Families(aims, rows, seen, sources, Clock.offset(clock, by), clock.instant());
    }

    private static Row row(Families matrix, String component) {
        return matrix.all().stream()
                .filter(row -> row.component().equals(component))
                .findFirst()
                .orElseThrow();
    }

    private static Cell cell(Row row, EventFamily family) {
        return row.cells().stream()
                .filter(cell -> cell.family() == family)
                .findFirst()
                .orElseThrow();
    }

    private long open(String object) {
        return sql.sql("select count(*) from alarm.alarm where kind = 'intake.silent' and object = ? and not closed")
                .param(object)
                .query(Long.class)
                .single();
    }

    @Test
    void aCanaryOfEachFamilyGoesThroughTheDoorAndIsFoundInTheRecord() {
        canaries.send();

        Row ours = row(families, "bastide");
        assertThat(ours.cells()).hasSize(5).allMatch(cell -> cell.heard() == Heard.YES && cell.canary());
        for (Cell cell : ours.cells()) {
            StoredRecord stored = record.open(feeder.anna.actor(), java.util.Objects.requireNonNull(cell.record()))
                    .orElseThrow();
            assertThat(stored.entry().result()).isEqualTo(Result.REFUSED);
            assertThat(stored.entry().userName() + stored.entry().content())
                    .as("visibly a canary: " + stored.entry())
                    .contains("canary-");
            assertThat(stored.entry().operation()).doesNotStartWith("intake");
        }
        assertThat(families.all())
                .filteredOn(row -> !row.room().isEmpty())
                .hasSize(10)
                .flatExtracting(Row::cells)
                .allMatch(cell -> cell.heard() == Heard.YES && cell.canary());
    }

    @Test
    void aStrangerAtTheSshDoorIsFoundInTheRecord() {
        canaries.send();

        Row ssh = row(families, "bastide/ssh");
        assertThat(ssh.cells())
                .extracting(Cell::family)
                .containsExactlyInAnyOrder(
                        EventFamily.LOGIN, EventFamily.VERIFICATION, EventFamily.AUTHORISATION, EventFamily.ACCESS);
        assertThat(ssh.cells()).allMatch(cell -> cell.heard() == Heard.YES && cell.canary());
        assertThat(row(families, "bastide/ssh-forwarding").cells()).allMatch(cell -> cell.heard() == Heard.YES);
        StoredRecord stored = record.open(
                        feeder.anna.actor(),
                        java.util.Objects.requireNonNull(
                                cell(ssh, EventFamily.LOGIN).record()))
                .orElseThrow();
        assertThat(stored.entry().operation()).isEqualTo("bastion.login");
        assertThat(stored.entry().userName()).startsWith("canary-");
        assertThat(stored.entry().method()).isEqualTo(AccessMethod.SSH);
        assertThat(stored.entry().result()).isEqualTo(Result.REFUSED);
        assertThat(stored.entry().content()).contains("unknown key");
    }

    @Test
    void aDoorThatDoesNotAnswerOrWritesNothingIsSilent() throws IOException {
        CanaryDoor wall = new CanaryDoor() {
            @Override
            public String component() {
                return "bastide/wall";
            }

            @Override
            public String family() {
                return "login";
            }

            @Override
            public String operation() {
                return "bastion.login";
            }

            @Override
            public void knock(String name) throws IOException {
                throw new IOException("a wall");
            }
        };
        Aims walled = new Aims(List.of(Aim.of(wall)));
        new Canaries(rows, walled, record, clock, 250).send();
        Duration day = Duration.ofHours(24);
        for (Duration young : List.of(Duration.ZERO, Duration.ofMinutes(20), day.minusMinutes(20))) {
            Families shown = walled(walled, young);
            assertThat(row(shown, "bastide/wall").cells()).allMatch(cell -> cell.heard() == Heard.YET);
            new FamilyWatch(shown, alarms, transactions).look();
            assertThat(open("bastide/wall:login"))
                    .as("an installation " + young + " old is not silent for a day")
                    .isZero();
        }
        new Canaries(rows, walled, record, Clock.offset(clock, day.plusMinutes(1)), 250).send();
        assertThat(row(walled(walled, day.plusMinutes(10)), "bastide/wall").cells())
                .as("one that is on its way is no silence")
                .allMatch(cell -> cell.heard() == Heard.YET);

        Families shown = walled(walled, day.plusMinutes(17));
        assertThat(row(shown, "bastide/wall").cells()).allMatch(cell -> cell.heard() == Heard.NO);
        new FamilyWatch(shown, alarms, transactions).look();
        assertThat(open("bastide/wall:login")).isEqualTo(1);
    }

    /** The matrix after so long a time, of a program that has just started. */
    private Families walled(Aims walled, Duration by) {
        Clock then = Clock.offset(clock, by);
        return new Families(walled, rows, seen, sources, then, then.instant());
    }

    @Test
    void aCanaryIsFoundBehindMoreThanOnePageOfOthers() {
        Canary sent = canary(EventFamily.LOGIN);
        String operation = "bastion.busy-" + sent.id();
        Actor stranger = Actor.stranger(sent.name(), "127.0.0.1", AccessMethod.SSH);
        audit.appendNow(AuditRecord.of(clock.instant(), stranger, Tag.SIGN_IN, operation, "Login.", Result.REFUSED));
        Actor other = Actor.stranger("somebody", "127.0.0.1", AccessMethod.SSH);
        new org.springframework.transaction.support.TransactionTemplate(transactions).executeWithoutResult(status -> {
            for (int i = 0; i < 1_100; i++) {
                audit.append(AuditRecord.of(clock.instant(), other, Tag.SIGN_IN, operation, "Login.", Result.REFUSED));
            }
        });

        assertThat(canaries.find(sent, operation)).isPresent();
    }

    @Test
    void whatWasFoundADayAgoIsSilenceAndAnAlarm() {
        canaries.send();
        Families tomorrow = later(OVER);

        assertThat(row(tomorrow, "bastide").cells()).allMatch(cell -> cell.heard() == Heard.NO);
        new FamilyWatch(tomorrow, alarms, transactions).look();
        assertThat(open("bastide:login")).isEqualTo(1);
        assertThat(open("bastide:access")).isEqualTo(1);

        watch.look();
        assertThat(open("bastide:login")).isZero();
    }

    @Test
    void aCanaryThatLeftNoRecordIsNotFound() {
        Canary lost = canary(EventFamily.LOGIN);
        rows.sent(lost);

        assertThat(canaries.find(lost, "session.sign-in")).isEmpty();
    }

    @Test
    void aStrangerWhoWasLetInIsNoCanary() {
        Canary sent = canary(EventFamily.LOGIN);
        audit.appendNow(login(sent, Result.DONE));
        assertThat(canaries.find(sent, "bastion.login")).isEmpty();

        audit.appendNow(login(sent, Result.REFUSED));
        assertThat(canaries.find(sent, "bastion.login")).isPresent();
    }

    private Canary canary(EventFamily family) {
        return new Canary(
                UUID.randomUUID(), "elsewhere", family, clock.instant().truncatedTo(ChronoUnit.MICROS), null);
    }

    private AuditRecord login(Canary canary, Result result) {
        Actor stranger = Actor.stranger(canary.name(), "127.0.0.1", AccessMethod.SSH);
        return AuditRecord.of(clock.instant(), stranger, Tag.SIGN_IN, "bastion.login", "Login.", result);
    }

    @Test
    void aHitThatSomebodyWroteCountsForNothing() {
        Canary lost = new Canary(
                UUID.randomUUID(),
                "elsewhere",
                EventFamily.USERS,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                null);
        rows.sent(lost);
        sql.sql("insert into intake.canary_hit (canary, record, found_at, mark) values (?, ?, now(), sha256('x'))")
                .params(lost.id(), UUID.randomUUID())
                .update();

        assertThat(rows.since(clock.instant().minus(Duration.ofHours(1))))
                .filteredOn(canary -> canary.id().equals(lost.id()))
                .singleElement()
                .satisfies(canary -> assertThat(canary.record()).isNull());
        assertThatThrownBy(() -> sql.sql("delete from intake.canary").update()).isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() ->
                        sql.sql("update intake.canary_hit set found_at = now()").update())
                .isInstanceOf(DataAccessException.class);
    }

    @Test
    void nobodyElseIsTheCanary() {
        Browser somebody = new Browser(port)
                .header("Bastide-Canary", "canary-" + UUID.randomUUID())
                .header("Authorization", "Bearer bsc_" + "0".repeat(64));

        assertThat(somebody.get("/api/v1/audit").status()).isEqualTo(401);
    }

    @Test
    void aSourceIsHeardBySeldomEventsAndItsOwnCanaries() {
        Source source = feeder.source(SourceKind.HTTP, "");
        String token = feeder.token(source);
        String line = "{\"time\":\"2026-11-22T10:00:00Z\",\"message\":\"x\",\"family\":\"%s\",\"action\":\"%s\"}\n";
        assertThat(row(families, source.name()).cells()).allMatch(cell -> cell.heard() == Heard.YET);

        Feeder.lines(
                port, source, token, line.formatted("login", "sign-in") + line.formatted("users", "bastide-canary"));

        Row row = row(families, source.name());
        assertThat(cell(row, EventFamily.LOGIN))
                .satisfies(cell -> assertThat(cell.canary()).isFalse());
        assertThat(cell(row, EventFamily.USERS))
                .satisfies(cell -> assertThat(cell.canary()).isTrue());
        assertThat(row.cells().stream().filter(cell -> cell.heard() == Heard.YES))
                .hasSize(2);
    }

    @Test
    void aSourceThatIsSilentForADayIsAnAlarmOfItsNode() {
        Source source = feeder.source(SourceKind.HTTP, "");
        Feeder.lines(
                port,
                source,
                feeder.token(source),
                "{\"time\":\"2026-11-22T10:00:00Z\",\"message\":\"x\",\"family\":\"access\"}");
        Families tomorrow = later(OVER);

        assertThat(row(tomorrow, source.name()).cells()).allMatch(cell -> cell.heard() == Heard.NO);
        new FamilyWatch(tomorrow, alarms, transactions).look();
        assertThat(open(source.name() + ":access")).isEqualTo(1);
        assertThat(open(source.name() + ":users")).isEqualTo(1);

        feeder.off(source);
        assertThat(later(OVER).all()).noneMatch(row -> row.component().equals(source.name()));
    }

    @Test
    void aSourceThatSomebodyMadeLookHeardIsSilent() {
        Source source = feeder.source(SourceKind.HTTP, "");
        String token = feeder.token(source);
        String line = "{\"time\":\"2026-11-22T10:00:00Z\",\"message\":\"x\",\"family\":\"access\"}";
        Feeder.lines(port, source, token, line);
        sql.sql("insert into intake.seen (source, family, times, last_at) values (?, 'login', 1, now())")
                .param(source.id())
                .update();
        sql.sql("update intake.seen set last_at = last_at + interval '25 hours' where source = ? and family = 'access'")
                .param(source.id())
                .update();

        assertThat(row(families, source.name()).cells()).allMatch(cell -> cell.heard() == Heard.YET);
        assertThat(row(later(OVER), source.name()).cells()).allMatch(cell -> cell.heard() == Heard.NO);

        Feeder.lines(port, source, token, line);
        assertThat(cell(row(families, source.name()), EventFamily.ACCESS).heard())
                .isEqualTo(Heard.YES);
        sql.sql("delete from intake.seen where source = ? and family = 'login'")
                .param(source.id())
                .update();
    }

    @Test
    void theDayIsNoSetting() {
        assertThat(Families.HEARD_WITHIN).isEqualTo(Duration.ofHours(24));
        assertThat(Canaries.SENT_EVERY.multipliedBy(2)).isLessThanOrEqualTo(Families.HEARD_WITHIN);
        List<Long> intervals = sql.sql(
                        "select interval_millis from job.schedule where name in ('intake.canary', 'intake.silence')")
                .query((row, number) -> row.getLong("interval_millis"))
                .list();
        assertThat(intervals)
                .hasSize(2)
                .allMatch(millis -> millis <= Duration.ofMinutes(10).toMillis());
        assertThat(Try.ALL)
                .filteredOn(what -> what.component().equals(Try.COMPONENT))
                .extracting(Try::family)
                .containsExactlyInAnyOrder(EventFamily.values());
    }

    @Test
    void theMatrixIsAPage() {
        canaries.send();

        Browser.Answer page = feeder.anna.again(port).get("/log-families");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("User management", "Canary found", "Bastide, SSH door", "Bastide, room asset");
        assertThat(feeder.anna.again(port).get("/api/v1/intake/families").body())
                .contains("\"component\":\"bastide\"");
    }
}
