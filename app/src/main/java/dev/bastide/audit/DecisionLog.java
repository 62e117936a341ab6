package dev.bastide.audit;

import dev.bastide.authority.Actor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Service;

/**
 * Every permission with the rule that gave it. The first of its kind, which is the same actor in the same session doing
 * the same by the same rule, is recorded within seconds; those that follow are counted, and the count is recorded
 * once an hour and at a stop. Refusals are not written here: each has a record of its own. Source: seed 000 s2.2 (A44).
 */
@Service
public class DecisionLog implements SmartLifecycle {
    /** The operation under which permissions stand in the record. */
    public static final String OPERATION = "access.decide";

    static final Duration COUNTED_FOR = Duration.ofHours(1);

    /**
     * So many kinds at a time are counted; one more is recorded by itself, each time. From half as many on, those asked
     * for least lately are written and forgotten: many short sessions push out nobody.
     */
    private static final int KINDS_MAX = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(DecisionLog.class);
    private static final Duration BEAT = Duration.ofSeconds(2);

    private final AuditLog audit;
    private final Clock clock;
    private final Map<Kind, Tally> tallies = new ConcurrentHashMap<>();
    private final int most;
    private volatile @Nullable Thread pulse;

    /** Counts by this clock and writes into this record. */
    @Autowired
    public DecisionLog(AuditLog audit, Clock clock) {
        this(audit, clock, KINDS_MAX);
    }

    /** The same, with fewer kinds. */
    DecisionLog(AuditLog audit, Clock clock, int most) {
        this.audit = audit;
        this.clock = clock;
        this.most = most;
    }

    private record Kind(Actor actor, String action, String rule) {}

    /** What is known of one kind; its fields are touched only while the map holds its place. */
    private static final class Tally {
        final Instant first;
        final String where;
        volatile Instant last;
        long again;
        boolean told;

        Tally(Instant now, String where) {
            this.first = now;
            this.last = now;
            this.where = where;
        }

        Tally another(Instant now) {
            again++;
            last = now;
            return this;
        }

        boolean isOver(Instant now) {
            return Duration.between(first, now).abs().compareTo(COUNTED_FOR) >= 0;
        }
    }

    /** This actor was told yes, by this rule. {@code where} words the place and is asked for only the first time. */
    public void permitted(Actor actor, String action, String rule, Supplier<String> where) {
        Kind kind = new Kind(actor, action, rule);
        Instant now = clock.instant();
        if (tallies.computeIfPresent(kind, (same, tally) -> tally.another(now)) != null) {
            return;
        }
        if (tallies.size() < most) {
            tallies.merge(kind, new Tally(now, where.get()), (before, mine) -> before.another(now));
        } else {
            audit.appendNow(first(kind, new Tally(now, where.get())));
        }
    }

    /** Records what is new, and the counts whose hour is over. */
    void writeDue() {
        write(false);
    }

    @Override
    public void start() {
        pulse = Thread.ofVirtual().name("decisions").start(this::beat);
    }

    private void beat() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(BEAT);
                writeDue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.warn("Permissions wait to be recorded", e);
            }
        }
    }

    /** Everything is recorded that was counted. */
    @Override
    public void stop() {
        Thread running = pulse;
        if (running != null) {
            running.interrupt();
            pulse = null;
        }
        write(true);
    }

    @Override
    public boolean isRunning() {
        return pulse != null;
    }

    private void write(boolean everything) {
        Instant now = clock.instant();
        Instant idle = tallies.size() < most / 2 ? Instant.MIN : median();
        for (Kind kind : tallies.keySet()) {
            Due due = new Due();
            tallies.computeIfPresent(
                    kind,
                    (same, tally) -> due.of(kind, tally, everything || tally.isOver(now) || !tally.last.isAfter(idle)));
            if (due.first != null) {
                audit.appendNow(due.first);
            }
            if (due.count != null) {
                audit.appendNow(due.count);
            }
        }
    }

    private Instant median() {
        List<Instant> lately =
                tallies.values().stream().map(tally -> tally.last).sorted().toList();
        return lately.isEmpty() ? Instant.MIN : lately.get(lately.size() / 2);
    }

    /** What is to be written of one kind, taken while nobody else counts, written when all may count again. */
    private static final class Due {
        @Nullable
        AuditRecord first;

        @Nullable
        AuditRecord count;

        @Nullable
        Tally of(Kind kind, Tally tally, boolean over) {
            if (!tally.told) {
                first = first(kind, tally);
                tally.told = true;
            }
            if (!over) {
                return tally;
            }
            if (tally.again > 0) {
                count = entry(kind, tally.last, "permitted " + tally.again + " times more since " + tally.first);
            }
            return null;
        }
    }

    private static AuditRecord first(Kind kind, Tally tally) {
        return entry(kind, tally.first, "permitted, " + tally.where);
    }

    private static AuditRecord entry(Kind kind, Instant time, String what) {
        String rule = kind.rule();
        AuditRecord made = AuditRecord.of(
                time, kind.actor(), Tag.ACCESS, OPERATION, kind.action() + " " + what + ", by " + rule, Result.DONE);
        int space = rule.indexOf(' ');
        return rule.startsWith("grant:") && space > 0
                ? made.object("grant", rule.substring("grant:".length(), space))
                : made;
    }
}
