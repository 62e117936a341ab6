package dev.bastide.audit.sequencer;

import dev.bastide.audit.log.LogEntry;
import dev.bastide.audit.segment.SegmentKey;
import dev.bastide.audit.segment.SegmentReader;
import dev.bastide.audit.segment.SegmentUnreadable;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds what a source sent under a number in sealed segments, so that what it sends again is known again. */
final class SealedNumbers {
    private final LogStore store;

    SealedNumbers(LogStore store) {
        this.store = store;
    }

    /** A record and its place. */
    record Found(int log, long index, LogEntry entry) {}

    /**
     * The record under this number of this source. One in a file that cannot be read is not found: what was sent again is
     * written whole then, and nothing stops the log.
     */
    Optional<Found> find(String source, long number) {
        for (Sealed sealed : new SealedRows(store.jdbc()).with(source, number)) {
            Optional<SegmentKey> key = SealedLog.key(store.jdbc(), store.keys(), sealed);
            if (key.isEmpty()) {
                continue;
            }
            try (SegmentReader reader = SealedLog.reader(store.home(), sealed, key.get())) {
                OptionalLong index = reader.numbered(source, number);
                if (index.isPresent()) {
                    return Optional.of(new Found(sealed.log(), index.getAsLong(), reader.entry(index.getAsLong())));
                }
            } catch (SegmentUnreadable e) {
                // The nightly comparison tells of it.
            }
        }
        return Optional.empty();
    }
}
