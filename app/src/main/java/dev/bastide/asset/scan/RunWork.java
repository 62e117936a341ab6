package dev.bastide.asset.scan;

import dev.bastide.asset.scan.engine.Address;
import dev.bastide.asset.scan.engine.Ranges;
import dev.bastide.asset.scan.engine.Rulebook;
import dev.bastide.asset.scan.engine.ScanPlan;
import dev.bastide.asset.scan.engine.ScanResult;
import dev.bastide.asset.scan.engine.ScanWatcher;
import dev.bastide.asset.scan.engine.Service;
import dev.bastide.asset.scan.engine.Sweep;
import dev.bastide.audit.Moments;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One run under way: what the engine tells, and why it is to end. */
final class RunWork implements ScanWatcher {
    private static final int REFUSED_MAX = 65_536;
    private static final int BATCH_MAX = 1_000;

    private final ScanRun run;
    private final Authorisation agreed;
    private final Clock clock;
    private final Map<String, ScanHit> hits = new ConcurrentHashMap<>();
    private final ConcurrentLinkedDeque<ScanHit> fresh = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedDeque<String> freshRefused = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedDeque<String> freshHosts = new ConcurrentLinkedDeque<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final AtomicInteger failures = new AtomicInteger();
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

    /** How many batches could not be written one after the other. */
    int failed() {
        return failures.incrementAndGet();
    }

    void written() {
        failures.set(0);
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
        freshHosts.add(address.toString());
    }

    @Override
    public void open(Address address, int port, boolean datagrams, @Nullable Service service) {
        ScanHit hit = ScanHit.of(address, port, datagrams, service);
        hits.put(hit.key(), hit);
        fresh.add(hit);
    }

    /** What was found and is not in the book yet: open ports, addresses that answered, addresses that were refused. */
    record Batch(List<ScanHit> hits, List<String> hosts, List<String> refused) {
        boolean isEmpty() {
            return hits.isEmpty() && hosts.isEmpty() && refused.isEmpty();
        }
    }

    /** The next batch, the newest word of each place alone. */
    Batch fresh() {
        Map<String, ScanHit> newest = new LinkedHashMap<>();
        drained(fresh).forEach(hit -> newest.put(hit.key(), hit));
        return new Batch(List.copyOf(newest.values()), drained(freshHosts), drained(freshRefused));
    }

    /** A batch that could not be written is the beginning of the next one. */
    void putBack(Batch batch) {
        // What was found since comes after it, so that the newest word of a place stays the newest.
        before(fresh, batch.hits());
        before(freshHosts, batch.hosts());
        before(freshRefused, batch.refused());
    }

    private static <T> List<T> drained(ConcurrentLinkedDeque<T> queue) {
        List<T> all = new ArrayList<>();
        while (all.size() < BATCH_MAX) {
            T one = queue.poll();
            if (one == null) {
                break;
            }
            all.add(one);
        }
        return List.copyOf(all);
    }

    private static <T> void before(ConcurrentLinkedDeque<T> queue, List<T> first) {
        first.reversed().forEach(queue::addFirst);
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
