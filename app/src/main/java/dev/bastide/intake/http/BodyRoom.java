package dev.bastide.intake.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Room for bodies while they come: so many bytes and bodies of a source, so many bytes in all. A source that sends slowly
 * holds its own share and nobody else's, and for no longer than a body may take.
 */
@Component
class BodyRoom {
    /** What may wait of one source. */
    static final long SOURCE_BYTES = 16L << 20;

    /** What may wait of all. */
    static final long ALL_BYTES = 64L << 20;

    /** So many bodies of one source come at a time. */
    static final int SOURCE_BODIES = 32;

    private final Duration within;
    private final Map<UUID, Held> sources = new HashMap<>();
    private long bytes;

    BodyRoom(@Value("${bastide.intake.body-within:30s}") Duration within) {
        if (within.compareTo(Duration.ofSeconds(1)) < 0 || within.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalStateException("bastide.intake.body-within is between 1 s and 10 min, not " + within);
        }
        this.within = within;
    }

    /** What a source holds. */
    private record Held(int bodies, long bytes) {}

    /** Lets one more body of a source come. Throws {@link Body.Refused} where too many of it do already. */
    synchronized Share open(UUID source) throws Body.Refused {
        Held before = sources.getOrDefault(source, new Held(0, 0));
        if (before.bodies() >= SOURCE_BODIES) {
            throw Body.Refused.later();
        }
        sources.put(source, new Held(before.bodies() + 1, before.bytes()));
        return new Share(this, source, System.nanoTime() + within.toNanos());
    }

    private synchronized void grow(UUID source, int more) throws Body.Refused {
        Held before = sources.getOrDefault(source, new Held(0, 0));
        if (before.bytes() + more > SOURCE_BYTES || bytes + more > ALL_BYTES) {
            throw Body.Refused.later();
        }
        sources.put(source, new Held(before.bodies(), before.bytes() + more));
        bytes += more;
    }

    private synchronized void close(UUID source, long held) {
        bytes -= held;
        sources.computeIfPresent(
                source,
                (id, before) -> before.bodies() == 1 ? null : new Held(before.bodies() - 1, before.bytes() - held));
    }

    /** What one body holds, given back at its close. */
    static final class Share implements AutoCloseable {
        private final BodyRoom room;
        private final UUID source;
        private final long endNanos;
        private long held;

        private Share(BodyRoom room, UUID source, long endNanos) {
            this.room = room;
            this.source = source;
            this.endNanos = endNanos;
        }

        /** Takes room for so many bytes more. Throws {@link Body.Refused} where there is none. */
        void grow(int more) throws Body.Refused {
            room.grow(source, more);
            held += more;
        }

        /** Whether the body has taken longer than it may. */
        boolean isLate() {
            return System.nanoTime() - endNanos > 0;
        }

        @Override
        public void close() {
            room.close(source, held);
        }
    }
}
