package dev.bastide.record;

import dev.bastide.audit.ProvenLog;
import dev.bastide.job.Pulse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The heart beat of the log: twice a second the inbox is looked into, and what is there gets its place. */
@Component
class LogPulse implements SmartLifecycle {
    private static final Duration BEAT = Duration.ofMillis(500);

    private final ProvenLog log;
    private final boolean ticking;
    private volatile @Nullable Pulse pulse;

    LogPulse(ProvenLog log, @Value("${bastide.job.ticking:true}") boolean ticking) {
        this.log = log;
        this.ticking = ticking;
    }

    @Override
    public void start() {
        if (ticking) {
            pulse = Pulse.start("record-log", BEAT, log::carryOn);
        }
    }

    @Override
    public void stop() {
        Pulse beating = pulse;
        pulse = null;
        if (beating != null) {
            beating.close();
        }
        log.rest();
    }

    @Override
    public boolean isRunning() {
        return pulse != null;
    }
}
