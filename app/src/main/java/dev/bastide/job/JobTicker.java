package dev.bastide.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The heart beat of {@link Jobs}: one pass twice a second, from the start of the program to its stop. */
@Component
class JobTicker implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(JobTicker.class);
    private static final Duration BEAT = Duration.ofMillis(500);
    private static final Duration STOP_PATIENCE = Duration.ofMillis(500);

    private final Jobs jobs;
    private final boolean ticking;
    private volatile boolean running;
    private volatile @Nullable Pulse pulse;

    // What is done while the server does not run is one act; the jobs wait for the next start.
    JobTicker(
            Jobs jobs,
            @Value("${bastide.job.ticking:true}") boolean ticking,
            @Value("${bastide.offline:false}") boolean offline) {
        this.jobs = jobs;
        this.ticking = ticking && !offline;
    }

    @Override
    public void start() {
        running = true;
        if (ticking) {
            pulse = Pulse.start("job-ticker", BEAT, jobs::pass);
        }
    }

    @Override
    public void stop() {
        running = false;
        Pulse beating = pulse;
        pulse = null;
        if (beating != null) {
            beating.close();
        }
        try {
            jobs.stop(STOP_PATIENCE);
        } catch (RuntimeException e) {
            LOG.warn("Leases could not be given back; they run out by themselves", e);
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
