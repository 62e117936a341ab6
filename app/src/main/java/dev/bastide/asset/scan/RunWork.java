package dev.bastide.asset.scan;

import dev.bastide.asset.scan.engine.Address;
import dev.bastide.asset.scan.engine.Ranges;
import dev.bastide.asset.scan.engine.Rulebook;
import dev.bastide.asset.scan.engine.ScanPlan;
import dev.bastide.asset.scan.engine.ScanResult;
import dev.bastide.asset.scan.engine.ScanWatcher;
import dev.bastide.asset.scan.engine.Service;
import dev.bastide.asset.scan.engine.Sweep;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One run under way: what the engine tells, and why it is to end. */
final class RunWork implements ScanWatcher {
    private static final int REFUSED_MAX = 65_536;

    private final ScanRun run;
    private final Authorisation agreed;
    private final Clock clock;
    private final Map<String, ScanHit> hits = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<ScanHit> fresh = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> freshRefused = new ConcurrentLinkedQueue<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final AtomicLong done = new AtomicLong();
    private volatile long steps;
    private volatile String phase = "begins";
    private volatile boolean stopped;

    RunWork(ScanRun run, Authorisation agreed, Clock clock) {
        this.run = run;
        this.agreed = agreed;
        this.clock = clock;
    }

    /** Scans; blocks until it ends. */
    ScanResult scan(Rulebook rules, String community) {
        ScanPlan plan = new ScanPlan(
                Ranges.of(run.targets()),
                agreed.ask().scope(),
                agreed.ask().rate(),
                true,
                agreed.ask().profile().equals("services"),
                community);
        return new Sweep(plan, rules, this, this::asked, this::refuse).run();
    }

    private ScanResult.End asked() {
        if (stopped) {
            return ScanResult.End.STOPPED;
        }
        return clock.instant().isBefore(run.windowCloses()) ? ScanResult.End.DONE : ScanResult.End.WINDOW;
    }

    void stop() {
        stopped = true;
    }

    private void refuse(Address address, int port) {
        String text = address.toString();
        if (port >= 0 && refused.size() < REFUSED_MAX && refused.add(text)) {
            freshRefused.add(text);
        }
    }

    @Override
    public void begins(String next, long count) {
        phase = next;
        done.set(0);
        steps = count;
    }

    @Override
    public void step() {
        done.incrementAndGet();
    }

    @Override
    public void live(Address address) {
        // The hosts are told at the end; an open port tells of its host before.
    }

    @Override
    public void open(Address address, int port, boolean datagrams, @Nullable Service service) {
        ScanHit hit = ScanHit.of(address, port, datagrams, service);
        hits.put(hit.key(), hit);
        fresh.add(hit);
    }

    /** What was found since the last look, the newest word of each place alone. */
    List<ScanHit> fresh() {
        Map<String, ScanHit> newest = new HashMap<>();
        for (ScanHit hit = fresh.poll(); hit != null; hit = fresh.poll()) {
            newest.put(hit.key(), hit);
        }
        return List.copyOf(newest.values());
    }

    List<String> freshRefused() {
        List<String> all = new ArrayList<>();
        for (String one = freshRefused.poll(); one != null; one = freshRefused.poll()) {
            all.add(one);
        }
        return all;
    }

    List<ScanHit> hits() {
        return hits.values().stream()
                .sorted(Comparator.comparing((ScanHit hit) -> Address.of(hit.address()))
                        .thenComparingInt(ScanHit::port)
                        .thenComparing(ScanHit::protocol))
                .toList();
    }

    Set<String> keys() {
        return Set.copyOf(hits.keySet());
    }

    List<String> refused() {
        return refused.stream().sorted().toList();
    }

    String phase() {
        return phase;
    }

    long steps() {
        return steps;
    }

    long done() {
        return done.get();
    }

    ScanRun run() {
        return run;
    }

    Authorisation agreed() {
        return agreed;
    }

    Instant now() {
        return Moments.now(clock);
    }
}
