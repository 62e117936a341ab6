package dev.bastide.job;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Recurring work. However many nodes run, one of them does it at a time, under a lease that it keeps renewing; a
 * node that is killed loses the lease within {@link #LEASE} and another takes the work over. A run never overlaps
 * itself.
 */
@Service
public class Jobs {
    /** How long a silent node keeps its work. */
    public static final Duration LEASE = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    private static final Duration RENEW_AFTER = LEASE.dividedBy(4);
    private static final int FAILURE_CHARACTERS_MAX = 400;

    private final Schedules schedules;
    private final AuditLog audit;
    private final Clock clock;
    private final NodeName node;
    private final TransactionTemplate transaction;
    private final Map<String, Work> known = new ConcurrentHashMap<>();
    private final Map<String, Run> running = new ConcurrentHashMap<>();
    private final Set<String> enrolled = ConcurrentHashMap.newKeySet();

    Jobs(Schedules schedules, AuditLog audit, Clock clock, NodeName node, PlatformTransactionManager transactions) {
        this.schedules = schedules;
        this.audit = audit;
        this.clock = clock;
        this.node = node;
        this.transaction = new TransactionTemplate(transactions);
    }

    private record Work(String name, Duration interval, Runnable task) {}

    private record Run(Thread thread, Instant renewed) {}

    /**
     * Does the work again and again, {@code interval} after the end of the last run, from now on. The task opens its
     * own transactions and writes its own records, as {@link #actor}. Throws {@link IllegalArgumentException} for a
     * name that is taken.
     */
    public void every(String name, Duration interval, Runnable task) {
        if (!interval.isPositive()) {
            throw new IllegalArgumentException("an interval is positive: " + name);
        }
        if (known.putIfAbsent(name, new Work(name, interval, task)) != null) {
            throw new IllegalArgumentException("two jobs are named " + name);
        }
    }

    /** The machine that does the named work, as records and decisions see it. */
    public static Actor actor(String name) {
        return Actor.machine(name, AccessMethod.JOB);
    }

    /** How every work stands, failing ones first. */
    public List<JobStanding> all() {
        return schedules.all();
    }

    /** Makes a work due now, recorded for the actor who asked. False when there is no such work. */
    public boolean hasten(Actor actor, String name) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            boolean found = schedules.hasten(name, clock.instant());
            if (found) {
                audit.append(AuditRecord.of(
                                clock.instant(), actor, Tag.SYSTEM, "job.hasten", "Run " + name + " now.", Result.DONE)
                        .object("job", name));
            }
            return found;
        }));
    }

    /** One pass: renews the leases held here and starts what is due. The ticker calls it; tests call it too. */
    public void pass() {
        Instant now = clock.instant();
        running.forEach((name, run) -> renew(name, run, now));
        known.values().forEach(work -> enrol(work, now));
        for (String name : schedules.due(now)) {
            Work work = known.get(name);
            if (work != null && !running.containsKey(name)) {
                take(work, now);
            }
        }
    }

    /** Whether the named work runs on this node now. */
    public boolean runsHere(String name) {
        return running.containsKey(name);
    }

    /**
     * Lets what runs here end, interrupts what does not, and gives the leases back, so that a restart need not wait
     * for them to run out. An interrupt in the middle of a statement closes its connection; the transaction is lost,
     * never half done.
     */
    void stop(Duration patience) {
        try {
            if (!ended(patience)) {
                running.values().forEach(run -> run.thread().interrupt());
                ended(patience);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        schedules.release(node.value());
    }

    private boolean ended(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        for (Run run : running.values()) {
            long left = until - System.nanoTime();
            if (left <= 0 || !run.thread().join(Duration.ofNanos(left))) {
                return false;
            }
        }
        return true;
    }

    private void enrol(Work work, Instant now) {
        if (!enrolled.contains(work.name())) {
            schedules.enrol(work.name(), work.interval(), now);
            enrolled.add(work.name());
        }
    }

    private void take(Work work, Instant now) {
        schedules.claim(work.name(), node.value(), now, now.plus(LEASE)).ifPresent(claim -> {
            if (claim.tookOver()) {
                LOG.warn("The last run of {} never came back; it is started again here", work.name());
            }
            start(work, now);
        });
    }

    private void start(Work work, Instant now) {
        Thread thread = Thread.ofVirtual().name("job-" + work.name()).unstarted(() -> run(work));
        running.put(work.name(), new Run(thread, now));
        thread.start();
    }

    private void run(Work work) {
        String failure = null;
        try {
            work.task().run();
        } catch (RuntimeException | Error e) {
            LOG.error("The job {} failed", work.name(), e);
            failure = told(e);
        }
        // An interrupt was meant for the work; the end is written all the same.
        Thread.interrupted();
        try {
            finish(work.name(), failure);
        } catch (RuntimeException e) {
            LOG.error("The end of job {} could not be written; its lease runs out", work.name(), e);
        } finally {
            running.remove(work.name());
        }
    }

    private void finish(String name, @Nullable String failure) {
        transaction.executeWithoutResult(status -> {
            Instant now = clock.instant();
            if (schedules.finish(name, node.value(), now, failure)) {
                String content = failure == null ? "The job runs well again." : failure;
                Result result = failure == null ? Result.DONE : Result.FAILED;
                audit.append(AuditRecord.of(now, actor(name), Tag.SYSTEM, "job.run", content, result)
                        .object("job", name));
            }
        });
    }

    private void renew(String name, Run run, Instant now) {
        if (run.renewed().plus(RENEW_AFTER).isAfter(now)) {
            return;
        }
        if (schedules.renew(name, node.value(), now.plus(LEASE))) {
            running.computeIfPresent(name, (key, current) -> new Run(current.thread(), now));
        } else {
            LOG.warn("The lease of job {} was lost; its run is interrupted", name);
            run.thread().interrupt();
        }
    }

    private static String told(Throwable failure) {
        String text = failure.getClass().getSimpleName() + ": " + failure.getMessage();
        String line = text.lines().findFirst().orElse(text);
        return line.length() <= FAILURE_CHARACTERS_MAX ? line : line.substring(0, FAILURE_CHARACTERS_MAX);
    }
}
