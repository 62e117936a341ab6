package dev.bastide.asset.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.access.NewPermit;
import dev.bastide.access.PermitTarget;
import dev.bastide.access.Permits;
import dev.bastide.asset.Asset;
import dev.bastide.asset.AssetKey;
import dev.bastide.asset.Assets;
import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.asset.NewHost;
import dev.bastide.asset.inventory.KeyRows;
import dev.bastide.asset.scan.engine.Address;
import dev.bastide.audit.Moments;
import dev.bastide.authority.AssetId;
import dev.bastide.authority.HostId;
import dev.bastide.job.Intents;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A40: what a scan finds is an asset of the book, and a port that opened says whether anybody was permitted to work there. */
@BastideTest
@Timeout(180)
class ScanAssetsTest {
    @Autowired
    private ApplicationContext program;

    @Autowired
    private TestDatabase database;

    private ScanRoom room;
    private Assets assets;

    @BeforeEach
    void furnish() {
        room = new ScanRoom(program);
        room.qualify();
        assets = program.getBean(Assets.class);
    }

    private ScanRun scanned(Authorisation agreed) {
        room.clock.advance(Duration.ofSeconds(5));
        return room.ended(room.runs.start(room.operator.actor(), agreed, List.of()));
    }

    private Asset at(String address) {
        AssetKey key = AssetKey.of(AssetKey.Kind.ADDRESS, address).orElseThrow();
        return program.getBean(KeyRows.class)
                .holder(List.of(key), null)
                .flatMap(id -> assets.find(new AssetId(id)))
                .orElseThrow();
    }

    private long counted(String query, Object... params) {
        return room.sql.sql(query).params(params).query(Long.class).single();
    }

    @Test
    void anUnknownLiveHostBecomesAnUnclaimedAssetThatRings() throws IOException {
        String here = room.network + "1";
        try (ServerSocket one = ScanRoom.listen(here, 0)) {
            Authorisation agreed = room.signed(here, one.getLocalPort() + "");
            room.authorisations.acknowledge(room.engineer.actor(), agreed);

            ScanRun run = scanned(agreed);

            Asset found = at(here);
            assertThat(found.state()).isEqualTo(Asset.State.UNCLAIMED);
            assertThat(assets.isQuarantined(found.id())).isTrue();
            assertThat(Duration.between(found.addedAt(), Objects.requireNonNull(found.decideBy())))
                    .isLessThanOrEqualTo(Duration.ofHours(24));
            assertThat(room.rows.assets(run.id()))
                    .containsEntry(here, found.id().value());
            String object = "asset:" + found.id();
            assertThat(counted(
                            "select count(*) from alarm.alarm where kind = 'asset.unclaimed-alarm' and object = ?",
                            object))
                    .isEqualTo(1);
            assertThat(counted("select count(*) from ticket.ticket where dedupe like ?", "%" + object + "%"))
                    .isEqualTo(1);

            ScanRun again = scanned(agreed);

            assertThat(at(here).id()).isEqualTo(found.id());
            assertThat(Objects.requireNonNull(at(here).lastSeen())).isAfter(Objects.requireNonNull(found.lastSeen()));
            assertThat(room.rows.assets(again.id()))
                    .containsEntry(here, found.id().value());
            assertThat(counted(
                            "select count(*) from alarm.alarm where kind = 'asset.unclaimed-alarm' and object = ?",
                            object))
                    .isEqualTo(1);
            assertThat(counted(
                            "select count(*) from asset.discovery_run where source = 'scan' and title = ? and complete and seen = 1",
                            again.name()))
                    .isEqualTo(1);
        }
    }

    @Test
    void aPortThatOpenedWithoutAPermitIsFlaggedOtherwiseThanOneWith() throws IOException {
        String here = room.network + "1";
        HostId host = program.getBean(Hosts.class)
                .add(
                        room.people.with("administrator", "administrator").actor(),
                        new NewHost(
                                room.node,
                                "h" + UUID.randomUUID().toString().substring(0, 8),
                                here,
                                22,
                                Host.Kind.HOST,
                                List.of(new Host.Account("deploy", Host.CredentialKind.CERTIFICATE)),
                                null));
        ServerSocket old = ScanRoom.listen(here, 0);
        int first = old.getLocalPort();
        Authorisation agreed = room.signed(here, first + "-" + (first + 2));
        room.authorisations.acknowledge(room.engineer.actor(), agreed);
        ScanRun before = scanned(agreed);
        assertThat(room.rows.assets(before.id())).containsEntry(here, host.value());
        try (old;
                ServerSocket second = ScanRoom.listen(here, first + 1)) {
            ScanRun run = scanned(agreed);

            assertThat(approved(run, second.getLocalPort())).isFalse();
            assertThat(rung("asset.scan-port", here + ":" + (first + 1))).isEqualTo(1);
            assertThat(rung("asset.scan-port-expected", here + ":" + (first + 1)))
                    .isZero();
            permit(agreed, host);
            try (ServerSocket third = ScanRoom.listen(here, first + 2)) {
                ScanRun last = scanned(agreed);

                assertThat(approved(last, third.getLocalPort())).isTrue();
                assertThat(rung("asset.scan-port", here + ":" + (first + 2))).isZero();
                assertThat(rung("asset.scan-port-expected", here + ":" + (first + 2)))
                        .isEqualTo(1);
            }
            assertThat(counted(
                            "select count(*) from asset.surface_event where asset_id = ? and kind = 'port_new' and approved = false",
                            host.value()))
                    .isEqualTo(1);
            assertThat(counted(
                            "select count(*) from asset.surface_event where asset_id = ? and kind = 'port_new' and approved",
                            host.value()))
                    .isEqualTo(1);
        }
    }

    private boolean approved(ScanRun run, int port) {
        return program.getBean(SurfaceBook.class).events(run).stream()
                .filter(event -> event.kind().equals("port") && event.port() == port)
                .map(event -> Objects.requireNonNull(event.approved()))
                .findFirst()
                .orElseThrow();
    }

    private long rung(String kind, String object) {
        return counted("select count(*) from alarm.alarm where kind = ? and object = ?", kind, object);
    }

    // The approval of the scan has two yes by others; which approval it is does not matter to a permit.
    private void permit(Authorisation agreed, HostId host) {
        var from = room.clock.instant();
        new TransactionTemplate(program.getBean(PlatformTransactionManager.class))
                .executeWithoutResult(status -> program.getBean(Permits.class)
                        .issue(new NewPermit(
                                NewPermit.Kind.OPERATION,
                                agreed.id(),
                                room.operator.id(),
                                List.of(new PermitTarget(host, room.node, "deploy")),
                                from,
                                from.plus(Duration.ofMinutes(30)),
                                List.of("open a port"),
                                agreed.hash(),
                                Objects.requireNonNull(agreed.approval()))));
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenByTheNextBeat() {
        String here = room.network + "1";
        Authorisation agreed = room.signed(here, "7001");
        room.authorisations.acknowledge(room.engineer.actor(), agreed);
        ScanRun run = begun(agreed);
        RunKeeping keeping = program.getBean(RunKeeping.class);
        Before before = program.getBean(SurfaceBook.class).before(run, agreed);
        RunWork work = new RunWork(run, agreed, room.clock);
        work.live(Address.of(here));
        work.open(Address.of(here), 7001, false, null);
        database.owner()
                .sql("alter table asset.scan_hit add constraint the_disk_is_full check (port <> 7001) not valid")
                .update();
        try {
            assertThatThrownBy(() -> keeping.flush(work, before)).hasMessageContaining("the_disk_is_full");
            assertThat(room.rows.hits(run.id())).isEmpty();
            assertThat(before.assetAt(here))
                    .as("nothing of it is taken as written")
                    .isNull();
        } finally {
            database.owner()
                    .sql("alter table asset.scan_hit drop constraint the_disk_is_full")
                    .update();
        }

        assertThat(keeping.flush(work, before)).isTrue();

        assertThat(room.rows.hits(run.id())).extracting(ScanHit::place).containsExactly(here + ":7001");
        assertThat(room.rows.assets(run.id())).containsEntry(here, at(here).id().value());
        assertThat(keeping.flush(work, before)).as("once").isFalse();
        room.sql
                .sql(
                        "update asset.scan_run set state = 'unknown', end_reason = 'unknown', ended_at = started_at where id = ?")
                .param(run.id())
                .update();
    }

    @Test
    void aRunWhoseBookStaysUnwrittenNeverCountsAsDone() throws IOException {
        String here = room.network + "1";
        try (ServerSocket one = ScanRoom.listen(here, 0)) {
            int port = one.getLocalPort();
            Authorisation agreed = room.signed(here, port + "");
            room.authorisations.acknowledge(room.engineer.actor(), agreed);
            database.owner()
                    .sql("alter table asset.scan_hit add constraint the_disk_is_full check (port <> " + port
                            + ") not valid")
                    .update();
            ScanRun run;
            try {
                run = room.runs.start(room.operator.actor(), agreed, List.of());
                awaitBroken(run);
            } finally {
                database.owner()
                        .sql("alter table asset.scan_hit drop constraint the_disk_is_full")
                        .update();
            }
            room.clock.advance(Duration.ofMinutes(2));
            program.getBean(Intents.class).closeSilent();

            ScanRun now = room.rows.find(run.id()).orElseThrow();
            assertThat(now.state()).isEqualTo("unknown");
            assertThat(now.reportHash()).isNull();
            assertThat(rung("asset.scan-unknown", run.name())).isEqualTo(1);
        }
    }

    @Test
    void theDatabaseRefusesAHalfDossierAndAnEndAfterTheWindow() {
        Authorisation agreed = room.signed(room.network + "1", "22");
        room.authorisations.acknowledge(room.engineer.actor(), agreed);
        ScanRun run = begun(agreed);
        room.rows.report(run.id(), new byte[] {1}, "0".repeat(64), 1);

        for (String lacking : List.of("summary", "complete", "probes", "hosts", "lost")) {
            assertThatThrownBy(() -> end(run, "started_at, " + lacking + " = null"))
                    .as(lacking)
                    .hasMessageContaining("a_dossier_is_whole");
        }
        assertThatThrownBy(() -> end(run, "window_closes + interval '1 hour'"))
                .hasMessageContaining("ends_with_its_window");
        room.sql
                .sql(
                        "update asset.scan_run set state = 'unknown', end_reason = 'unknown', ended_at = started_at where id = ?")
                .param(run.id())
                .update();
    }

    private int end(ScanRun run, String at) {
        String members = "complete = false, hosts = 0, probes = 0, lost = 0, summary = 'it ended', ";
        for (String other :
                List.of("complete = false", "hosts = 0", "probes = 0", "lost = 0", "summary = 'it ended'")) {
            if (at.contains(other.substring(0, other.indexOf(' ')) + " = null")) {
                members = members.replace(other + ", ", "");
            }
        }
        return room.sql
                .sql("update asset.scan_run set state = 'stopped', end_reason = 'stopped', hits = 0, refused = 0, "
                        + members
                        + "baseline_micros = 0, worst_micros = 0, report_hash = repeat('0', 64), ended_at = " + at
                        + " where id = ?")
                .param(run.id())
                .update();
    }

    private void awaitBroken(ScanRun run) {
        RunKeeping keeping = program.getBean(RunKeeping.class);
        long until = System.nanoTime() + 60_000_000_000L;
        while (keeping.runs(run.id()) && System.nanoTime() < until) {
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000L);
        }
        assertThat(keeping.runs(run.id())).isFalse();
    }

    private ScanRun begun(Authorisation agreed) {
        UUID id = UUID.randomUUID();
        room.sql
                .sql("""
                        insert into asset.scan_run (id, authorisation_id, window_opens, window_closes, targets, operator,
                            started_by, qualification_id, intent_id, tool_version, rules_version, started_at)
                        select ?, a.id, a.opens_at, a.opens_at + interval '1 hour', a.ranges, a.operator, 'x', ?, ?, '1', '1', ?
                        from asset.scan_authorisation a where a.id = ?
                        """)
                .params(
                        id,
                        room.qualifications
                                .holding(room.operator.id(), room.clock.instant())
                                .orElseThrow()
                                .id(),
                        UUID.randomUUID(),
                        Objects.requireNonNull(Moments.utcOrNull(Moments.now(room.clock))),
                        agreed.id())
                .update();
        return room.rows.find(id).orElseThrow();
    }
}
