package dev.bastide.audit;

import dev.bastide.audit.inbox.RecordCipher;
import dev.bastide.audit.sequencer.LogTail;
import dev.bastide.audit.sequencer.SealedRecords;
import dev.bastide.authority.Actor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Looks through the record, newest or oldest first: what waits for its place, what lies in the database, what is sealed.
 * What a search sees of them is one moment, so that a record that is being sealed is neither missed nor met twice. Payloads
 * are ciphertext and opened one by one, so it is bounded in records and in time, and says where to go on. Every search is
 * itself recorded. Who may search is decided before.
 */
@Service
public class AuditSearch {
    /** Records one search looks at, at most. */
    public static final int SCANNED_MAX = 200_000;

    private static final SearchRun.Bounds BOUNDS = new SearchRun.Bounds(SCANNED_MAX, Duration.ofSeconds(3));

    /** Counting opens fewer rows of the database than a search, and more sealed records, which cost less. */
    private static final CountRun.Bounds COUNTED = new CountRun.Bounds(50_000, 4_000_000, Duration.ofSeconds(1));

    /** A record spooled while the database was away is received later than it happened, never earlier than this. */
    private static final Duration SKEW = Duration.ofDays(1);

    private final LogTail tail;
    private final SealedRecords sealed;
    private final RecordCipher cipher;
    private final AuditLog audit;
    private final ObjectProvider<HearsOpenings> listeners;
    private final Clock clock;

    AuditSearch(
            LogTail tail,
            SealedRecords sealed,
            RecordCipher cipher,
            AuditLog audit,
            ObjectProvider<HearsOpenings> listeners,
            Clock clock) {
        this.tail = tail;
        this.sealed = sealed;
        this.cipher = cipher;
        this.audit = audit;
        this.listeners = listeners;
        this.clock = clock;
    }

    /** Which way through the record. */
    public enum Order {
        NEWEST,
        /** As things happened: how a story is read. */
        OLDEST
    }

    /** Searches for an actor, the newest first. */
    @Transactional(isolation = Isolation.REPEATABLE_READ)
    public AuditFindings search(Actor actor, AuditQuery query, @Nullable Long after, int limit) {
        return search(actor, query, Order.NEWEST, after, limit);
    }

    /**
     * Searches for an actor, from a position on.
     *
     * @param after where a former search in this order said to go on, or null for its beginning
     * @param limit how many records are wanted
     */
    @Transactional(isolation = Isolation.REPEATABLE_READ)
    public AuditFindings search(Actor actor, AuditQuery query, Order order, @Nullable Long after, int limit) {
        AuditFindings found = scan(query, order, after, limit);
        told(actor, query, found);
        return found;
    }

    private void told(Actor actor, AuditQuery query, AuditFindings found) {
        String content = "Searched the record for " + query.told() + ": "
                + found.records().size() + " found, " + found.scanned() + " looked at.";
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.AUDIT, "audit.search", content, Result.DONE));
    }

    /** What a search found, and the counts of all that it matches. */
    public record Overview(AuditFindings found, RecordCounts counts) {}

    /** Searches as {@link #search} does, and counts what the query matches, of the same moment and in the same record. */
    @Transactional(isolation = Isolation.REPEATABLE_READ)
    public Overview look(Actor actor, AuditQuery query, Order order, @Nullable Long after, int limit) {
        AuditFindings found = scan(query, order, after, limit);
        RecordCounts counts = count(query);
        // Its own record comes after both, so that they tell of the same records.
        told(actor, query, found);
        return new Overview(found, counts);
    }

    /**
     * One part of a search that takes many, the newest first. It is not recorded: whoever puts the parts together records
     * the search as a whole, when it begins and when it ends.
     */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public AuditFindings part(AuditQuery query, @Nullable Long after, int limit) {
        return scan(query, Order.NEWEST, after, limit);
    }

    /**
     * One record, opened for an actor; the opening is recorded. Throws {@link SegmentDamaged}, which is recorded too, when
     * the segment that has it, or may have it, is not what was sealed.
     */
    @Transactional(isolation = Isolation.REPEATABLE_READ, noRollbackFor = SegmentDamaged.class)
    public Optional<StoredRecord> open(Actor actor, UUID id) {
        try {
            Optional<StoredRecord> found = tail.row(id).map(this::opened).orElseGet(() -> sealed.record(id));
            told(actor, id, found.isPresent() ? Result.DONE : Result.FAILED, "Opened one record of the log.");
            return found;
        } catch (SegmentDamaged e) {
            told(actor, id, Result.FAILED, "A sealed segment that has this record, or may, is not what was sealed.");
            throw e;
        }
    }

    private void told(Actor actor, UUID id, Result result, String content) {
        Instant now = clock.instant();
        audit.append(AuditRecord.of(now, actor, Tag.AUDIT, "audit.open", content, result)
                .object("record", id));
        listeners.forEach(hears -> hears.opened(actor, HearsOpenings.Kind.RECORD, id, now, result == Result.DONE));
    }

    private AuditFindings scan(AuditQuery query, Order order, @Nullable Long after, int limit) {
        boolean newest = order == Order.NEWEST;
        long from = after != null ? tail.settled(after) : newest ? Long.MAX_VALUE : Long.MIN_VALUE;
        Instant time = query.from();
        Instant earliest = time == null ? Instant.EPOCH : time.minus(SKEW);
        SearchRun run = new SearchRun(query, limit, BOUNDS);
        List<LogTail.Reach> logs = tail.logs();
        if (newest && !RecordPlace.isLogged(from)) {
            run.rows(from, place -> tail.waiting(true, place, earliest, SearchRun.chunk()), this::opened);
        }
        for (LogTail.Reach log : newest ? logs.reversed() : logs) {
            look(run, log, newest, from, earliest);
        }
        if (!newest && !run.isOver()) {
            long bound = RecordPlace.isLogged(from) ? 0 : from;
            run.rows(bound, place -> tail.waiting(false, place, earliest, SearchRun.chunk()), this::opened);
        }
        return run.findings();
    }

    private RecordCounts count(AuditQuery query) {
        CountRun run = new CountRun(query, clock.instant(), COUNTED);
        Instant time = query.from();
        Instant earliest = time == null ? Instant.EPOCH : time.minus(SKEW);
        run.rows(Long.MAX_VALUE, place -> tail.waiting(true, place, earliest, SearchRun.chunk()), this::opened);
        for (LogTail.Reach log : tail.logs().reversed()) {
            long first = RecordPlace.of(log.log(), 0);
            if (!run.isOver()) {
                run.rows(
                        RecordPlace.of(log.log(), log.size()),
                        place -> tail.placed(log, true, place - first, earliest, SearchRun.chunk()),
                        this::opened);
            }
            if (!run.isOver() && log.sealed() > 0) {
                run.sealed(log.log(), sealed);
            }
        }
        return run.counts();
    }

    /** Looks through one log, whose sealed part comes before the rest of it. */
    private void look(SearchRun run, LogTail.Reach log, boolean newest, long from, Instant earliest) {
        long first = RecordPlace.of(log.log(), 0);
        long end = RecordPlace.of(log.log(), log.size());
        long split = RecordPlace.of(log.log(), log.sealed());
        if (newest) {
            if (!run.isOver() && from > split) {
                rows(run, log, true, Math.min(from, end), earliest);
            }
            if (!run.isOver() && from > first && split > first) {
                run.sealed(log.log(), true, RecordPlace.index(Math.min(from, split)), sealed);
            }
            return;
        }
        if (!run.isOver() && from < split - 1) {
            run.sealed(log.log(), false, from < first ? -1 : RecordPlace.index(from), sealed);
        }
        if (!run.isOver() && from < end - 1) {
            rows(run, log, false, Math.max(from, split - 1), earliest);
        }
    }

    private void rows(SearchRun run, LogTail.Reach log, boolean newest, long from, Instant earliest) {
        long first = RecordPlace.of(log.log(), 0);
        run.rows(from, place -> tail.placed(log, newest, place - first, earliest, SearchRun.chunk()), this::opened);
    }

    private Optional<StoredRecord> opened(LogTail.Row row) {
        UUID key = row.keyId();
        if (key == null) {
            return Optional.empty();
        }
        try {
            AuditRecord entry = cipher.open(key, row.id(), row.payload());
            return Optional.of(new StoredRecord(row.place(), row.id(), row.at(), entry));
        } catch (RuntimeException e) {
            // Counted as unreadable and shown: one spoilt row must not hide the others.
            return Optional.empty();
        }
    }
}
