package dev.bastide.asset.scan.engine;

import dev.bastide.asset.scan.engine.ScanResult.End;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One scan from the first socket to the last: hosts first, then their ports, what was silent again, then who answers. Each
 * probe is a virtual thread; one thread gives them out at the agreed rate. Source: seed 000 s2.1 and s3.2 (A40, A79-A81).
 */
public final class Sweep {
    /** Fewer ports are asked of every address outright. */
    private static final int DISCOVER_FROM_PORTS = 17;

    private static final int DISCOVERY_PORTS = 6;
    private static final int[] LIKELY = {443, 80, 22, 445, 3389, 8080, 53, 25, 8443, 161};
    private static final int CHUNK_HOSTS = 512;
    private static final int PASSES_MAX = 3;
    private static final int SAMPLE = 100;
    private static final int SERVICES_AT_ONCE = 96;
    private static final int SERVICES_AT_ONCE_OF_HOST = 8;

    private final ScanPlan plan;
    private final ScanWatcher watcher;
    private final ProbeGate gate;
    private final Fingerprints fingerprints;
    private final Supplier<End> asked;
    private final AtomicReference<@Nullable End> ended = new AtomicReference<>();
    private final Set<Address> live = ConcurrentHashMap.newKeySet();
    private final Map<Address, Integer> answering = new ConcurrentHashMap<>();
    private final Set<Found> found = ConcurrentHashMap.newKeySet();
    private final TargetWatch watch;
    private final Patience patience = new Patience();
    private final Semaphore places;
    private final int placesMax;
    private final AtomicLong lost = new AtomicLong();
    private volatile boolean incomplete;
    private volatile String told = "";

    private record Found(Address address, int port) {}

    /**
     * A scan that is about to begin.
     *
     * @param asked why it is to end now; {@link End#DONE} while nobody wants it to end. Asked before each socket.
     * @param refused told of each address and port outside of the scope; port 0 stands for all of an address
     */
    public Sweep(
            ScanPlan plan, Rulebook rules, ScanWatcher watcher, Supplier<End> asked, ObjIntConsumer<Address> refused) {
        this.plan = plan;
        this.watcher = watcher;
        this.asked = asked;
        this.gate = new ProbeGate(plan.scope(), plan.rate(), this::goesOn, refused);
        this.fingerprints = new Fingerprints(gate, rules);
        this.watch = new TargetWatch(gate, answering, this::abort);
        this.placesMax = Math.clamp(plan.rate().perSecond(), 64, 4_000);
        this.places = new Semaphore(placesMax);
    }

    private boolean goesOn() {
        if (ended.get() != null) {
            return false;
        }
        End end = asked.get();
        if (end != End.DONE) {
            ended.compareAndSet(null, end);
            return false;
        }
        return true;
    }

    /** Does it all. Whatever ends it, what was found is told and nothing is left open. */
    public ScanResult run() {
        try (gate;
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Address> targets = targets();
            int[] ports = plan.scope().ports().tcp();
            boolean discovering = plan.discover() && ports.length >= DISCOVER_FROM_PORTS;
            List<Address> hosts = discovering ? discovered(targets, ports, threads) : targets;
            if (discovering) {
                watch.learn(hosts, threads);
            }
            watch.start();
            for (int from = 0; from < hosts.size() && goesOn() && ports.length > 0; from += CHUNK_HOSTS) {
                List<Address> chunk = hosts.subList(from, Math.min(hosts.size(), from + CHUNK_HOSTS));
                new PortPass(chunk, ports).run(threads);
            }
            services(threads);
            devices(targets, threads);
        } finally {
            watch.stop();
        }
        End end = ended.get() == null ? End.DONE : ended.get();
        return new ScanResult(
                end == null ? End.DONE : end,
                end == End.DONE && !incomplete,
                live.stream().sorted().toList(),
                found.size(),
                gate.opened(),
                lost.get(),
                watch.baselineMicros(),
                watch.worstMicros(),
                told);
    }

    // One of each network in turn, so that no network gets more than its share at a time.
    private List<Address> targets() {
        Map<Address, Queue<Address>> networks = new LinkedHashMap<>();
        for (Address address : plan.targets().each()) {
            if (plan.scope().holds(address)) {
                networks.computeIfAbsent(address.network(), network -> new ArrayDeque<>())
                        .add(address);
            } else {
                gate.admits(address, 0);
            }
        }
        List<Address> turns = new ArrayList<>();
        while (!networks.isEmpty()) {
            networks.values().removeIf(Queue::isEmpty);
            networks.values().forEach(network -> {
                Address next = network.poll();
                if (next != null) {
                    turns.add(next);
                }
            });
        }
        return turns;
    }

    private List<Address> discovered(List<Address> targets, int[] ports, ExecutorService threads) {
        int[] likely = likely(ports);
        watcher.begins("hosts", (long) targets.size() * likely.length);
        for (int port : likely) {
            for (Address address : targets) {
                if (live.contains(address)) {
                    watcher.step();
                } else if (!probe(address, port, threads, attempt -> {})) {
                    return List.of();
                }
            }
            settle();
        }
        return targets.stream().filter(live::contains).toList();
    }

    private static int[] likely(int[] ports) {
        Set<Integer> asked = new java.util.LinkedHashSet<>();
        Set<Integer> all = new java.util.HashSet<>();
        for (int port : ports) {
            all.add(port);
        }
        for (int port : LIKELY) {
            if (all.contains(port) && asked.size() < DISCOVERY_PORTS) {
                asked.add(port);
            }
        }
        for (int i = 0; i < ports.length && asked.size() < DISCOVERY_PORTS; i++) {
            asked.add(ports[i]);
        }
        return asked.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Gives out one probe; false when the scan is over. */
    private boolean probe(
            Address address, int port, ExecutorService threads, java.util.function.Consumer<Attempt> then) {
        places.acquireUninterruptibly();
        if (!gate.turn(address)) {
            places.release();
            return false;
        }
        Duration timeout = patience.timeout();
        threads.execute(() -> {
            try {
                Attempt attempt = gate.tried(address, port, timeout);
                taken(address, port, attempt);
                then.accept(attempt);
            } finally {
                places.release();
                watcher.step();
            }
        });
        return true;
    }

    private void taken(Address address, int port, Attempt attempt) {
        switch (attempt) {
            case Attempt.Open(Wire wire, long nanos) -> {
                wire.close();
                answered(address, port, nanos);
                if (found.add(new Found(address, port))) {
                    watcher.open(address, port, false, null);
                }
            }
            case Attempt.Refused(long nanos) -> answered(address, port, nanos);
            case Attempt.Outside outside -> incomplete = true;
            case Attempt.Stopped stopped -> incomplete = true;
            case Attempt.Lost(String why) -> told = why;
            case Attempt.Silent silent -> {
                // A pass over the ports counts the silent ones, to ask them again.
            }
        }
    }

    private void answered(Address address, int port, long nanos) {
        patience.answered(nanos);
        answering.putIfAbsent(address, port);
        if (live.add(address)) {
            watcher.live(address);
        }
        watch.hear(address, nanos);
    }

    // Waits until every probe given out has come back.
    private void settle() {
        places.acquireUninterruptibly(placesMax);
        places.release(placesMax);
    }

    private void abort(Address slow) {
        told = slow.toString();
        ended.compareAndSet(null, End.SLOW);
    }

    private void services(ExecutorService threads) {
        if (!plan.fingerprint() || found.isEmpty() || !goesOn()) {
            return;
        }
        watcher.begins("services", found.size());
        Map<Address, Semaphore> ofHost = new ConcurrentHashMap<>();
        List<Runnable> all = new ArrayList<>();
        for (Found one : found) {
            all.add(() -> {
                Semaphore few = ofHost.computeIfAbsent(one.address(), host -> new Semaphore(SERVICES_AT_ONCE_OF_HOST));
                few.acquireUninterruptibly();
                try {
                    if (goesOn()) {
                        Service service = fingerprints.of(one.address(), one.port());
                        watcher.open(one.address(), one.port(), false, service);
                    }
                } finally {
                    few.release();
                    watcher.step();
                }
            });
        }
        Together.run(all, SERVICES_AT_ONCE, threads);
    }

    private void devices(List<Address> targets, ExecutorService threads) {
        int[] ports = plan.scope().ports().udp();
        if (ports.length == 0 || plan.community().isEmpty() || !goesOn()) {
            return;
        }
        watcher.begins("devices", (long) targets.size() * ports.length);
        List<Runnable> all = new ArrayList<>();
        for (Address address : targets) {
            for (int port : ports) {
                all.add(() -> {
                    fingerprints.snmp(address, port, plan.community()).ifPresent(service -> {
                        if (live.add(address)) {
                            watcher.live(address);
                        }
                        watcher.open(address, port, true, service);
                    });
                    watcher.step();
                });
            }
        }
        Together.run(all, placesMax, threads);
    }

    /** All ports of some hosts; what was silent on a host that answers elsewhere is asked again, to see what was lost. */
    private final class PortPass {
        private final List<Address> hosts;
        private final int[] ports;
        private final Map<Address, Set<Integer>> silent = new ConcurrentHashMap<>();
        private final Map<Address, Set<Integer>> failed = new ConcurrentHashMap<>();

        PortPass(List<Address> hosts, int[] ports) {
            this.hosts = hosts;
            this.ports = ports;
        }

        void run(ExecutorService threads) {
            watcher.begins("ports", (long) hosts.size() * ports.length);
            for (int port : ports) {
                for (Address host : hosts) {
                    if (!probe(host, port, threads, attempt -> took(host, port, attempt))) {
                        incomplete = true;
                        settle();
                        return;
                    }
                }
            }
            settle();
            again(threads);
        }

        private void took(Address host, int port, Attempt attempt) {
            if (attempt instanceof Attempt.Silent) {
                silent.computeIfAbsent(host, of -> ConcurrentHashMap.newKeySet())
                        .add(port);
            } else if (attempt instanceof Attempt.Lost) {
                failed.computeIfAbsent(host, of -> ConcurrentHashMap.newKeySet())
                        .add(port);
            }
        }

        private void again(ExecutorService threads) {
            long flips = 1;
            for (int pass = 0; pass < PASSES_MAX && flips > 0 && goesOn(); pass++) {
                List<Found> doubted = doubted(pass);
                if (doubted.isEmpty()) {
                    return;
                }
                watcher.begins("again", doubted.size());
                flips = pass(doubted, threads);
                lost.addAndGet(flips);
            }
            incomplete |= flips > 0 || failed.values().stream().anyMatch(ports -> !ports.isEmpty());
        }

        private long pass(List<Found> doubted, ExecutorService threads) {
            AtomicLong flips = new AtomicLong();
            patience.doubled();
            for (Found one : doubted) {
                boolean wasLost = remove(failed, one);
                boolean goes = probe(one.address(), one.port(), threads, attempt -> {
                    boolean answered = attempt instanceof Attempt.Open || attempt instanceof Attempt.Refused;
                    if (answered) {
                        remove(silent, one);
                        flips.addAndGet(wasLost ? 0 : 1);
                    } else if (wasLost) {
                        took(one.address(), one.port(), attempt);
                    }
                });
                if (!goes) {
                    incomplete = true;
                    break;
                }
            }
            settle();
            patience.single();
            return flips.get();
        }

        private List<Found> doubted(int pass) {
            List<Found> all = new ArrayList<>();
            failed.forEach((host, ports) -> ports.forEach(port -> all.add(new Found(host, port))));
            silent.forEach((host, silentPorts) -> {
                if (live.contains(host)) {
                    // Where most are silent a wall stands, and a sample shows whether it is one.
                    boolean wall = pass == 0 && silentPorts.size() > Math.max(SAMPLE, ports.length / 2);
                    silentPorts.stream()
                            .limit(wall ? SAMPLE : Long.MAX_VALUE)
                            .forEach(port -> all.add(new Found(host, port)));
                }
            });
            return all;
        }

        private boolean remove(Map<Address, Set<Integer>> of, Found one) {
            Set<Integer> ports = of.get(one.address());
            return ports != null && ports.remove(one.port());
        }
    }
}
