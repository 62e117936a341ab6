package dev.bastide.access.rights;

import dev.bastide.servicetree.ServiceTree;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The rights in force. A reader gets rights that were compared with the database less than a second ago, or none: a
 * revocation committed on another node counts within that second, one committed here counts at once.
 */
@Component
public class CurrentRights implements SmartLifecycle {
    /** Older than this, rights are not used. */
    static final Duration AGE_MAX = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(CurrentRights.class);
    private static final Duration BEAT = Duration.ofMillis(250);

    /** How often it is written down which grants were used. */
    private static final Duration USE_WRITTEN_EVERY = Duration.ofMinutes(1);

    private final RightsTables tables;
    private final ServiceTree tree;
    private final RoleBook roles;
    private final Clock clock;
    private final ReentrantLock reading = new ReentrantLock();

    private volatile @Nullable Verified verified;
    private volatile @Nullable Thread pulse;

    CurrentRights(RightsTables tables, ServiceTree tree, RoleBook roles, Clock clock) {
        this.tables = tables;
        this.tree = tree;
        this.roles = roles;
        this.clock = clock;
    }

    /** Rights, and when they were last compared with the database, by the machine's monotonic clock. */
    private record Verified(Rights rights, long atNanos) {
        boolean isFresh() {
            return System.nanoTime() - atNanos < AGE_MAX.toNanos();
        }
    }

    /** The rights in force; empty when the database cannot be asked, and then every answer is no. */
    public Optional<Rights> get() {
        Verified held = verified;
        return held != null && held.isFresh() ? Optional.of(held.rights()) : verifyNow();
    }

    /** The rights in force without an Optional for the shortest path; null when the database cannot be asked. */
    @Nullable
    Rights orNull() {
        Verified held = verified;
        return held != null && held.isFresh() ? held.rights() : verifyNow().orElse(null);
    }

    /** What is held is true no longer: the next question reads anew. Waits for a reading that began before. */
    public void forget() {
        reading.lock();
        try {
            verified = null;
        } finally {
            reading.unlock();
        }
    }

    /** The running transaction changes rights: once it has ended, the next question reads anew. */
    public void forgetAfterTransaction() {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            forget();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
                forget();
            }
        });
    }

    private Optional<Rights> verifyNow() {
        reading.lock();
        try {
            Verified held = verified;
            if (held != null && held.isFresh()) {
                return Optional.of(held.rights());
            }
            return Optional.of(verify());
        } catch (RuntimeException e) {
            LOG.warn("Rights cannot be read, every decision is no: {}", e.toString());
            return Optional.empty();
        } finally {
            reading.unlock();
        }
    }

    private Rights verify() {
        long asked = System.nanoTime();
        Verified held = verified;
        RightsStamp stamp = tables.stamp();
        Rights rights = held != null && held.rights().stamp().equals(stamp)
                ? held.rights()
                : tables.read(stamp, tree.snapshotAt(stamp.tree()), roles, held == null ? null : held.rights());
        verified = new Verified(rights, asked);
        return rights;
    }

    private void beat() {
        Instant usesWritten = clock.instant();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(BEAT);
                reading.lock();
                try {
                    verify();
                } finally {
                    reading.unlock();
                }
                usesWritten = writeUses(usesWritten);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.debug("Rights could not be compared with the database", e);
            }
        }
    }

    /** Writes the uses once a minute, without holding up a reading; returns when it was last done. */
    private Instant writeUses(Instant before) {
        Instant now = clock.instant();
        Verified held = verified;
        if (held == null || Duration.between(before, now).abs().compareTo(USE_WRITTEN_EVERY) < 0) {
            return before;
        }
        tables.writeUse(held.rights());
        return now;
    }

    @Override
    public void start() {
        pulse = Thread.ofVirtual().name("rights").start(this::beat);
    }

    @Override
    public void stop() {
        Thread running = pulse;
        if (running != null) {
            running.interrupt();
            pulse = null;
        }
    }

    @Override
    public boolean isRunning() {
        return pulse != null;
    }
}
