package dev.bastide.asset.scan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole scans of this machine's own addresses, with real sockets. */
@Timeout(120)
class SweepTest {
    private static final ScanRate FAST = new ScanRate(20_000, 20_000, 20_000);

    /** What a scan told. */
    private static class Heard implements ScanWatcher {
        final Set<String> open = ConcurrentHashMap.newKeySet();
        final Map<String, Service> services = new ConcurrentHashMap<>();
        final Set<String> refused = ConcurrentHashMap.newKeySet();
        final AtomicInteger steps = new AtomicInteger();

        @Override
        public void begins(String phase, long count) {}

        @Override
        public void step() {
            steps.incrementAndGet();
        }

        @Override
        public void live(Address address) {}

        @Override
        public void open(Address address, int port, boolean datagrams, @Nullable Service service) {
            open.add(address + ":" + port);
            if (service != null) {
                services.put(address + ":" + port, service);
            }
        }
    }

    private static ScanResult scan(ScanPlan plan, Heard heard, Supplier<ScanResult.End> asked) {
        return new Sweep(plan, Rulebook.own(), heard, asked, (address, port) -> heard.refused.add(address.toString()))
                .run();
    }

    private static ScanPlan plan(String targets, String signed, String ports, ScanRate rate) {
        ScanScope scope = new ScanScope(Ranges.of(List.of(signed)), Ranges.none(), Ports.of(ports));
        return new ScanPlan(Ranges.of(List.of(targets)), scope, rate, true, false, "");
    }

    @Test
    void everyOpenPortIsFoundAndNoOther() {
        try (ListeningLab lab = new ListeningLab()) {
            Set<String> truth = new TreeSet<>();
            Map<Integer, String> ports = new TreeMap<>();
            for (int i = 1; i <= 40; i++) {
                String address = "127.7.0." + i;
                int port = lab.says(address, "SSH-2.0-OpenSSH_9.6\r\n");
                ports.put(port, address);
                truth.add(address + ":" + port);
            }
            int first = Collections.min(ports.keySet());
            int last = Collections.max(ports.keySet());
            // Beside the lab's, whatever else listens on all addresses of this machine is there as well.
            String list = first + "-" + Math.min(last, first + 400) + ","
                    + String.join(
                            ",", ports.keySet().stream().map(String::valueOf).toList());
            Heard heard = new Heard();

            ScanResult result =
                    scan(plan("127.7.0.0/26", "127.7.0.0/26", list, FAST), heard, () -> ScanResult.End.DONE);

            assertThat(heard.open).containsAll(truth);
            assertThat(result.complete()).isTrue();
            assertThat(result.end()).isEqualTo(ScanResult.End.DONE);
            assertThat(result.open()).isEqualTo(heard.open.size());
        }
    }

    @Test
    void whatWasNotSignedIsNeverReached() {
        try (ListeningLab inside = new ListeningLab();
                ListeningLab outside = new ListeningLab()) {
            int port = inside.says("127.8.0.1", "hello");
            for (int i = 128; i < 138; i++) {
                outside.does("127.8.0." + i, javax.net.ServerSocketFactory.getDefault(), port, socket -> {});
            }
            Heard heard = new Heard();

            ScanResult result = scan(
                    plan("127.8.0.0/24", "127.8.0.0/25", String.valueOf(port), FAST), heard, () -> ScanResult.End.DONE);

            assertThat(outside.accepted()).isZero();
            assertThat(heard.refused)
                    .hasSize(128)
                    .contains("127.8.0.128", "127.8.0.255")
                    .doesNotContain("127.8.0.127");
            assertThat(heard.open).contains("127.8.0.1:" + port);
            assertThat(result.hosts())
                    .allSatisfy(host -> assertThat(host.toString()).startsWith("127.8.0."));
        }
    }

    @Test
    void theRateIsNeverExceededInAnyTenthOfASecond() {
        int perSecond = 1_000;
        List<Long> stamps = Collections.synchronizedList(new ArrayList<>());
        Pace pace = new Pace(new ScanRate(perSecond, perSecond, perSecond));
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            Address address = Address.of("10.0." + t + ".1");
            threads.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 200; i++) {
                    pace.await(address);
                    stamps.add(System.nanoTime());
                }
            }));
        }
        threads.forEach(SweepTest::join);
        List<Long> sorted = stamps.stream().sorted().toList();

        for (int i = 0; i + perSecond / 10 < sorted.size(); i++) {
            assertThat(sorted.get(i + perSecond / 10) - sorted.get(i))
                    .as("the %d-th and the one a hundred later", i)
                    .isGreaterThanOrEqualTo(99_000_000L);
        }
    }

    @Test
    void aWholeScanKeepsTheAgreedRate() {
        ScanRate slow = new ScanRate(400, 400, 400);
        long from = System.nanoTime();

        ScanResult result = scan(
                plan("127.11.0.0/29", "127.11.0.0/29", "20000-20099", slow), new Heard(), () -> ScanResult.End.DONE);

        double seconds = (System.nanoTime() - from) / 1e9;
        assertThat(result.probes()).isGreaterThanOrEqualTo(800);
        assertThat(result.probes()).isLessThanOrEqualTo((long) (400 * seconds) + 40);
    }

    @Test
    void oneHostIsNotAskedFasterThanAgreed() {
        Pace pace = new Pace(new ScanRate(1_000, 50, 1_000));
        Address host = Address.of("10.0.0.1");
        long from = System.nanoTime();

        for (int i = 0; i < 26; i++) {
            pace.await(host);
        }

        assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThanOrEqualTo(Duration.ofMillis(470));
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theEndOfTheWindowStopsItAtOnce() {
        AtomicReference<ScanResult.End> end = new AtomicReference<>(ScanResult.End.DONE);
        CountDownLatch after = new CountDownLatch(500);
        Heard heard = new Heard() {
            @Override
            public void step() {
                after.countDown();
                if (after.getCount() == 0) {
                    end.compareAndSet(ScanResult.End.DONE, ScanResult.End.WINDOW);
                }
            }
        };
        ScanPlan plan = plan("127.9.0.0/24", "127.9.0.0/24", "20000-20400", new ScanRate(5_000, 5_000, 5_000));

        ScanResult result = scan(plan, heard, end::get);

        assertThat(result.end()).isEqualTo(ScanResult.End.WINDOW);
        assertThat(result.complete()).isFalse();
        assertThat(result.probes()).isLessThan(5_000);
    }

    @Test
    void aTargetThatGrowsSlowEndsTheScan() {
        LatencyGuard guard = new LatencyGuard();
        Address host = Address.of("10.0.0.1");
        guard.learn(host, address -> 30_000_000L);

        assertThat(guard.isSuspicious(host, 44_000_000L)).isFalse();
        assertThat(guard.isSuspicious(host, 46_000_000L)).isTrue();
        assertThat(guard.confirm(host, address -> 31_000_000L)).isEmpty();
        AtomicInteger once = new AtomicInteger();
        assertThat(guard.confirm(host, address -> once.getAndIncrement() == 3 ? 900_000_000L : 31_000_000L))
                .as("one of twenty is no 95 of 100")
                .isEmpty();
        assertThat(guard.confirm(host, address -> 60_000_000L)).get().satisfies(slow -> {
            assertThat(slow.baseline()).isEqualTo(30_000_000L);
            assertThat(slow.p95()).isEqualTo(60_000_000L);
        });
        assertThat(guard.worst()).isEqualTo(60_000_000L);
    }

    @Test
    void servicesAreToldWithTheirNames() {
        try (ListeningLab lab = new ListeningLab()) {
            int port = lab.says("127.10.0.1", "SSH-2.0-dropbear_2022.83\r\n");
            ScanScope scope =
                    new ScanScope(Ranges.of(List.of("127.10.0.1")), Ranges.none(), Ports.of(String.valueOf(port)));
            Heard heard = new Heard();

            scan(new ScanPlan(scope.included(), scope, FAST, true, true, ""), heard, () -> ScanResult.End.DONE);

            assertThat(heard.services.get("127.10.0.1:" + port))
                    .satisfies(service -> assertThat(service.product()).isEqualTo("Dropbear sshd"));
        }
    }
}
