package dev.bastide.audit;

import dev.bastide.audit.LogStanding.Finding;
import dev.bastide.audit.log.LogEntry;
import dev.bastide.audit.sequencer.LogEntries;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The signed records in turn, for whoever hands them on: by their places, so that none is left out and none is out of turn.
 * Who may have them is decided before. Source: seed 000 s4 (A111).
 */
@Service
public class LogFeed {
    /** So many records are read at once, at most. */
    public static final int PART = LogEntries.PART;

    private final LogEntries entries;

    LogFeed(LogEntries entries) {
        this.entries = entries;
    }

    /** A place between two records: before the one with this index of this log. */
    public record Mark(int log, long index) {}

    /**
     * A record with its place.
     *
     * @param content byte by byte, where the entry's own is what of it is text
     */
    public record Fed(
            int log,
            long index,
            UUID id,
            AuditRecord entry,
            byte[] content,
            String source,
            @Nullable Long sourceSeq,
            Instant loggedAt) {
        private static Fed of(LogEntries.Numbered record) {
            LogEntry entry = record.entry();
            return new Fed(
                    record.log(),
                    record.index(),
                    entry.id(),
                    entry.record(),
                    entry.content(),
                    entry.source(),
                    entry.sourceSeq(),
                    entry.loggedAt());
        }
    }

    /**
     * The records that follow a place.
     *
     * @param next the place after them
     * @param wrong what stands at {@code next} and is not what was hashed
     * @param beyond the place after that
     */
    public record Part(List<Fed> records, Mark next, Optional<Finding> wrong, Mark beyond) {
        public Part {
            records = List.copyOf(records);
        }
    }

    /** The records that follow a place, {@link #PART} or fewer; what was dropped is passed over. */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public Part next(Mark mark) {
        LogEntries.Part part = entries.next(new LogEntries.Mark(mark.log(), mark.index()), PART);
        return new Part(
                part.entries().stream().map(Fed::of).toList(),
                new Mark(part.next().log(), part.next().index()),
                part.wrong(),
                new Mark(part.next().log(), part.beyond()));
    }

    /** After the last signed record there is. */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public Mark end() {
        LogEntries.Mark end = entries.end();
        return new Mark(end.log(), end.index());
    }

    /** How many signed records follow a place. */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public long after(Mark mark) {
        return entries.after(new LogEntries.Mark(mark.log(), mark.index()));
    }
}
