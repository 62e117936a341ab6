package dev.bastide.job;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread of this program that does one thing again and again until it is closed. Work that fails is said once and
 * tried again at the next beat, so a pulse only stops when it is told to; {@link #beating} lets a guard see that it does.
 */
public final class Pulse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final String name;
    private final Duration pause;
    private final Runnable work;
    private final Thread thread;

    private Pulse(String name, Duration pause, Runnable work) {
        this.name = name;
        this.pause = pause;
        this.work = work;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::beat);
    }

    /**
     * Starts one; its first beat comes at once.
     *
     * @param name of the thread
     * @param pause between the end of one beat and the begin of the next
     * @param work may throw; the next beat comes all the same
     */
    public static Pulse start(String name, Duration pause, Runnable work) {
        Pulse pulse = new Pulse(name, pause, work);
        pulse.thread.start();
        return pulse;
    }

    /** Whether beats still come. False after {@link #close}, or when the thread died of an error of the machine. */
    public boolean beating() {
        return thread.isAlive() && closed.getCount() > 0;
    }

    /** No beat begins from now on. One under way ends by itself: an interrupt would close the file it writes. */
    @Override
    public void close() {
        closed.countDown();
    }

    private void beat() {
        boolean failing = false;
        try {
            do {
                failing = !worked(failing);
            } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean worked(boolean failedBefore) {
        try {
            work.run();
            return true;
        } catch (RuntimeException e) {
            if (!failedBefore && closed.getCount() > 0) {
                LOG.error("The beat of {} failed; it is tried again every {} ms", name, pause.toMillis(), e);
            }
            return false;
        }
    }
}
