package dev.bastide.audit.sequencer;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.RecordPlace;
import dev.bastide.audit.SegmentDamaged;
import dev.bastide.audit.StoredRecord;
import dev.bastide.audit.log.LogEntry;
import dev.bastide.audit.segment.SearchBudget;
import dev.bastide.audit.segment.SegmentKey;
import dev.bastide.audit.segment.SegmentQuery;
import dev.bastide.audit.segment.SegmentReader;
import dev.bastide.audit.segment.SegmentSearch;
import dev.bastide.audit.segment.SegmentUnreadable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Records in sealed segments: found by what is in them, or by their names. */
@Component
public class SealedRecords {
    private final JdbcClient jdbc;
    private final LogKeys keys;
    private final LogHome home;

    SealedRecords(JdbcClient jdbc, LogKeys keys, LogHome home) {
        this.jdbc = jdbc;
        this.keys = keys;
        this.home = home;
    }

    /**
     * What to look for, in which part of a log.
     *
     * @param newest whether from the last record to the first, or the other way round
     * @param bound the index before, or after, the first one to be looked at
     * @param wanted how many are enough
     * @param lookedAtMax how many may be looked at
     * @param timeMax for how long
     */
    public record Ask(
            int log, AuditQuery query, boolean newest, long bound, int wanted, long lookedAtMax, Duration timeMax) {}

    /**
     * What was found.
     *
     * @param records in the order that was asked for
     * @param lookedAt how many records were tested; most are passed over unseen
     * @param unreadable records of segments that cannot be read
     * @param next the bound to go on with; nothing where all was looked at
     * @param reached when the record was logged at which it stopped
     */
    public record Answer(
            List<StoredRecord> records, long lookedAt, long unreadable, OptionalLong next, Optional<Instant> reached) {
        public Answer {
            records = List.copyOf(records);
        }
    }

    /** Looks through the sealed part of a log. */
    public Answer search(Ask ask) {
        Run run = new Run(ask);
        List<Sealed> segments = new SealedRows(jdbc).all(ask.log());
        for (Sealed segment : ask.newest() ? segments.reversed() : segments) {
            if (!keys.bears(segment)) {
                // What it says of its records, and where they are, is not what was sealed.
                run.passOver(segment);
                continue;
            }
            boolean beyond = ask.newest()
                    ? segment.range().from() >= ask.bound()
                    : segment.range().to() - 1 <= ask.bound();
            if (!beyond && !run.isOver(segment)) {
                run.search(segment);
            }
        }
        return new Answer(run.found, run.lookedAt, run.unreadable, run.next, run.reached);
    }

    /** Counts in the sealed part of a log, the newest first; records are not unpacked for it. */
    public SealedCounts.Answer count(SealedCounts.Ask ask, SegmentSearch.Glances counting) {
        return new SealedCounts(jdbc, keys, home).count(ask, counting);
    }

    /** One search while it runs. */
    private final class Run {
        private final Ask ask;
        private final SegmentQuery query;
        private final long began = System.nanoTime();
        private final List<StoredRecord> found = new ArrayList<>();
        private long lookedAt;
        private long unreadable;
        private OptionalLong next = OptionalLong.empty();
        private Optional<Instant> reached = Optional.empty();

        Run(Ask ask) {
            this.ask = ask;
            this.query = SegmentQuery.of(ask.query());
        }

        /** Whether it has stopped, or stops before this segment: no segment is begun when the time is over. */
        boolean isOver(Sealed segment) {
            if (next.isEmpty()
                    && (found.size() >= ask.wanted() || lookedAt >= ask.lookedAtMax() || left().isNegative())) {
                boolean newest = ask.newest();
                stop(
                        newest ? segment.range().to() : segment.range().from() - 1,
                        newest ? segment.logged().to() : segment.logged().from());
            }
            return next.isPresent();
        }

        /** A row that does not bear its mark is asked nothing: the records that it covers count as unreadable. */
        void passOver(Sealed segment) {
            unreadable += segment.range().size();
        }

        private Duration left() {
            return ask.timeMax().minusNanos(System.nanoTime() - began);
        }

        private void stop(long bound, Instant at) {
            next = OptionalLong.of(bound);
            reached = Optional.of(at);
        }

        void search(Sealed segment) {
            SearchBudget budget = SearchBudget.of(
                    ask.wanted() - found.size(), ask.lookedAtMax() - lookedAt, left(), System::nanoTime);
            SegmentSearch search = new SegmentSearch(
                    home.disk(),
                    home.segments(segment.origin()),
                    budget,
                    (index, entry) -> found.add(stored(ask.log(), index, entry)));
            SegmentSearch.Place place = new SegmentSearch.Place(
                    segment.range(),
                    segment.sha256(),
                    segment.time().from(),
                    segment.time().to(),
                    () -> SealedLog.key(jdbc, keys, segment));
            SegmentSearch.Outcome outcome = ask.newest()
                    ? search.run(List.of(place), query, ask.bound())
                    : search.runOldest(List.of(place), query, ask.bound() + 1);
            lookedAt += outcome.lookedAt();
            unreadable += outcome.unreadable().stream()
                    .mapToLong(range -> range.size())
                    .sum();
            outcome.next().ifPresent(bound -> stop(ask.newest() ? bound : bound - 1, loggedAt(segment, bound)));
        }

        private Instant loggedAt(Sealed segment, long bound) {
            long index = ask.newest() ? bound - 1 : bound;
            return entry(segment, index)
                    .map(LogEntry::loggedAt)
                    .orElse(segment.logged().to());
        }
    }

    /** A place in a log. */
    record Place(int log, long index) {}

    /**
     * The place of the record of this name, in whichever segment. Names begin with their time, so that one segment or two
     * can have it; older programs drew them by chance, and then each segment of that time is asked. Throws
     * {@link SegmentDamaged} when none of them has it and one of them could not be asked.
     */
    Optional<Place> place(UUID id) {
        @Nullable SegmentUnreadable lost = null;
        boolean foreign = false;
        for (Sealed segment : new SealedRows(jdbc).newestFirst()) {
            if (!keys.bears(segment)) {
                foreign = true;
                continue;
            }
            if (!segment.ids().mayHave(id)) {
                continue;
            }
            Optional<SegmentKey> key = SealedLog.key(jdbc, keys, segment);
            if (key.isEmpty()) {
                continue;
            }
            try (SegmentReader reader = SealedLog.reader(home, segment, key.get())) {
                OptionalLong index = reader.indexOf(id);
                if (index.isPresent()) {
                    return Optional.of(new Place(segment.log(), index.getAsLong()));
                }
            } catch (SegmentUnreadable e) {
                // Another segment may have it.
                lost = e;
            }
        }
        if (lost != null || foreign) {
            throw new SegmentDamaged(lost);
        }
        return Optional.empty();
    }

    /** The record of this name, if it is sealed. Throws {@link SegmentDamaged} when its segment is not what was sealed. */
    public Optional<StoredRecord> record(UUID id) {
        return place(id).flatMap(place -> {
            try (SealedLog sealed = new SealedLog(jdbc, keys, home, place.log())) {
                return Optional.of(stored(place.log(), place.index(), sealed.entry(place.index())));
            } catch (SegmentUnreadable e) {
                throw new SegmentDamaged(e);
            }
        });
    }

    /** The sealed record with this index. Throws {@link SegmentDamaged} when its segment is not what was sealed. */
    public Optional<StoredRecord> at(int log, long index) {
        try (SealedLog segments = new SealedLog(jdbc, keys, home, log)) {
            return index < segments.end() ? Optional.of(stored(log, index, segments.entry(index))) : Optional.empty();
        } catch (SegmentUnreadable e) {
            throw new SegmentDamaged(e);
        }
    }

    private Optional<LogEntry> entry(Sealed segment, long index) {
        try (SealedLog sealed = new SealedLog(jdbc, keys, home, segment.log())) {
            return Optional.of(sealed.entry(index));
        } catch (SegmentUnreadable e) {
            return Optional.empty();
        }
    }

    private static StoredRecord stored(int log, long index, LogEntry entry) {
        return new StoredRecord(RecordPlace.of(log, index), entry.id(), entry.loggedAt(), entry.record());
    }
}
