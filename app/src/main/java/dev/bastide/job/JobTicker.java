package dev.bastide.job;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The heart beat of {@link Jobs}: one pass twice a second, from the start of the program to its stop. */
@Component
class JobTicker implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(JobTicker.class);
    private static final long BEAT_MILLIS = 500;
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(1);

    private final Jobs jobs;
    private final boolean ticking;
    private final Object beat = new Object();
    private volatile boolean on;
    private boolean failing;

    JobTicker(Jobs jobs, @Value("${bastide.job.ticking:true}") boolean ticking) {
        this.jobs = jobs;
        this.ticking = ticking;
    }

    @Override
    public void start() {
        on = true;
        if (ticking) {
            Thread.ofPlatform().daemon().name("job-ticker").start(this::beats);
        }
    }

    @Override
    public void stop() {
        on = false;
        synchronized (beat) {
            beat.notifyAll();
        }
        try {
            jobs.stop(STOP_PATIENCE);
        } catch (RuntimeException e) {
            LOG.warn("Leases could not be given back; they run out by themselves", e);
        }
    }

    @Override
    public boolean isRunning() {
        return on;
    }

    private void beats() {
        while (on) {
            try {
                jobs.pass();
                failing = false;
            } catch (RuntimeException e) {
                // The database may be away for a while: say so once, keep beating.
                if (!failing) {
                    LOG.error("Jobs could not be looked at; trying again every half second", e);
                }
                failing = true;
            }
            rest();
        }
    }

    private void rest() {
        synchronized (beat) {
            try {
                if (on) {
                    beat.wait(BEAT_MILLIS);
                }
            } catch (InterruptedException e) {
                on = false;
                Thread.currentThread().interrupt();
            }
        }
    }
}
