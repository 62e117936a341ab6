package dev.bastide.intake.canary;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.StoredRecord;
import dev.bastide.authority.Actor;
import dev.bastide.intake.canary.CanaryRows.Canary;
import dev.bastide.intake.engine.EventFamily;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
    private static final Logger LOG = LoggerFactory.getLogger(Canaries.class);
    private static final Duration SKEW = Duration.ofMinutes(10);

    private final CanaryRows rows;
    private final OwnDoor door;
    private final AuditSearch record;
    private final Clock clock;
    private final long startedNanos = System.nanoTime();

    Canaries(CanaryRows rows, OwnDoor door, AuditSearch record, Clock clock) {
        this.rows = rows;
        this.door = door;
        this.record = record;
        this.clock = clock;
    }

    /** The job. A program that has just started is left to it first. */
    void sendWhenUp() {
        if (System.nanoTime() - startedNanos > QUIET_AT_START.toNanos()) {
            send();
        }
    }

    /** Sends what is due, and looks for what was sent and not found yet. */
    void send() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<Canary> sent = rows.since(now.minus(SENT_EVERY));
        for (Try what : Try.ALL) {
            boolean due = sent.stream()
                    .noneMatch(canary -> canary.family() == what.family()
                            && canary.component().equals(Try.COMPONENT)
                            && canary.record() != null);
            if (due) {
                send(what, now);
            }
        }
    }

    private void send(Try what, Instant now) {
        Canary canary = new Canary(UUID.randomUUID(), Try.COMPONENT, what.family(), now, null);
        rows.sent(canary);
        try {
            door.knock(what, canary.name());
        } catch (IOException e) {
            LOG.warn("The canary {} reached nobody", what.family().word(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        find(canary).ifPresent(id -> rows.found(canary, id, clock.instant()));
    }

    /** The record of a canary, by a search like anybody's. */
    Optional<UUID> find(Canary canary) {
        Actor machine = Jobs.actor("intake.canary");
        String operation = operation(canary.family());
        Map<String, String> filters = Map.of(
                "operation", operation, "from", canary.sentAt().minus(SKEW).toString());
        return record.search(machine, AuditQuery.of(filters), null, 1_000).records().stream()
                .filter(stored -> names(stored, canary.name()))
                .map(StoredRecord::id)
                .findFirst();
    }

    private static boolean names(StoredRecord stored, String name) {
        return stored.entry().userName().equals(name)
                || stored.entry().content().contains("/" + name + ":");
    }

    private static String operation(EventFamily family) {
        return Try.ALL.stream()
                .filter(what -> what.family() == family)
                .findFirst()
                .orElseThrow()
                .operation();
    }
}
