package dev.bastide.audit;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Service;

/**
 * That the key of a segment was unwrapped, for whatever it was: a search, a proof, a bundle, the nightly comparison. The
 * first time is recorded within a minute; what follows within the hour is counted, and the count recorded. Many segments are
 * one record, so that a search over years does not flood what it searches. Who asked for it has a record of his own, of the
 * same time. Source: seed 000 s4 (A111).
 */
@Service
public class KeyUse implements SmartLifecycle {
    /** The operation under which it stands in the record. */
    public static final String OPERATION = "key.use";

    private static final Duration COUNTED_FOR = Duration.ofHours(1);
    private static final int NAMED_MOST = 200;
    private static final Actor VAULT = Actor.machine("keys", AccessMethod.JOB);

    private final AuditLog audit;
    private final Clock clock;
    private final Map<Place, Tally> tallies = new ConcurrentHashMap<>();
    private volatile boolean running;

    /** Counts by this clock and writes into this record. */
    public KeyUse(AuditLog audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    private record Place(int log, long first) {
        String name() {
            return log + "/" + first;
        }
    }

    private record Tally(Instant since, long count, long told) {
        Tally another() {
            return new Tally(since, count + 1, told);
        }

        Tally toldAll() {
            return new Tally(since, count, count);
        }

        boolean isOver(Instant now) {
            return Duration.between(since, now).abs().compareTo(COUNTED_FOR) >= 0;
        }
    }

    /** The key of the segment that begins here is about to be unwrapped. */
    public void unwrapped(int log, long first) {
        Instant now = clock.instant();
        tallies.compute(
                new Place(log, first), (place, tally) -> tally == null ? new Tally(now, 1, 0) : tally.another());
    }

    /** Records what is new, and the counts whose hour is over. */
    public void writeDue() {
        write(false);
    }

    private synchronized void write(boolean all) {
        Instant now = clock.instant();
        List<String> fresh = new ArrayList<>();
        List<String> again = new ArrayList<>();
        List<Place> places = tallies.keySet().stream()
                .sorted(java.util.Comparator.comparingInt(Place::log).thenComparingLong(Place::first))
                .toList();
        for (Place place : places) {
            tallies.computeIfPresent(place, (same, tally) -> {
                boolean over = all || tally.isOver(now);
                if (tally.told() == 0) {
                    fresh.add(place.name() + times(tally.count()));
                } else if (over && tally.count() > tally.told()) {
                    again.add(place.name() + times(tally.count() - tally.told()));
                }
                return over ? null : tally.told() == 0 ? tally.toldAll() : tally;
            });
        }
        record("The keys of segments were unwrapped: ", fresh, now);
        record("The keys of segments were unwrapped again within the hour: ", again, now);
    }

    private static String times(long count) {
        return count == 1 ? "" : " " + count + " times";
    }

    private void record(String words, List<String> named, Instant now) {
        if (named.isEmpty()) {
            return;
        }
        String list = String.join(", ", named.subList(0, Math.min(NAMED_MOST, named.size())));
        String more = named.size() > NAMED_MOST ? ", and " + (named.size() - NAMED_MOST) + " more" : "";
        audit.appendNow(AuditRecord.of(now, VAULT, Tag.VAULT, OPERATION, words + list + more + ".", Result.DONE));
    }

    @Override
    public void start() {
        running = true;
    }

    /** Everything is recorded that was counted. */
    @Override
    public void stop() {
        running = false;
        write(true);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
