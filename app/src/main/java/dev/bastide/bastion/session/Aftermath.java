package dev.bastide.bastion.session;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Writes what has already happened into the database, in order, and tries again for as long as the database is away: an
 * end that happened is not lost because PostgreSQL was gone for half a minute.
 */
@Component
class Aftermath {
    private static final Logger LOG = LoggerFactory.getLogger(Aftermath.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean working = new AtomicBoolean();

    void write(Runnable task) {
        waiting.add(task);
        if (working.compareAndSet(false, true)) {
            Thread.ofVirtual().name("session-aftermath").start(this::work);
        }
    }

    /** Waits until all is written, at most that long. */
    void settle(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!waiting.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    private void work() {
        do {
            Runnable task;
            while ((task = waiting.peek()) != null) {
                if (!done(task)) {
                    return;
                }
                waiting.remove();
            }
            working.set(false);
        } while (!waiting.isEmpty() && working.compareAndSet(false, true));
    }

    /** Tries until it works; false only when the program stops. */
    private static boolean done(Runnable task) {
        while (true) {
            try {
                task.run();
                return true;
            } catch (TransientDataAccessException | NonTransientDataAccessResourceException | TransactionException e) {
                LOG.warn("The course of a session cannot be written yet: {}", e.toString());
            } catch (RuntimeException e) {
                LOG.error("The course of a session cannot be written at all", e);
                return true;
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                return false;
            }
        }
    }
}
