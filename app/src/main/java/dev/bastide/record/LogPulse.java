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
    private final boolean offline;
    private volatile boolean running;
    private volatile @Nullable Pulse pulse;

    LogPulse(
            ProvenLog log,
            RowWatch rows,
            @Value("${bastide.job.ticking:true}") boolean ticking,
            @Value("${bastide.offline:false}") boolean offline) {
        this.log = log;
        this.rows = rows;
        this.ticking = ticking;
        this.offline = offline;
    }

    @Override
    public void start() {
        running = true;
        if (ticking && !offline) {
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
        if (ticking && offline && running) {
            // What was done while the server does not run is one act: it gets its place once, when all of it is there.
            beat();
        }
        running = false;
        log.rest();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
