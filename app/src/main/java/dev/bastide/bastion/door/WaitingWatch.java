package dev.bastide.bastion.door;

import dev.bastide.access.PermitDesk;
import dev.bastide.job.Pulse;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Looks twice a second whether what terminals wait for waits still: that something was taken back, edited or lapsed sends
 * no event, and neither does another program. However many wait, it is one question to the desk.
 */
@Component
class WaitingWatch implements SmartLifecycle {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final WaitingRoom room;
    private final ObjectProvider<PermitDesk> permitDesk;
    private volatile @Nullable Pulse watch;

    WaitingWatch(WaitingRoom room, ObjectProvider<PermitDesk> permitDesk) {
        this.room = room;
        this.permitDesk = permitDesk;
    }

    @Override
    public void start() {
        watch = Pulse.start("waiting", PAUSE, this::look);
    }

    @Override
    public void stop() {
        Pulse running = watch;
        watch = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public boolean isRunning() {
        return watch != null;
    }

    private void look() {
        Set<UUID> subjects = room.subjects();
        PermitDesk desk = permitDesk.getIfAvailable();
        if (subjects.isEmpty() || desk == null) {
            return;
        }
        Set<UUID> waiting = desk.stillWaiting(subjects);
        subjects.stream().filter(subject -> !waiting.contains(subject)).forEach(room::callSubject);
    }
}
