package dev.bastide.audit.sequencer;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.audit.inbox.RecordCipher;
import dev.bastide.audit.log.Checkpoint;
import dev.bastide.audit.log.Frontier;
import dev.bastide.audit.log.NoteSigner;
import dev.bastide.authority.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Carries the log on, one transaction after the other, on the connection that has the lock: index rows, the edge of the
 * tree and the signed checkpoint stand or fall together. After the commit, and only then, the checkpoint goes to disk.
 */
final class LogWriter {
    static final int BATCH = 4_096;
    static final String OPEN = "audit.log_open";
    static final String NO_FILE = "audit.checkpoint_missing";

    private static final Duration KEPT_EVERY = Duration.ofMinutes(10);

    private final Connection connection;
    private final JdbcClient jdbc;
    private final LogRows rows;
    private final InboxRows inbox;
    private final Tools tools;

    private @Nullable Head known;
    private @Nullable NoteSigner signer;
    private @Nullable Segment segment;
    private InboxRows.@Nullable Sweep sweep;
    private Optional<String> published = Optional.empty();
    private Instant kept = Instant.EPOCH;
    private long floor;
    private long held = Long.MAX_VALUE;
    private boolean foreign;
    private boolean fileMissing;

    LogWriter(Connection connection, Tools tools) {
        this.connection = connection;
        this.jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
        this.rows = new LogRows(jdbc);
        this.inbox = new InboxRows(jdbc);
        this.tools = tools;
    }

    /** What every log is written with. */
    record Tools(RecordCipher cipher, LeafMaker leaves, LogKeys keys, LogHome home, Clock clock) {
        PublishedCheckpoint file() {
            return new PublishedCheckpoint(home.folder());
        }

        LogStore store(JdbcClient jdbc) {
            return new LogStore(jdbc, leaves, keys, home);
        }
    }

    /** What came of a step. */
    sealed interface Outcome {
        /** There is nothing to do now. */
        record Idle() implements Outcome {}

        /** Something was written, and there may be more. */
        record More() implements Outcome {}

        /** Nothing may be signed. */
        record Refused(Reason reason) implements Outcome {}
    }

    /** One transaction. After an exception the writer is of no use any more. */
    Outcome step() throws SQLException {
        if (known == null) {
            Optional<Reason> refusal = begin();
            if (refusal.isPresent()) {
                connection.rollback();
                known = null;
                return new Outcome.Refused(refusal.get());
            }
            connection.commit();
        }
        InboxRows.Reach reach = inbox.reach(floor);
        if (sweep == null && !reach.waiting() && !foreign && !fileMissing && head().size() > 0) {
            connection.rollback();
            floor = reach.upto();
            return new Outcome.Idle();
        }
        if (sweep == null) {
            sweep = new InboxRows.Sweep(floor, reach.upto(), foreign ? reach.next() : Long.MAX_VALUE, 0);
            held = Long.MAX_VALUE;
        }
        return carryOn(sweep);
    }

    private Optional<Reason> begin() {
        published = tools.file().read();
        Optional<Head> stored = rows.head();
        if (stored.isEmpty()) {
            Optional<Reason> refusal = RollbackGuard.refusesFirst(published);
            if (refusal.isEmpty()) {
                Head first = open(jdbc, tools, Instant.EPOCH, null);
                signer = tools.keys().signer(jdbc, first.log());
                known = first;
            }
            return refusal;
        }
        Head head = stored.get();
        if (tools.file().isRestored() && !isTold(head)) {
            return Optional.of(RollbackGuard.refusesRestored(head));
        }
        tools.file().restoreIsTold();
        NoteSigner signs = tools.keys().signer(jdbc, head.log());
        Optional<Reason> refusal = new RollbackGuard(tools.store(jdbc)).refuses(head, signs, published);
        if (refusal.isPresent()) {
            return refusal;
        }
        known = head;
        signer = signs;
        fileMissing = published.isEmpty() && rows.wasPublished(head.log());
        foreign = head.swept() > inbox.reach(0).next();
        floor = foreign ? 0 : head.swept();
        if (head.size() > 0) {
            publish(head);
        }
        return Optional.empty();
    }

    /** Whether this is the log that somebody opened after a restore, and that has no record yet. */
    private boolean isTold(Head head) {
        return head.size() == 0 && rows.quoted(head.log()).isPresent();
    }

    /** Opens the first log, or the one that follows what the database has lost; the caller commits. */
    static Head open(JdbcClient jdbc, Tools tools, Instant loggedAt, @Nullable String quotes) {
        LogKeys.SigningKey key = tools.keys().newest(jdbc);
        LogRows rows = new LogRows(jdbc);
        int number = rows.head().map(Head::log).orElse(0) + 1;
        String origin = LogKeys.origin(key, number, quotes);
        String note = new Checkpoint(origin, 0, new Frontier().root())
                .note(tools.keys().signer(key, origin));
        Instant now = tools.clock().instant().truncatedTo(ChronoUnit.MICROS);
        Head head = new Head(number, origin, 0, new byte[0], loggedAt, 0, note, now);
        rows.open(head, key.id(), quotes);
        return head;
    }

    private Outcome carryOn(InboxRows.Sweep now) throws SQLException {
        Head head = rows.headToWrite().orElseThrow();
        if (!isKnown(head) || !tools.file().read().equals(published)) {
            connection.rollback();
            known = null;
            segment = null;
            sweep = null;
            return new Outcome.More();
        }
        LogBatch batch = new LogBatch(head);
        declare(head, batch);
        InboxRows.Chunk chunk = inbox.read(now, BATCH);
        SourceOrder order = new SourceOrder(inbox, rows, tools, new SealedNumbers(tools.store(jdbc)), head.log());
        for (SourceOrder.Step step : order.arrange(chunk.rows(), !chunk.more())) {
            add(head, batch, step.row(), step.form());
        }
        held = Math.min(held, order.held());
        boolean over = !chunk.more();
        floor = over ? Math.min(now.upto(), held) : now.floor();
        finish(head, batch, floor);
        sweep = over ? null : now.from(chunk.rows().getLast().id());
        foreign &= !over;
        return over ? new Outcome.Idle() : new Outcome.More();
    }

    /** What the log says itself, before all else: that it begins, that its file was gone. */
    private void declare(Head head, LogBatch batch) {
        if (head.size() == 0) {
            String words = rows.quoted(head.log())
                    .map(note -> "The log " + head.origin() + " begins. The database had lost what was signed last:\n\n"
                            + note)
                    .orElse("The log " + head.origin() + " begins.");
            add(head, batch, declared(OPEN, words, Result.DONE), Form.DECLARED);
        }
        if (fileMissing) {
            String words =
                    "The file with the last checkpoint was gone: whether the database is older than it, nobody knows.";
            add(head, batch, declared(NO_FILE, words, Result.UNKNOWN), Form.DECLARED);
        }
    }

    private InboxRow declared(String operation, String words, Result result) {
        RecordCipher.Sealed sealed =
                tools.cipher().seal(AuditRecord.of(now(), LeafMaker.LOG, Tag.AUDIT, operation, words, result));
        return inbox.declare(sealed.keyId(), sealed.recordId(), sealed.payload());
    }

    private void add(Head head, LogBatch batch, InboxRow row, Form form) {
        Instant loggedAt = batch.loggedAt(row);
        byte[] salt = segment(head, batch.size(), loggedAt).salts().of(batch.size());
        batch.add(row, tools.leaves().make(row, form, loggedAt, salt));
    }

    private Segment segment(Head head, long index, Instant loggedAt) {
        Segment current = segment;
        if (current == null && index > 0) {
            current = tools.keys().segment(jdbc, head.log(), index - 1);
        }
        int most = tools.home().segmentRecords();
        if (current == null || current.isOver(index, loggedAt, most) || isCut(current, head.log(), index)) {
            current = tools.keys().begin(jdbc, head.log(), index, loggedAt);
        }
        segment = current;
        return current;
    }

    /** Whether somebody asked for this segment to end here. */
    private boolean isCut(Segment current, int log, long index) {
        return current.endsTile(index) && new SealedRows(jdbc).isCut(log, current.first());
    }

    private void finish(Head head, LogBatch batch, long swept) throws SQLException {
        if (batch.isEmpty()) {
            connection.commit();
            return;
        }
        Checkpoint checkpoint = new Checkpoint(head.origin(), batch.size(), batch.root());
        String note = checkpoint.note(signer());
        Head to = new Head(
                head.log(), head.origin(), batch.size(), batch.edge(), batch.lastLoggedAt(), swept, note, now());
        rows.advance(head, to);
        rows.store(head.log(), batch);
        boolean keeps = !kept.plus(KEPT_EVERY).isAfter(to.signedAt());
        if (keeps) {
            rows.keep(to);
        }
        connection.commit();
        known = to;
        kept = keeps ? to.signedAt() : kept;
        fileMissing = false;
        publish(to);
    }

    private void publish(Head head) {
        if (!published.equals(Optional.of(head.note()))) {
            tools.file().write(head.note());
            tools.file().writeKey(signer().verifierKey());
            published = Optional.of(head.note());
        }
    }

    private boolean isKnown(Head head) {
        Head mine = known;
        return mine != null && mine.log() == head.log() && mine.note().equals(head.note());
    }

    private Head head() {
        Head mine = known;
        if (mine == null) {
            throw new IllegalStateException("the log was not begun");
        }
        return mine;
    }

    private NoteSigner signer() {
        NoteSigner mine = signer;
        if (mine == null) {
            throw new IllegalStateException("the log was not begun");
        }
        return mine;
    }

    private Instant now() {
        return tools.clock().instant().truncatedTo(ChronoUnit.MICROS);
    }
}
