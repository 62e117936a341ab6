package dev.bastide.asset.scan.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * How fast sockets may be opened: so many a second over all, to one host, and to one network. Turns are spread evenly and
 * unused ones are lost after a blink, so no pause is followed by a burst; whatever the machine does to its threads, no more
 * are given in any tenth of a second than a tenth of the rate. Source: seed 000 s3.2 (A81).
 */
final class Pace {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long WINDOW_NANOS = SECOND_NANOS / 10;
    private static final long CREDIT_NANOS = 2_000_000L;
    /** How far ahead of the socket call the turn is stamped at most; a window is this much longer than it is said to be. */
    private static final long SLACK_NANOS = 3_000_000L;

    private final long hostGap;
    private final long networkGap;
    private final Line all;
    private final Map<Address, Long> hosts = new HashMap<>();
    private final Map<Address, Long> networks = new HashMap<>();

    Pace(ScanRate rate) {
        this.all = new Line(rate.perSecond());
        this.hostGap = SECOND_NANOS / rate.perHost();
        this.networkGap = SECOND_NANOS / rate.perNetwork();
    }

    /** Waits for a turn to touch the address. One thread at a time waits: the order of turns is the order of asking. */
    synchronized void await(Address address) {
        await(hosts, address, hostGap);
        await(networks, address.network(), networkGap);
        all.await();
        long now = System.nanoTime();
        hosts.put(address, now + hostGap);
        networks.put(address.network(), now + networkGap);
    }

    private static void await(Map<Address, Long> next, Address of, long gap) {
        Long free = next.get(of);
        if (free != null) {
            // A late turn lets the next one come a blink sooner, and no more.
            parkUntil(free - Math.min(gap / 2, CREDIT_NANOS / 4));
        }
    }

    private static void parkUntil(long until) {
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
    }

    /** The turns over all, with the memory of the last tenth of a second. */
    private static final class Line {
        private final long[] given;
        private final long gap;
        private int at;
        private long next = System.nanoTime();

        Line(int perSecond) {
            this.given = new long[Math.max(1, perSecond / 10)];
            this.gap = SECOND_NANOS / perSecond;
            java.util.Arrays.fill(given, next - SECOND_NANOS);
        }

        void await() {
            parkUntil(Math.max(next, given[at] + WINDOW_NANOS + SLACK_NANOS));
            long now = System.nanoTime();
            given[at] = now;
            at = (at + 1) % given.length;
            next = Math.max(next, now - CREDIT_NANOS) + gap;
        }
    }
}
