package dev.bastide.job;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
    private static final Duration STOP_PATIENCE = Duration.ofMillis(500);

    private final Jobs jobs;
    private final boolean ticking;
    private volatile CountDownLatch stopped = new CountDownLatch(0);

    JobTicker(Jobs jobs, @Value("${bastide.job.ticking:true}") boolean ticking) {
        this.jobs = jobs;
        this.ticking = ticking;
    }

    @Override
    public void start() {
        CountDownLatch end = new CountDownLatch(1);
        stopped = end;
        if (ticking) {
            Thread.ofPlatform().daemon().name("job-ticker").start(() -> beat(end));
        }
    }

    @Override
    public void stop() {
        stopped.countDown();
        try {
            jobs.stop(STOP_PATIENCE);
        } catch (RuntimeException e) {
            LOG.warn("Leases could not be given back; they run out by themselves", e);
        }
    }

    @Override
    public boolean isRunning() {
        return stopped.getCount() > 0;
    }

    private void beat(CountDownLatch end) {
        boolean failing = false;
        try {
            do {
                failing = !passed(failing);
            } while (!end.await(BEAT_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The database may be away for a while: says so once, and the beat goes on. */
    private boolean passed(boolean failedBefore) {
        try {
            jobs.pass();
            return true;
        } catch (RuntimeException e) {
            if (!failedBefore) {
                LOG.error("Jobs could not be looked at; trying again every half second", e);
            }
            return false;
        }
    }
}
