package dev.bastide.bastion.run;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** At a start, before anybody can begin a run: closes what an earlier life left open. */
@Component
class RunTakeover implements SmartLifecycle {
    private final RunLog log;
    private volatile boolean running;

    RunTakeover(RunLog log) {
        this.log = log;
    }

    @Override
    public void start() {
        log.closeLeft();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return 0;
    }
}
