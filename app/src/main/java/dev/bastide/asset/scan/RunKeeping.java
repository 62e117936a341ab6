package dev.bastide.asset.scan;

import dev.bastide.alarm.AlarmKind;
import dev.bastide.alarm.AlarmLevel;
import dev.bastide.alarm.Alarms;
import dev.bastide.alarm.Happening;
import dev.bastide.asset.scan.engine.Rulebook;
import dev.bastide.asset.scan.engine.ScanResult;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Moments;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Reason;
import dev.bastide.job.IntentId;
import dev.bastide.job.Intents;
import dev.bastide.job.Jobs;
import dev.bastide.job.Outcome;
import dev.bastide.job.OutcomeUnknown;
import dev.bastide.job.Pulse;
import dev.bastide.page.Live;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps the book of a run while it goes: what was found is in the database and rung within a second or two, its lease is
 * renewed, and it ends with a whole dossier or as "outcome unknown". Source: seed 000 s3.2 (A78, A80, A81).
 */
@Component
class RunKeeping {
    static final String INTENT = "asset.scan";
    static final Duration LEASE = Duration.ofSeconds(60);
    static final String TOPIC = "scans";
    private static final AlarmKind SLOW = new AlarmKind("asset.scan-slow", AlarmLevel.HIGH);
    private static final AlarmKind UNKNOWN = new AlarmKind("asset.scan-unknown", AlarmLevel.MEDIUM);
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final int RENEW_BEATS = 15;
    private static final int SIGNED_BEATS = 5;
    private static final int FAILURES_MAX = 10;
    private static final Logger LOG = LoggerFactory.getLogger(RunKeeping.class);

    private final RunRows rows;
    private final AuthorisationRows agreements;
    private final Authorisations authorisations;
    private final SurfaceBook surface;
    private final Sightings sightings;
    private final ScanReport reports;
    private final ScanRules rules;
    private final Intents intents;
    private final Alarms alarms;
    private final Live live;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final Map<UUID, RunWork> here = new ConcurrentHashMap<>();

    RunKeeping(
            RunRows rows,
            AuthorisationRows agreements,
            Authorisations authorisations,
            SurfaceBook surface,
            Sightings sightings,
            ScanReport reports,
            ScanRules rules,
            Intents intents,
            Alarms alarms,
            Live live,
            AuditLog audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.rows = rows;
        this.agreements = agreements;
        this.authorisations = authorisations;
        this.surface = surface;
        this.sightings = sightings;
        this.reports = reports;
        this.rules = rules;
        this.intents = intents;
        this.alarms = alarms;
        this.live = live;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Begins in a thread of its own; the run and its intent are committed. */
    void launch(ScanRun run, Authorisation agreed) {
        RunWork work = new RunWork(run, agreed, clock);
        here.put(run.id(), work);
        Thread.ofVirtual().name("scan-" + run.number()).start(() -> carryOut(work));
    }

    /** Stops it at once where it runs here; elsewhere its beat reads what was asked. */
    void stop(UUID run) {
        RunWork work = here.get(run);
        if (work != null) {
            work.stop();
        }
    }

    /** Whether this program carries it out now. */
    boolean runs(UUID run) {
        return here.containsKey(run);
    }

    private void carryOut(RunWork work) {
        ScanRun run = work.run();
        try {
            Before before = surface.before(run, work.agreed());
            AtomicInteger beats = new AtomicInteger();
            ScanResult result;
            try (Pulse pulse =
                    Pulse.start("scan-book-" + run.number(), BEAT, () -> beat(work, before, beats.incrementAndGet()))) {
                if (!pulse.beating()) {
                    throw new IllegalStateException("the book of a run is not kept");
                }
                result = work.scan(rules.book(), rules.community());
            }
            close(work, before, result);
        } catch (RuntimeException | Error e) {
            // Neither closed nor repeated: its lease runs out, and a person decides.
            LOG.error("The scan {} broke off", run.name(), e);
        } finally {
            here.remove(run.id());
            live.changed(TOPIC);
        }
    }

    private void beat(RunWork work, Before before, int beat) {
        ScanRun run = work.run();
        written(work, before);
        if (rows.progress(run.id(), work.phase(), work.steps(), work.done())) {
            work.stop();
        }
        if (beat % RENEW_BEATS == 0 && !intents.renew(new IntentId(run.intent()), LEASE)) {
            work.stop();
        }
        if (beat % SIGNED_BEATS == 0
                && agreements
                        .find(run.authorisation())
                        .filter(authorisations::isSigned)
                        .isEmpty()) {
            // A signature was taken back, or the agreement was ended.
            work.stop();
        }
        live.changed(TOPIC);
    }

    /**
     * Writes what was found since; whether there was anything. One at a time: the last beat may still write when the scan
     * has ended. What could not be written is kept and written by the next.
     */
    boolean flush(RunWork work, Before before) {
        synchronized (before) {
            RunWork.Batch batch = work.fresh();
            if (batch.isEmpty()) {
                return false;
            }
            try {
                transaction.executeWithoutResult(status -> {
                    sightings.meet(before, batch.hosts(), work.now());
                    surface.saw(before, batch.hits(), work.now());
                    rows.found(work.run().id(), batch.hits(), before::assetAt);
                    rows.refused(work.run().id(), batch.refused());
                });
            } catch (RuntimeException | Error e) {
                before.forget();
                work.putBack(batch);
                throw e;
            }
            before.settle();
            return true;
        }
    }

    // Found by nobody's eyes and kept nowhere, a scan must not go on: it ends without a dossier, as unknown.
    private void written(RunWork work, Before before) {
        try {
            flush(work, before);
            work.written();
        } catch (RuntimeException e) {
            if (work.failed() >= FAILURES_MAX) {
                LOG.error(
                        "The scan {} is stopped: what it finds cannot be written",
                        work.run().name());
                work.stop();
            }
            throw e;
        }
    }

    private void close(RunWork work, Before before, ScanResult scanned) {
        ScanRun run = work.run();
        // A target found slow in the very instant of the end made the scan end all the same.
        ScanResult result =
                scanned.worstMicros() * 2 > scanned.baselineMicros() * 3 && scanned.end() != ScanResult.End.SLOW
                        ? slow(scanned)
                        : scanned;
        while (flush(work, before)) {
            // Until nothing is left.
        }
        Instant at = work.now();
        transaction.executeWithoutResult(status -> {
            List<ScanHit> hits = work.hits();
            List<String> refused = work.refused();
            String hash = reports.keep(run, work.agreed(), hits, refused, result, at);
            String summary = ScanReport.summary(run, work.agreed(), hits, refused.size(), result);
            if (!rows.close(run.id(), word(result.end()), result, hash, summary, at)) {
                status.setRollbackOnly();
                return;
            }
            if (result.complete()) {
                surface.vanished(before, work.agreed(), work.keys(), at);
                before.settle();
            }
            if (result.end() == ScanResult.End.SLOW) {
                alarms.raise(new Happening(
                        SLOW,
                        work.agreed().ask().node(),
                        run.name(),
                        Reason.of("asset.scan.alarm.slow", "A81", run.path(), run.name(), result.told()),
                        INTENT));
            }
            audit.append(record(run, "scan.end", summary, Result.DONE));
            if (!refused.isEmpty()) {
                audit.append(record(
                        run,
                        "scan.refuse",
                        refused.size() + " addresses outside of "
                                + work.agreed().name() + " were not touched: "
                                + String.join(" ", refused.subList(0, Math.min(100, refused.size()))),
                        Result.REFUSED));
            }
        });
        sightings.end(before, result.complete());
        intents.result(new IntentId(run.intent()), Outcome.DONE, run.name());
    }

    private static ScanResult slow(ScanResult of) {
        return new ScanResult(
                ScanResult.End.SLOW,
                false,
                of.hosts(),
                of.open(),
                of.probes(),
                of.lost(),
                of.baselineMicros(),
                of.worstMicros(),
                of.told());
    }

    private static String word(ScanResult.End end) {
        return end.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** A run whose program was killed: nobody saw its end, and a person runs it again. */
    @EventListener
    void unknown(OutcomeUnknown unseen) {
        if (!unseen.kind().equals(INTENT) || !rows.unknown(unseen.intent().value(), Moments.now(clock))) {
            return;
        }
        ScanRun run = rows.find(UUID.fromString(unseen.subject())).orElseThrow();
        agreements
                .find(run.authorisation())
                .ifPresent(agreed -> alarms.raise(new Happening(
                        UNKNOWN,
                        agreed.ask().node(),
                        run.name(),
                        Reason.of("asset.scan.alarm.unknown", "A78", run.path(), run.name()),
                        INTENT)));
        live.changed(TOPIC);
    }

    private AuditRecord record(ScanRun run, String operation, String content, Result result) {
        return AuditRecord.of(clock.instant(), Jobs.actor(INTENT), Tag.HOST, operation, content, result)
                .object("scan", run.id());
    }

    Rulebook book() {
        return rules.book();
    }
}
