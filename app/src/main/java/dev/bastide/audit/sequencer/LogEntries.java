package dev.bastide.audit.sequencer;

import dev.bastide.audit.LogStanding.Finding;
import dev.bastide.audit.log.LogEntry;
import dev.bastide.audit.segment.SegmentUnreadable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The records of all logs in turn, wherever they lie, for whoever takes them out of here: each one compared with what was
 * hashed, or from a file that its key authenticates.
 */
@Component
public class LogEntries {
    /** Records that are read at once, at most. */
    public static final int PART = LogWalk.TILE;

    private final JdbcClient jdbc;
    private final Sequencer sequencer;

    LogEntries(JdbcClient jdbc, Sequencer sequencer) {
        this.jdbc = jdbc;
        this.sequencer = sequencer;
    }

    /** A place between two records: before the one with this index. */
    public record Mark(int log, long index) {}

    /** A record with its place. */
    public record Numbered(int log, long index, LogEntry entry) {}

    /**
     * Some records that follow a place.
     *
     * @param next the place after them; the one that was asked for where there are none
     * @param wrong what is not what was hashed, at {@code next}
     * @param beyond the index after that
     */
    public record Part(List<Numbered> entries, Mark next, Optional<Finding> wrong, long beyond) {
        static Part right(List<Numbered> entries, Mark next) {
            return new Part(entries, next, Optional.empty(), next.index());
        }

        public Part {
            entries = List.copyOf(entries);
        }
    }

    private LogStore store() {
        return sequencer.tools().store(jdbc);
    }

    /** The logs there are, the oldest first. */
    public List<LogTail.Reach> logs() {
        return new LogTail(jdbc).logs();
    }

    /** Where the newest log ends: what is signed later comes after it. */
    public Mark end() {
        List<LogTail.Reach> logs = logs();
        return logs.isEmpty()
                ? new Mark(1, 0)
                : new Mark(logs.getLast().log(), logs.getLast().size());
    }

    /** How many signed records follow a place; dropped ones are not among them. */
    public long after(Mark mark) {
        return logs().stream()
                .filter(log -> log.log() >= mark.log())
                .mapToLong(log -> log.log() == mark.log() ? Math.max(0, log.size() - mark.index()) : log.size())
                .sum();
    }

    /** The signed records that follow a place, some at a time. What was dropped is passed over. */
    public Part next(Mark mark, int most) {
        Mark from = mark;
        for (LogTail.Reach log : logs()) {
            if (log.log() < mark.log()) {
                continue;
            }
            from = log.log() == mark.log() ? mark : new Mark(log.log(), 0);
            if (from.index() < log.size()) {
                return read(log, from, most);
            }
        }
        return Part.right(List.of(), from);
    }

    private Part read(LogTail.Reach log, Mark mark, int most) {
        try (LogWalk walk = new LogWalk(store(), log.log())) {
            long from = Math.max(mark.index(), walk.sealed().minimum());
            return read(walk, log.log(), from, Math.min(from + most, log.size()));
        }
    }

    /** The records from one index to before another, or to the end of their tile. */
    private static Part read(LogWalk walk, int log, long from, long to) {
        long end = Math.min(to, (from / LogWalk.TILE + 1) * LogWalk.TILE);
        return from < walk.sealed().end()
                ? sealed(
                        walk,
                        log,
                        from,
                        Math.min(end, walk.sealed().at(from).range().to()))
                : open(walk, log, from, end);
    }

    /** Takes each record of a range. */
    public interface Each {
        void take(Numbered record) throws IOException;
    }

    /** All records of a range in turn, as far as they are what was hashed; nothing where all of them are. */
    public Optional<Finding> each(Range range, Each each) throws IOException {
        try (LogWalk walk = new LogWalk(store(), range.log())) {
            for (long at = range.from(); at < range.to(); ) {
                Part part = read(walk, range.log(), at, range.to());
                for (Numbered record : part.entries()) {
                    each.take(record);
                }
                if (part.wrong().isPresent()) {
                    return part.wrong();
                }
                at = part.next().index();
            }
        }
        return Optional.empty();
    }

    private static Part sealed(LogWalk walk, int log, long from, long to) {
        List<Numbered> found = new ArrayList<>();
        try {
            long index = from;
            for (LogEntry entry : walk.sealed().entries(from, to)) {
                found.add(new Numbered(log, index++, entry));
            }
            return Part.right(found, new Mark(log, to));
        } catch (SegmentUnreadable e) {
            Sealed segment = walk.sealed().at(from);
            Finding finding = new Finding(from, LogWalk.unreadable(segment, e));
            long beyond = segment.range().to();
            return new Part(List.of(), new Mark(log, from), Optional.of(finding), beyond);
        }
    }

    private static Part open(LogWalk walk, int log, long from, long to) {
        List<Numbered> found = new ArrayList<>();
        long expected = from;
        for (LogWalk.Place place : walk.places(from, to)) {
            if (place.index() != expected) {
                break;
            }
            switch (walk.derive(place)) {
                case LogWalk.Derived.Right right -> found.add(new Numbered(log, expected++, right.entry()));
                case LogWalk.Derived.Wrong wrong -> {
                    return new Part(found, new Mark(log, expected), Optional.of(wrong.finding()), expected + 1);
                }
            }
        }
        Optional<Finding> gone = expected == to
                ? Optional.empty()
                : Optional.of(new Finding(expected, "Record " + expected + " is gone from the index."));
        return new Part(found, new Mark(log, expected), gone, gone.isPresent() ? expected + 1 : expected);
    }

    /** From the first record logged at a time, of any log, to before the first one logged at another. */
    public List<Range> within(Instant from, Instant until) {
        LogExport export = new LogExport(store());
        return logs().stream()
                .flatMap(log -> new LogRows(jdbc).head(log.log()).stream())
                .map(head -> {
                    LogExport.Range range = export.exact(head, from, until);
                    return new Range(head.log(), head.origin(), range.from(), range.to());
                })
                .filter(range -> range.from() < range.to())
                .toList();
    }

    /** Records of one log. */
    public record Range(int log, String origin, long from, long to) {}
}
