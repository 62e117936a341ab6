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
    private final RowWatch rows;
    private final boolean ticking;
    private volatile @Nullable Pulse pulse;

    LogPulse(ProvenLog log, RowWatch rows, @Value("${bastide.job.ticking:true}") boolean ticking) {
        this.log = log;
        this.rows = rows;
        this.ticking = ticking;
    }

    @Override
    public void start() {
        if (ticking) {
            pulse = Pulse.start("record-log", BEAT, this::beat);
        }
    }

    // Rows first: what was changed is judged while the record of its transaction still lies in the inbox.
    private void beat() {
        rows.beat();
        log.carryOn();
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
