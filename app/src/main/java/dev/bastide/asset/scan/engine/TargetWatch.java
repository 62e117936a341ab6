package dev.bastide.asset.scan.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks the targets all through a scan how quickly they answer, by the port that answered first, and ends it for one. */
final class TargetWatch {
    private static final int WATCHED_MAX = 256;
    private static final int LEARNT_AT_ONCE = 16;
    private static final long PAUSE_MILLIS = 100;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final ProbeGate gate;
    private final Map<Address, Integer> answering;
    private final Consumer<Address> slow;
    private final LatencyGuard guard = new LatencyGuard();
    private final Set<Address> suspicious = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Thread thread;

    TargetWatch(ProbeGate gate, Map<Address, Integer> answering, Consumer<Address> slow) {
        this.gate = gate;
        this.answering = answering;
        this.slow = slow;
    }

    /** Takes the measure of the hosts before their ports are asked; of many, of some spread evenly. */
    void learn(List<Address> hosts, ExecutorService threads) {
        int step = Math.max(1, hosts.size() / WATCHED_MAX);
        List<Runnable> all = new ArrayList<>();
        for (int i = 0; i < hosts.size(); i += step) {
            Address host = hosts.get(i);
            all.add(() -> guard.learn(host, this::measured));
        }
        Together.run(all, LEARNT_AT_ONCE, threads);
    }

    /** Hears how long an answer to an ordinary probe took. */
    void hear(Address address, long nanos) {
        if (guard.isSuspicious(address, nanos)) {
            suspicious.add(address);
        }
    }

    void start() {
        thread = Thread.ofVirtual().name("scan-guard").start(this::watch);
    }

    void stop() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    long baselineMicros() {
        return guard.baseline() / 1_000;
    }

    long worstMicros() {
        return guard.worst() / 1_000;
    }

    private void watch() {
        int turn = 0;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(PAUSE_MILLIS);
                List<Address> watched = List.copyOf(answering.keySet());
                if (!watched.isEmpty()) {
                    Address next = watched.get(turn++ % watched.size());
                    if (guard.isKnown(next)) {
                        hear(next, measured(next));
                    } else {
                        guard.learn(next, this::measured);
                    }
                }
                for (Address one : List.copyOf(suspicious)) {
                    suspicious.remove(one);
                    guard.confirm(one, this::measured).ifPresent(found -> slow.accept(found.address()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long measured(Address address) {
        Integer port = answering.get(address);
        if (port == null) {
            return 0;
        }
        return switch (gate.connect(address, port, TIMEOUT)) {
            case Attempt.Open(Wire wire, long nanos) -> {
                wire.close();
                yield nanos;
            }
            case Attempt.Refused(long nanos) -> nanos;
            case Attempt.Silent silent -> TIMEOUT.toNanos();
            case Attempt.Outside outside -> 0;
            case Attempt.Stopped stopped -> 0;
            case Attempt.Lost gone -> 0;
        };
    }
}
