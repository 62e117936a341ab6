package dev.bastide.asset.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.Moments;
import dev.bastide.authority.ActRefused;
import dev.bastide.job.Intents;
import dev.bastide.page.BadInput;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.TestDatabase;
import dev.bastide.testing.TestPeople.Someone;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** A40, A76-A81: scans by professionals, as agreed by two, with a dossier; and what happens without. */
@BastideTest
@Timeout(180)
class ScanDutiesTest {
    @Autowired
    private ApplicationContext program;

    @Autowired
    private TestDatabase database;

    private ScanRoom room;

    @BeforeEach
    void furnish() {
        room = new ScanRoom(program);
    }

    private static void refusedFor(String key, org.assertj.core.api.ThrowableAssert.ThrowingCallable act) {
        assertThatThrownBy(act)
                .isInstanceOfSatisfying(
                        ActRefused.class,
                        refused -> assertThat(refused.reason().key()).isEqualTo(key));
    }

    @Test
    void whatTwoSignedIsScannedAndKeptWhole() throws IOException {
        room.qualify();
        try (ServerSocket one = ScanRoom.listen(room.network + "1", 0)) {
            int port = one.getLocalPort();
            Authorisation agreed = room.signed(room.network + "0/28", port + "");
            room.authorisations.acknowledge(room.engineer.actor(), agreed);

            ScanRun run = room.ended(room.runs.start(room.operator.actor(), agreed, List.of()));

            assertThat(run.state()).isEqualTo("done");
            assertThat(run.complete()).isTrue();
            assertThat(room.rows.hits(run.id())).extracting(ScanHit::place).contains(room.network + "1:" + port);
            assertThat(run.summary()).contains(run.name());
            byte[] report = program.getBean(ScanReport.class).open(run).orElseThrow();
            assertThat(new String(report, StandardCharsets.UTF_8)).contains(agreed.hash(), "\"complete\":true");
            assertThat(ScanReport.hash(report)).isEqualTo(run.reportHash());
            assertThat(sealed(run)).doesNotContain(agreed.hash());
            // Nobody looked there before: a first look rings for nothing.
            assertThat(changes(run)).isEmpty();
        }
    }

    private String sealed(ScanRun run) {
        return new String(room.rows.report(run.id()).orElseThrow(), StandardCharsets.ISO_8859_1);
    }

    private List<String> changes(ScanRun run) {
        return program.getBean(SurfaceBook.class).events(run).stream()
                .map(event -> event.kind() + " " + event.place())
                .toList();
    }

    @Test
    void aNewPortRingsAndAVanishedOneIsTold() throws IOException {
        room.qualify();
        String here = room.network + "1";
        ServerSocket old = ScanRoom.listen(here, 0);
        int second = old.getLocalPort() + 1;
        Authorisation agreed = room.signed(here, old.getLocalPort() + "-" + second);
        room.authorisations.acknowledge(room.engineer.actor(), agreed);
        room.ended(room.runs.start(room.operator.actor(), agreed, List.of()));
        old.close();
        try (ServerSocket fresh = ScanRoom.listen(here, second)) {
            ScanRun run = room.ended(room.runs.start(room.operator.actor(), agreed, List.of()));

            assertThat(changes(run))
                    .contains("port " + here + ":" + fresh.getLocalPort(), "vanished " + here + ":" + (second - 1));
            assertThat(room.sql
                            .sql("select count(*) from alarm.alarm where kind = 'asset.scan-port' and object = ?")
                            .param(here + ":" + second)
                            .query(Long.class)
                            .single())
                    .isEqualTo(1);
        }
    }

    @Test
    void whatWasNotSignedIsRefusedAddressByAddress() throws IOException {
        room.qualify();
        try (ServerSocket outside = ScanRoom.listen(room.network + "20", 0)) {
            outside.setSoTimeout(200);
            Authorisation agreed = room.signed(room.network + "0/28", outside.getLocalPort() + "");
            room.authorisations.acknowledge(room.engineer.actor(), agreed);

            ScanRun run = room.ended(room.runs.start(room.operator.actor(), agreed, List.of(room.network + "0/27")));

            assertThat(run.refused()).isEqualTo(16);
            assertThat(room.rows.refusals(run.id(), 100)).contains(room.network + "20");
            assertThatThrownBy(outside::accept).isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void nothingRunsWithoutQualificationSignatureEngineerOrWindow() {
        refusedFor("asset.scan.refused.unqualified", () -> room.asked(room.network + "1", "22"));
        Qualification qualified = room.qualify();
        Authorisation asked = room.asked(room.network + "1", "22");
        refusedFor("asset.scan.refused.unsigned", () -> room.runs.start(room.operator.actor(), asked, List.of()));
        refusedFor("asset.scan.refused.window", () -> room.authorisations.acknowledge(room.engineer.actor(), asked));
        assertThat(room.yes(room.operator, asked).isPermitted()).isFalse();
        // A head and somebody who is not security: two people are not the two parties.
        Someone other = room.people.with("approver", "approver");
        room.yes(room.head, asked);
        room.yes(other, asked);
        assertThat(room.again(asked).state()).isEqualTo(Authorisation.State.PROPOSED);
        room.yes(room.security, asked);
        Authorisation agreed = room.again(asked);
        refusedFor("asset.scan.refused.no-engineer", () -> room.runs.start(room.operator.actor(), agreed, List.of()));
        refusedFor(
                "asset.scan.refused.not-engineer",
                () -> room.authorisations.acknowledge(room.operator.actor(), agreed));
        room.authorisations.acknowledge(room.engineer.actor(), agreed);
        refusedFor("asset.scan.refused.operator", () -> room.runs.start(room.engineer.actor(), agreed, List.of()));
        Someone viewer = room.people.with("operator", "viewer");
        assertThatThrownBy(() -> room.runs.start(viewer.actor(), agreed, List.of()))
                .isInstanceOf(ActRefused.class);
        Someone administrator = room.people.with("administrator", "administrator");
        room.qualifications.end(administrator.actor(), qualified.id());
        refusedFor("asset.scan.refused.unqualified", () -> room.runs.start(room.operator.actor(), agreed, List.of()));
        room.qualify();
        room.clock.advance(Duration.ofHours(3));
        refusedFor("asset.scan.refused.window", () -> room.runs.start(room.operator.actor(), agreed, List.of()));
    }

    @Test
    void whatNobodyCouldSignIsNotAskedFor() {
        room.qualify();
        for (String never : List.of("169.254.169.254", "224.0.0.0/8", "255.255.255.255")) {
            assertThatThrownBy(() -> room.asked(never, "80"))
                    .isInstanceOfSatisfying(
                            BadInput.class, bad -> assertThat(bad.key()).isEqualTo("asset.scan.bad.never"));
        }
        assertThatThrownBy(() -> room.asked("10.0.0.0/8", "80"))
                .isInstanceOfSatisfying(
                        BadInput.class, bad -> assertThat(bad.key()).isEqualTo("asset.scan.bad.large"));
    }

    @Test
    void theDatabaseRefusesARunThatLacksAnything() {
        Qualification qualified = room.qualify();
        Authorisation agreed = room.signed(room.network + "1", "22");

        assertThatThrownBy(() -> forged(agreed, qualified.id(), "0 minutes"))
                .hasMessageContaining("no engineer has said");
        room.authorisations.acknowledge(room.engineer.actor(), agreed);
        assertThatThrownBy(() -> forged(agreed, qualified.id(), "1 day"))
                .hasMessageContaining("outside of the agreed window");
        Someone administrator = room.people.with("administrator", "administrator");
        room.qualifications.end(administrator.actor(), qualified.id());
        assertThatThrownBy(() -> forged(agreed, qualified.id(), "0 minutes")).hasMessageContaining("not qualified");
        Qualification next = room.qualify();
        assertThat(forged(agreed, next.id(), "0 minutes")).isEqualTo(1);
        assertThatThrownBy(() -> forged(agreed, next.id(), "0 minutes"))
                .hasMessageContaining("one_run_of_an_authorisation");
        UUID run = room.rows.of(agreed.id()).getFirst().id();
        assertThatThrownBy(() -> room.sql
                        .sql(
                                "insert into asset.scan_hit (run_id, address, port, protocol) values (?, '10.9.9.9', 22, 'tcp')")
                        .param(run)
                        .update())
                .hasMessageContaining("nothing is found where nobody may look");
        assertThatThrownBy(() -> close(run, "done")).hasMessageContaining("does not close without its report");
        Intents intents = program.getBean(Intents.class);
        room.clock.advance(Duration.ofMinutes(2));
        intents.closeSilent();
        ScanRun unknown = room.rows.find(run).orElseThrow();
        assertThat(unknown.state()).isEqualTo("running");
        room.sql
                .sql(
                        "update asset.scan_run set state = 'unknown', end_reason = 'unknown', ended_at = started_at where id = ?")
                .param(run)
                .update();
    }

    private int close(UUID run, String state) {
        return room.sql
                .sql("update asset.scan_run set state = ?, end_reason = 'done', ended_at = started_at where id = ?")
                .param(state)
                .param(run)
                .update();
    }

    private int forged(Authorisation agreed, UUID qualification, String later) {
        return room.sql
                .sql("""
                        insert into asset.scan_run (id, authorisation_id, window_opens, window_closes, targets, operator,
                            started_by, qualification_id, intent_id, tool_version, rules_version, started_at)
                        select ?, a.id, a.opens_at + ?::interval, a.opens_at + ?::interval + interval '1 hour', a.ranges,
                            a.operator, 'forger', ?, ?, '1', '1', a.opens_at + ?::interval + interval '30 minutes'
                        from asset.scan_authorisation a where a.id = ?
                        """)
                .params(UUID.randomUUID(), later, later, qualification, UUID.randomUUID(), later, agreed.id())
                .update();
    }

    @Test
    void aForgedAgreementCountsForNothing() {
        room.qualify();
        Authorisation asked = room.asked(room.network + "1", "22");

        assertThatThrownBy(() -> room.sql
                        .sql(
                                "update asset.scan_authorisation set state = 'approved', decided_at = asked_at where id = ?")
                        .param(asked.id())
                        .update())
                .hasMessageContaining("signed by the owner of the assets and by security");
        assertThatThrownBy(() -> room.sql
                        .sql("update asset.scan_authorisation set ranges = '{10.0.0.0-10.255.255.255}' where id = ?")
                        .param(asked.id())
                        .update())
                .hasMessageContaining("what was agreed never changes");
        UUID forged = UUID.randomUUID();
        room.sql
                .sql("""
                        insert into asset.scan_qualification (id, person, title, evidence, valid_from, valid_until,
                            recorded_by, recorded_at, mark)
                        values (?, ?, 'made up', 'nobody has seen it', ?, ?, ?, ?, ?)
                        """)
                .params(
                        forged,
                        room.engineer.id().value(),
                        Objects.requireNonNull(Moments.utcOrNull(room.clock.instant())),
                        Objects.requireNonNull(
                                Moments.utcOrNull(room.clock.instant().plusSeconds(9_000))),
                        room.head.id().value(),
                        Objects.requireNonNull(Moments.utcOrNull(room.clock.instant())),
                        new byte[32])
                .update();
        assertThat(room.qualifications.holding(room.engineer.id(), room.clock.instant()))
                .isEmpty();
        database.owner()
                .sql("alter table asset.scan_qualification disable trigger scan_qualification_only_ends")
                .update();
        database.owner()
                .sql("delete from asset.scan_qualification where id = ?")
                .param(forged)
                .update();
        database.owner()
                .sql("alter table asset.scan_qualification enable trigger scan_qualification_only_ends")
                .update();
    }

    @Test
    void aRunThatNobodySawEndIsUnknownAndRunsAgain() throws IOException {
        Qualification qualified = room.qualify();
        Authorisation agreed = room.signed(room.network + "1", "22");
        room.authorisations.acknowledge(room.engineer.actor(), agreed);
        UUID id = UUID.randomUUID();
        UUID intent = program.getBean(Intents.class)
                .announce(RunKeeping.INTENT, id.toString(), RunKeeping.LEASE)
                .value();
        // As a program leaves it that is killed in the middle.
        room.sql
                .sql("""
                        insert into asset.scan_run (id, authorisation_id, window_opens, window_closes, targets, operator,
                            started_by, qualification_id, intent_id, tool_version, rules_version, started_at)
                        select ?, a.id, a.opens_at, a.opens_at + interval '1 hour', a.ranges, a.operator, 'x', ?, ?, '1', '1', ?
                        from asset.scan_authorisation a where a.id = ?
                        """)
                .params(
                        id,
                        qualified.id(),
                        intent,
                        Objects.requireNonNull(Moments.utcOrNull(Moments.now(room.clock))),
                        agreed.id())
                .update();
        refusedFor("asset.scan.refused.runs", () -> room.runs.start(room.operator.actor(), agreed, List.of()));

        room.clock.advance(Duration.ofMinutes(2));
        program.getBean(Intents.class).closeSilent();

        assertThat(room.rows.find(id).orElseThrow().state()).isEqualTo("unknown");
        ScanRun again = room.ended(room.runs.start(room.operator.actor(), agreed, List.of()));
        assertThat(again.rerunOf()).isEqualTo(id);
        assertThat(again.state()).isEqualTo("done");
    }
}
