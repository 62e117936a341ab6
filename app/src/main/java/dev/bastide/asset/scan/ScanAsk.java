package dev.bastide.asset.scan;

import dev.bastide.asset.scan.engine.Ports;
import dev.bastide.asset.scan.engine.Ranges;
import dev.bastide.asset.scan.engine.ScanRate;
import dev.bastide.asset.scan.engine.ScanScope;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What is asked to be agreed on. Source: seed 000 s3.2 (A77, A79, A80).
 *
 * @param node whose owner signs
 * @param purpose why
 * @param profile {@code ports} or {@code services}: whether open ports are asked who they are
 * @param vantage {@code inside} or {@code outside}: from where
 * @param scope addresses and ports
 * @param rate how fast
 * @param opens when the first window opens
 * @param window how long each lasts
 * @param repeatDays after how many days the next one opens; 0 for one window alone
 * @param expires when the agreement ends
 * @param operator the qualified person who scans, or for whom a schedule does
 * @param engineer the security engineer who is there
 */
record ScanAsk(
        NodeId node,
        String purpose,
        String profile,
        String vantage,
        ScanScope scope,
        ScanRate rate,
        Instant opens,
        Duration window,
        int repeatDays,
        Instant expires,
        PersonId operator,
        PersonId engineer) {
    /** More is not one scan but a project. */
    static final long ADDRESSES_MAX = 1_048_576;

    static final long TARGETS_MAX = 2_000_000_000L;

    List<String> ranges() {
        return scope.included().texts();
    }

    List<String> excludes() {
        return scope.excluded().texts();
    }

    /** How many minutes it takes at least, at the agreed rates: over all, and of the slowest host. */
    long minutes() {
        long all = scope.targets() / rate.perSecond();
        long host = scope.ports().count() / rate.perHost();
        return Math.max(1, (Math.max(all, host) + 59) / 60);
    }

    /** Whether its window is long enough for that. */
    boolean fits() {
        return minutes() <= window.toMinutes();
    }

    static ScanScope scope(List<String> ranges, List<String> excludes, String ports) {
        return new ScanScope(Ranges.of(ranges), Ranges.of(excludes), Ports.of(ports));
    }
}
