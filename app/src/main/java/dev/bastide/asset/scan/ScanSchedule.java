package dev.bastide.asset.scan;

import dev.bastide.alarm.AlarmKind;
import dev.bastide.alarm.AlarmLevel;
import dev.bastide.alarm.Alarms;
import dev.bastide.alarm.Happening;
import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.asset.scan.engine.Address;
import dev.bastide.audit.Moments;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Reason;
import dev.bastide.job.Jobs;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Begins what is due, and rings for what nobody scanned: every host at least each 30 days, the most important each 7. Source:
 * seed 000 s3.2 (A73), seed 004 s3.3 (B46).
 */
@Component
class ScanSchedule {
    static final Duration USUAL = Duration.ofDays(30);
    static final Duration IMPORTANT = Duration.ofDays(7);
    private static final AlarmKind OVERDUE = new AlarmKind("asset.scan-overdue", AlarmLevel.MEDIUM);
    private static final String WINDOWS = "asset.scan.windows";
    private static final Logger LOG = LoggerFactory.getLogger(ScanSchedule.class);

    private final AuthorisationRows agreements;
    private final Authorisations authorisations;
    private final ScanRuns runs;
    private final RunRows rows;
    private final Hosts hosts;
    private final ServiceTree tree;
    private final Alarms alarms;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final TransactionTemplate transaction;

    ScanSchedule(
            AuthorisationRows agreements,
            Authorisations authorisations,
            ScanRuns runs,
            RunRows rows,
            Hosts hosts,
            ServiceTree tree,
            Alarms alarms,
            JdbcClient jdbc,
            Clock clock,
            Jobs jobs,
            PlatformTransactionManager transactions) {
        this.agreements = agreements;
        this.authorisations = authorisations;
        this.runs = runs;
        this.rows = rows;
        this.hosts = hosts;
        this.tree = tree;
        this.alarms = alarms;
        this.jdbc = jdbc;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        jobs.every(WINDOWS, Duration.ofMinutes(1), this::begin);
        jobs.every("asset.scan.cadence", Duration.ofHours(1), this::overdue);
    }

    /** Begins the repeated scans whose window is open and whose engineer is there. */
    void begin() {
        Instant now = Moments.now(clock);
        for (Authorisation one : agreements.living(now)) {
            boolean due = one.ask().repeatDays() > 0
                    && one.window(now)
                            .filter(window -> window.holds(now))
                            .filter(window -> authorisations.isAcknowledged(one, window))
                            .filter(window -> !rows.began(one.id(), window.opens()))
                            .isPresent();
            if (due) {
                try {
                    runs.startDue(Jobs.actor(WINDOWS), one);
                } catch (ActRefused e) {
                    LOG.warn(
                            "The scan {} was due and refused: {}",
                            one.name(),
                            e.reason().key());
                }
            }
        }
    }

    /** Rings for each host that was not scanned in time, and stops ringing for those that were. */
    void overdue() {
        Instant now = Moments.now(clock);
        for (Host host : hosts.all()) {
            if (isAddress(host.address())) {
                transaction.executeWithoutResult(status -> look(host, now));
            }
        }
    }

    private void look(Host host, Instant now) {
        int tier = tree.snapshot().node(host.node()).map(ServiceNode::tier).orElse(1);
        Duration most = tier <= 1 ? IMPORTANT : USUAL;
        boolean overdue = last(host).plus(most).isBefore(now);
        if (overdue) {
            alarms.raise(new Happening(
                    OVERDUE,
                    host.node(),
                    host.name(),
                    Reason.of("asset.scan.alarm.overdue", "A73", "/scans", host.path(), Long.toString(most.toDays())),
                    "asset.scan"));
        } else {
            alarms.clear(OVERDUE, host.node(), host.name(), "asset.scan.alarm.scanned");
        }
    }

    /** When it was last scanned completely; a host nobody scanned counts from its first day here. */
    private Instant last(Host host) {
        return jdbc.sql("""
                select coalesce(max(r.ended_at), (select h.added_at from asset.host h where h.id = ?)) as last
                from asset.scan_run r
                where r.complete and asset.scan_holds(r.targets, ?::inet)
                """)
                .param(host.id().value())
                .param(host.address())
                .query((row, number) -> Moments.require(row, "last"))
                .single();
    }

    private static boolean isAddress(String text) {
        try {
            Address.of(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
