package dev.bastide.intake.canary;

import dev.bastide.audit.AuditFindings;
import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.Result;
import dev.bastide.audit.StoredRecord;
import dev.bastide.intake.canary.CanaryRows.Canary;
import dev.bastide.job.Jobs;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Sends canaries and looks for them in the record. How often is no setting: twice within the time in which one must be
 * found. What was found by one search is known by its record.
 */
@Component
class Canaries {
    /** So often one is sent for each family. */
    static final Duration SENT_EVERY = Duration.ofHours(12);

    private static final Duration QUIET_AT_START = Duration.ofMinutes(8);

    /** A record is waited for as long as this, and twice as long each time. */
    private static final long FIRST_MILLIS = 250;

    private static final long LAST_MILLIS = 4_000;
    private static final Logger LOG = LoggerFactory.getLogger(Canaries.class);
    private static final Duration SEARCHED_FOR = Duration.ofMinutes(2);
    private static final int FOUND_MAX = 1_000;
    private static final Duration SKEW = Duration.ofMinutes(10);

    private final CanaryRows rows;
    private final Aims aims;
    private final AuditSearch record;
    private final Clock clock;
    private final long lastMillis;
    private final long startedNanos = System.nanoTime();

    @Autowired
    Canaries(CanaryRows rows, Aims aims, AuditSearch record, Clock clock) {
        this(rows, aims, record, clock, LAST_MILLIS);
    }

    /** One that gives up waiting for a record after this long a pause. */
    Canaries(CanaryRows rows, Aims aims, AuditSearch record, Clock clock, long lastMillis) {
        this.lastMillis = lastMillis;
        this.rows = rows;
        this.aims = aims;
        this.record = record;
        this.clock = clock;
    }

    /** The job. A program that has just started is left to it first. */
    void sendWhenUp() {
        if (System.nanoTime() - startedNanos > QUIET_AT_START.toNanos()) {
            send();
        }
    }

    /** Sends what is due, where the one sent before cannot be found by now either. */
    void send() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<Canary> sent = rows.since(now.minus(SENT_EVERY));
        for (Aim aim : aims.all()) {
            List<Canary> before =
                    sent.stream().filter(canary -> canary.isOf(aim)).toList();
            boolean found = before.stream().anyMatch(canary -> canary.record() != null)
                    || before.stream()
                            .findFirst()
                            .filter(canary -> look(canary, aim))
                            .isPresent();
            if (!found) {
                send(aim, now);
            }
        }
    }

    private void send(Aim aim, Instant now) {
        Canary canary = new Canary(UUID.randomUUID(), aim.component(), aim.family(), now, null);
        rows.sent(canary);
        try {
            knock(aim, canary);
            // A door may write its record only after it has answered.
            for (long patience = FIRST_MILLIS; !look(canary, aim) && patience <= lastMillis; patience *= 2) {
                TimeUnit.MILLISECONDS.sleep(patience);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void knock(Aim aim, Canary canary) throws InterruptedException {
        try {
            aim.knocking().at(canary.name());
        } catch (IOException e) {
            LOG.warn("The canary {} did not reach {} as it should", aim.family().word(), aim.component(), e);
        }
    }

    private boolean look(Canary canary, Aim aim) {
        Optional<UUID> record = find(canary, aim.operation());
        record.ifPresent(id -> rows.found(canary, id, clock.instant()));
        return record.isPresent();
    }

    /**
     * The record of a canary, by a search like anybody's, which goes on until all since it was sent was looked through:
     * other systems' records hide none. One that was let in is none.
     */
    Optional<UUID> find(Canary canary, String operation) {
        AuditQuery query = AuditQuery.of(Map.of(
                "operation",
                operation,
                "result",
                "refused",
                "from",
                canary.sentAt().minus(SKEW).toString()));
        long end = System.nanoTime() + SEARCHED_FOR.toNanos();
        AuditFindings found = record.search(Jobs.actor("intake.canary"), query, null, FOUND_MAX);
        while (true) {
            Optional<UUID> hit = found.records().stream()
                    .filter(stored -> names(stored, canary.name()))
                    .map(StoredRecord::id)
                    .findFirst();
            Long next = found.next();
            if (hit.isPresent() || next == null) {
                return hit;
            }
            if (System.nanoTime() - end > 0) {
                LOG.warn("The search for the canary {} of {} did not come to its end", canary.id(), operation);
                return hit;
            }
            found = record.part(query, next, FOUND_MAX);
        }
    }

    private static boolean names(StoredRecord stored, String name) {
        boolean named = stored.entry().userName().equals(name)
                || stored.entry().content().contains("/" + name + ":");
        return named && stored.entry().result() == Result.REFUSED;
    }
}
