package dev.bastide.record.forward;

import dev.bastide.alarm.AlarmKind;
import dev.bastide.alarm.AlarmLevel;
import dev.bastide.alarm.Alarms;
import dev.bastide.alarm.Happening;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.LogFeed;
import dev.bastide.audit.LogFeed.Mark;
import dev.bastide.audit.LogFeed.Part;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import dev.bastide.job.Jobs;
import dev.bastide.record.forward.Cursors.Cursor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends records on: from the log, in its order, each target by itself. A place counts as sent only when the target has
 * acknowledged what comes before it, so that a restart repeats at most one delivery and leaves none out. A delivery writes no
 * record; that a target began to fail, and that it is well again, is recorded once, or it would feed itself.
 */
@Component
class Forwarder {
    static final String JOB = "record.forward";

    private static final Duration BEAT = Duration.ofSeconds(2);
    private static final Duration WAIT_MAX = Duration.ofMinutes(5);

    /** Deliveries to one target in one beat, so that one that is far behind lets the lease be renewed. */
    private static final int DELIVERIES_MAX = 200;

    /** So many failures in a row are recorded; fewer are the weather. */
    private static final int FAILURES_TOLD = 3;

    private static final Duration RUNG_AGAIN = Duration.ofMinutes(15);
    private static final AlarmKind LATE = new AlarmKind("record.forward-alarm", AlarmLevel.HIGH);
    private static final String PAGE = "/record/forward";

    private final Targets targets;
    private final Cursors cursors;
    private final LogFeed feed;
    private final Outlet outlet;
    private final Alarms alarms;
    private final AuditLog audit;
    private final TransactionTemplate transaction;
    private final Clock clock;

    /** When each target's alarm was raised last; the epoch where it was cleared. */
    private final Map<UUID, Instant> rung = new ConcurrentHashMap<>();

    Forwarder(
            Targets targets,
            Cursors cursors,
            LogFeed feed,
            Outlet outlet,
            Jobs jobs,
            Alarms alarms,
            AuditLog audit,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.targets = targets;
        this.cursors = cursors;
        this.feed = feed;
        this.outlet = outlet;
        this.alarms = alarms;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        jobs.every(JOB, BEAT, this::beat);
    }

    /** Serves every target that is running; one that hangs holds up no other. */
    void beat() {
        List<Target> running = targets.all().stream()
                .filter(target -> target.state() == Target.State.RUNNING)
                .toList();
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            running.forEach(target -> each.execute(() -> serve(target)));
        }
    }

    /** Sends what there is, unless it failed just now. */
    void serve(Target target) {
        for (int i = 0; i < DELIVERIES_MAX; i++) {
            Cursor cursor = cursors.of(target.id());
            if (isWaiting(cursor) || !step(target, cursor)) {
                break;
            }
        }
        watch(target);
    }

    private boolean isWaiting(Cursor cursor) {
        if (cursor.failures() == 0 || cursor.triedAt().isEmpty()) {
            return false;
        }
        long seconds = Math.min(WAIT_MAX.toSeconds(), 1L << Math.min(cursor.failures(), 20));
        return cursor.triedAt().get().plusSeconds(seconds).isAfter(clock.instant());
    }

    /** One delivery. False where there is nothing to send, or it failed. */
    private boolean step(Target target, Cursor cursor) {
        Delivery delivery = delivery(cursor.mark());
        if (delivery.items().isEmpty()) {
            cursors.well(target.id(), clock.instant());
            return false;
        }
        try {
            outlet.send(target, delivery);
        } catch (NotDelivered e) {
            cursors.failed(target.id(), e, clock.instant());
            return false;
        }
        cursors.acknowledged(target.id(), delivery.from(), delivery.next(), clock.instant());
        return true;
    }

    /** What comes next. Where records are missing, the target is told which. */
    Delivery delivery(Mark from) {
        Part part = feed.next(from);
        List<Delivery.Item> items = new ArrayList<>();
        long expected = from.index();
        for (LogFeed.Fed fed : part.records()) {
            long begins = fed.log() == from.log() ? expected : 0;
            if (items.isEmpty() && fed.index() > begins) {
                items.add(new Delivery.Item.Gap(fed.log(), begins, fed.index(), "dropped, as its time is over"));
            }
            items.add(new Delivery.Item.One(fed));
        }
        if (part.wrong().isPresent()) {
            Mark at = part.next();
            items.add(new Delivery.Item.Gap(
                    at.log(),
                    at.index(),
                    part.beyond().index(),
                    part.wrong().get().words()));
            return new Delivery(from, part.beyond(), items);
        }
        return new Delivery(from, part.next(), items);
    }

    /** Alarms where it is behind for too long, and records once that it fails and once that it does not any more. */
    private void watch(Target target) {
        Cursor now = cursors.of(target.id());
        Instant at = clock.instant();
        boolean late = now.wellAt().plus(target.lagMax()).isBefore(at);
        boolean failing = now.failures() >= FAILURES_TOLD;
        if (late && isNews(target, at)) {
            String minutes = Long.toString(Duration.between(now.wellAt(), at).toMinutes());
            Reason what = Reason.of("record.forward.late", "A111", PAGE, target.name(), minutes);
            alarms.raiseNow(new Happening(LATE, null, target.id().toString(), what, "record"));
        } else if (!late && now.failures() == 0 && !Instant.EPOCH.equals(rung.put(target.id(), Instant.EPOCH))) {
            transaction.executeWithoutResult(
                    status -> alarms.clear(LATE, null, target.id().toString(), "record.forward.well"));
        }
        if (failing && now.toldAt().isEmpty()) {
            record(
                    target,
                    "Records do not reach " + target.name() + ": " + now.problem() + " "
                            + String.join(", ", now.args()),
                    Result.FAILED);
            cursors.told(target.id(), at);
        } else if (now.failures() == 0 && now.toldAt().isPresent()) {
            record(target, "Records reach " + target.name() + " again.", Result.DONE);
            cursors.told(target.id(), null);
        }
    }

    /** The alarm stands until somebody has it; it is counted again a few times an hour, not every beat. */
    private boolean isNews(Target target, Instant now) {
        Instant before = rung.getOrDefault(target.id(), Instant.EPOCH);
        if (before.plus(RUNG_AGAIN).isAfter(now)) {
            return false;
        }
        rung.put(target.id(), now);
        return true;
    }

    /** Sends a test and tells what came of it. */
    void test(Actor actor, Target target) throws NotDelivered {
        Mark at = cursors.of(target.id()).mark();
        try {
            outlet.send(target, new Delivery(at, at, List.of(new Delivery.Item.Test(target.name()))));
            tested(actor, target, "took a test.", Result.DONE);
        } catch (NotDelivered e) {
            tested(actor, target, "did not take a test: " + e.getMessage(), Result.FAILED);
            throw e;
        }
    }

    private void tested(Actor actor, Target target, String content, Result result) {
        audit.appendNow(AuditRecord.of(
                        clock.instant(), actor, Tag.AUDIT, "audit.forward_test", target.name() + " " + content, result)
                .object("forward", target.id()));
    }

    private void record(Target target, String content, Result result) {
        audit.appendNow(AuditRecord.of(clock.instant(), Jobs.actor(JOB), Tag.AUDIT, "audit.forward", content, result)
                .object("forward", target.id()));
    }
}
