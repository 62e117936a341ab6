package dev.bastide.audit;

import dev.bastide.audit.inbox.RecordCipher;
import dev.bastide.authority.Actor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Looks through the record, newest or oldest first. Payloads are ciphertext, so a search opens them one by one; it is bounded
 * in records and in time, and says where to go on. Every search is itself recorded. Who may search is decided before.
 */
@Service
public class AuditSearch {
    /** Records one search looks at, at most. */
    public static final int SCANNED_MAX = 200_000;

    private static final Duration TIME_MAX = Duration.ofSeconds(3);
    private static final int CHUNK = 2_000;

    /** A record spooled while the database was away is received later than it happened, never earlier than this. */
    private static final Duration SKEW = Duration.ofDays(1);

    private final JdbcClient jdbc;
    private final RecordCipher cipher;
    private final AuditLog audit;
    private final Clock clock;

    AuditSearch(JdbcClient jdbc, RecordCipher cipher, AuditLog audit, Clock clock) {
        this.jdbc = jdbc;
        this.cipher = cipher;
        this.audit = audit;
        this.clock = clock;
    }

    private record Row(long position, UUID id, Instant receivedAt, UUID keyId, byte[] payload) {}

    /** Which way through the record. */
    public enum Order {
        NEWEST,
        /** As things happened: how a story is read. */
        OLDEST
    }

    /** Searches for an actor, the newest first. */
    @Transactional
    public AuditFindings search(Actor actor, AuditQuery query, @Nullable Long after, int limit) {
        return search(actor, query, Order.NEWEST, after, limit);
    }

    /**
     * Searches for an actor, from a position on.
     *
     * @param after where a former search in this order said to go on, or null for its beginning
     * @param limit how many records are wanted
     */
    @Transactional
    public AuditFindings search(Actor actor, AuditQuery query, Order order, @Nullable Long after, int limit) {
        AuditFindings found = scan(query, order, after, limit);
        String content = "Searched the record for " + query.told() + ": "
                + found.records().size() + " found, " + found.scanned() + " looked at.";
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.AUDIT, "audit.search", content, Result.DONE));
        return found;
    }

    /** One record, opened for an actor; the opening is recorded. */
    @Transactional
    public Optional<StoredRecord> open(Actor actor, UUID id) {
        Optional<StoredRecord> found = jdbc.sql("""
                select id, record_id, received_at, key_id, payload
                from audit.inbox
                where record_id = :id
                """).param("id", id).query(AuditSearch::read).list().stream()
                .findFirst()
                .flatMap(this::opened);
        Result result = found.isPresent() ? Result.DONE : Result.FAILED;
        audit.append(
                AuditRecord.of(clock.instant(), actor, Tag.AUDIT, "audit.open", "Opened one record of the log.", result)
                        .object("record", id));
        return found;
    }

    private AuditFindings scan(AuditQuery query, Order order, @Nullable Long after, int limit) {
        long stop = System.nanoTime() + TIME_MAX.toNanos();
        List<StoredRecord> records = new ArrayList<>();
        long position = after != null ? after : order == Order.NEWEST ? Long.MAX_VALUE : Long.MIN_VALUE;
        long scanned = 0;
        long unreadable = 0;
        while (true) {
            List<Row> chunk = chunk(order, position, query.from());
            for (Row row : chunk) {
                scanned++;
                position = row.position();
                Optional<StoredRecord> opened = opened(row);
                if (opened.isEmpty()) {
                    unreadable++;
                }
                opened.filter(stored -> query.matches(stored.entry())).ifPresent(records::add);
                if (records.size() == limit) {
                    return new AuditFindings(records, scanned, unreadable, position, false);
                }
            }
            if (chunk.size() < CHUNK) {
                return new AuditFindings(records, scanned, unreadable, null, false);
            }
            if (scanned >= SCANNED_MAX || System.nanoTime() > stop) {
                return new AuditFindings(records, scanned, unreadable, position, true);
            }
        }
    }

    private List<Row> chunk(Order order, long position, @Nullable Instant from) {
        Instant earliest = from == null ? Instant.EPOCH : from.minus(SKEW);
        String way = order == Order.NEWEST
                ? "where id < :position and received_at >= :earliest order by id desc"
                : "where id > :position and received_at >= :earliest order by id";
        return jdbc.sql("select id, record_id, received_at, key_id, payload from audit.inbox " + way + " limit :chunk")
                .param("position", position)
                .param("earliest", OffsetDateTime.ofInstant(earliest, java.time.ZoneOffset.UTC))
                .param("chunk", CHUNK)
                .query(AuditSearch::read)
                .list();
    }

    private Optional<StoredRecord> opened(Row row) {
        try {
            AuditRecord entry = cipher.open(row.keyId(), row.id(), row.payload());
            return Optional.of(new StoredRecord(row.position(), row.id(), row.receivedAt(), entry));
        } catch (RuntimeException e) {
            // Counted as unreadable and shown: one spoilt row must not hide the others.
            return Optional.empty();
        }
    }

    private static Row read(ResultSet row, int number) throws SQLException {
        return new Row(
                row.getLong("id"),
                row.getObject("record_id", UUID.class),
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                row.getObject("key_id", UUID.class),
                row.getBytes("payload"));
    }
}
