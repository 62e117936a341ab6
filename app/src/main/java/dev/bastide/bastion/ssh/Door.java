package dev.bastide.bastion.ssh;

import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the parts of the door share: the gate, asked safely, and the sessions that live. */
record Door(
        DoorSettings settings,
        Gate gate,
        SshHosts hosts,
        Executor threads,
        Clock clock,
        Map<UUID, LiveSession> sessions) {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);

    static Door of(DoorSettings settings, Gate gate, SshHosts hosts, Executor threads, Clock clock) {
        return new Door(settings, gate, hosts, threads, clock, new ConcurrentHashMap<>());
    }

    /** Records a refusal and words it; still words it plainly if the gate cannot. Blocks. */
    String refuse(Visitor visitor, Refusal refusal, String detail) {
        try {
            return gate.refuse(visitor, refusal, detail);
        } catch (RuntimeException e) {
            LOG.warn("The refusal {} could not be recorded", refusal, e);
            return refusal.plain();
        }
    }

    /** Tells the gate on another thread that a visitor's connection is gone. */
    void left(Visitor visitor) {
        threads.execute(() -> {
            try {
                gate.left(visitor);
            } catch (RuntimeException e) {
                LOG.warn("The end of a connection could not be recorded", e);
            }
        });
    }
}
