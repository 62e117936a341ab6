package dev.bastide.intake.syslog;

import dev.bastide.intake.Intake;
import dev.bastide.intake.Source;
import dev.bastide.intake.engine.Foreign;
import dev.bastide.intake.engine.Syslog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.stereotype.Component;

/**
 * Gathers messages into batches, each one transaction. Room is bounded in bytes: a stream waits for it, so that its sender is
 * slowed; a datagram that finds none is lost, counted by its source, and leaves a number that the log declares missing.
 */
@Component
class Gatherer {
    /** What may wait in memory. */
    static final int BYTES_MAX = 32 << 20;

    static final int BATCH_MAX = 1_000;

    private static final int OVERHEAD = 256;
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
    private static final long AGAIN_MILLIS = 500;
    private static final Logger LOG = LoggerFactory.getLogger(Gatherer.class);

    private final Intake intake;
    private final Losses losses;
    private final Clock clock;
    private final LinkedBlockingQueue<Arrival> queue = new LinkedBlockingQueue<>();
    private final Semaphore room;

    /** What one source's datagrams may fill of it, so that one that floods leaves room to others. */
    private final int shareMax;

    private final Map<UUID, AtomicLong> filled = new ConcurrentHashMap<>();

    @Autowired
    Gatherer(Intake intake, Losses losses, Clock clock) {
        this(intake, losses, clock, BYTES_MAX);
    }

    /** The same, with less room. */
    Gatherer(Intake intake, Losses losses, Clock clock, int bytesMax) {
        this.room = new Semaphore(bytesMax, true);
        this.shareMax = bytesMax / 2;
        this.intake = intake;
        this.losses = losses;
        this.clock = clock;
    }

    /** A message as it came; a flaw says why it cannot be one. */
    record Arrival(Source source, byte[] bytes, String flaw, Instant at) {
        int cost() {
            return bytes.length + OVERHEAD;
        }
    }

    /** Takes a datagram; where there is no room it is lost and counted. */
    void offer(Source source, byte[] bytes) {
        Arrival arrival = new Arrival(source, bytes, "", clock.instant());
        AtomicLong share = share(source);
        if (share.get() + arrival.cost() > shareMax || !room.tryAcquire(arrival.cost())) {
            losses.note(source);
            return;
        }
        share.addAndGet(arrival.cost());
        queue.add(arrival);
    }

    /** Takes a message of a stream, as soon as there is room. */
    void put(Source source, byte[] bytes, String flaw) throws InterruptedException {
        Arrival arrival = new Arrival(source, bytes, flaw, clock.instant());
        room.acquire(arrival.cost());
        share(source).addAndGet(arrival.cost());
        queue.add(arrival);
    }

    private AtomicLong share(Source source) {
        return filled.computeIfAbsent(source.id(), id -> new AtomicLong());
    }

    /** One beat: writes what is there, waiting shortly for the first. */
    void beat() {
        try {
            Arrival first = queue.poll(200, TimeUnit.MILLISECONDS);
            while (first != null) {
                List<Arrival> batch = new ArrayList<>(List.of(first));
                queue.drainTo(batch, BATCH_MAX - 1);
                write(batch);
                first = queue.poll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        losses.write();
    }

    /** At a stop: what waits is written, or said to be lost. */
    void end() {
        long until = System.nanoTime() + STOP_PATIENCE.toNanos();
        while (!queue.isEmpty() && System.nanoTime() < until) {
            beat();
        }
        if (!queue.isEmpty()) {
            LOG.error("{} syslog messages could not be written before the stop and are lost", queue.size());
        }
    }

    private void write(List<Arrival> batch) throws InterruptedException {
        Map<UUID, List<Arrival>> bySource = new LinkedHashMap<>();
        Map<UUID, Source> sources = new HashMap<>();
        for (Arrival arrival : batch) {
            sources.putIfAbsent(arrival.source().id(), arrival.source());
            bySource.computeIfAbsent(arrival.source().id(), id -> new ArrayList<>())
                    .add(arrival);
        }
        for (Map.Entry<UUID, List<Arrival>> entry : bySource.entrySet()) {
            Source source = java.util.Objects.requireNonNull(sources.get(entry.getKey()));
            commit(source, entry.getValue());
            int freed = entry.getValue().stream().mapToInt(Arrival::cost).sum();
            share(source).addAndGet(-freed);
            room.release(freed);
        }
    }

    /** Until it stands in the database. Only what the database refuses for what it is, is tried one by one. */
    private void commit(Source source, List<Arrival> arrivals) throws InterruptedException {
        boolean said = false;
        while (true) {
            try {
                intake.take(source, arrivals.stream().map(Gatherer::read).toList(), 0);
                return;
            } catch (NonTransientDataAccessResourceException e) {
                said = say(said, e);
            } catch (NonTransientDataAccessException e) {
                apart(source, arrivals, e);
                return;
            } catch (RuntimeException e) {
                said = say(said, e);
            }
            TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
        }
    }

    private void apart(Source source, List<Arrival> arrivals, RuntimeException why) throws InterruptedException {
        if (arrivals.size() == 1) {
            LOG.error("A message of {} cannot be written and is counted as lost", source.name(), why);
            losses.note(source);
            return;
        }
        for (Arrival arrival : arrivals) {
            commit(source, List.of(arrival));
        }
    }

    private static boolean say(boolean said, RuntimeException why) {
        if (!said) {
            LOG.warn("Syslog messages wait: they cannot be written now", why);
        }
        return true;
    }

    private static Foreign read(Arrival arrival) {
        return arrival.flaw().isEmpty()
                ? Syslog.read(
                        arrival.bytes(),
                        arrival.at(),
                        arrival.source().setting().zone())
                : Foreign.flawed(arrival.bytes(), arrival.flaw());
    }
}
