package dev.bastide.audit.sequencer;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.audit.inbox.RecordCipher;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Moves segments that are over out of the database into sealed files, one after the other. The file is made and read
 * again first; then its row is written, the sealing recorded and the rows taken away in one transaction on the connection
 * that has the log's lock. Whatever fails, the rows are still there, and it is tried again.
 */
final class Sealer {
    static final String SEALED = "audit.segment_sealed";

    private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);

    /** A failure is tried again after so many beats, a minute. */
    private static final int REST_BEATS = 120;

    private final DataSource source;
    private final LogWriter.Tools tools;
    private @Nullable SealingTask task;
    private int restBeats;
    private volatile Optional<String> problem = Optional.empty();

    Sealer(DataSource source, LogWriter.Tools tools) {
        this.source = source;
        this.tools = tools;
    }

    /** Why the last try failed; nothing while all is well. */
    Optional<String> problem() {
        return problem;
    }

    /** Looks again at once. */
    void wake() {
        restBeats = 0;
    }

    /**
     * Does what there is to do now without waiting, between two transactions of the log. Throws {@link SQLException} only
     * where the connection itself is lost.
     */
    void step(Connection leader) throws SQLException {
        if (restBeats > 0) {
            restBeats--;
            return;
        }
        SealingTask running = task;
        try {
            if (running == null) {
                begin(leader);
            } else if (running.isOver()) {
                finish(leader, running.result());
                leave();
                problem = Optional.empty();
            }
        } catch (SQLException | IOException | RuntimeException e) {
            leave();
            restBeats = REST_BEATS;
            problem = Optional.of(String.valueOf(e.getMessage()));
            LOG.warn("A segment of the log could not be sealed and stays in the database", e);
            leader.rollback();
        }
    }

    /** Gives up what is under way; its rows are still in the database. */
    void leave() {
        SealingTask running = task;
        task = null;
        if (running != null) {
            running.close();
        }
    }

    private void begin(Connection leader) throws SQLException, IOException {
        SealedRows rows = new SealedRows(client(leader));
        boolean waits = rows.over(tools.keys()).isPresent();
        leader.rollback();
        if (!waits) {
            return;
        }
        Optional<LogHome.SealingLock> lock = tools.home().lock();
        if (lock.isEmpty()) {
            return;
        }
        // Asked again under the lock: whoever had it may have sealed just this one.
        Optional<SealedRows.Over> over = rows.over(tools.keys());
        leader.rollback();
        if (over.isEmpty()) {
            lock.get().close();
            return;
        }
        LogStore store = new LogStore(JdbcClient.create(source), tools.leaves(), tools.keys(), tools.home());
        task = SealingTask.start(store, over.get(), lock.get());
    }

    private void finish(Connection leader, SealingTask.Prepared prepared) throws SQLException {
        JdbcClient jdbc = client(leader);
        SealedRows rows = new SealedRows(jdbc);
        Sealed sealed = prepared.sealed();
        Instant now = tools.clock().instant();
        rows.insert(sealed, prepared.numbers(), now, tools.keys().removal());
        record(jdbc, sealed, now);
        rows.remove(sealed, tools.keys().removal());
        leader.commit();
        LOG.info(
                "The records {} to before {} of the log were sealed, {} bytes",
                sealed.range().from(),
                sealed.range().to(),
                sealed.bytes());
    }

    /** The log itself says which file is the right one, so that its signature covers it. */
    private void record(JdbcClient jdbc, Sealed sealed, Instant now) {
        String words = "Sealed the records " + sealed.range().from() + " to before "
                + sealed.range().to() + " of the log " + sealed.origin() + " in the file "
                + sealed.range().fileName() + " with the SHA-256 "
                + HexFormat.of().formatHex(sealed.sha256()) + ", " + sealed.bytes() + " bytes, under the key "
                + sealed.keyId() + ".";
        AuditRecord entry = AuditRecord.of(now, LeafMaker.LOG, Tag.AUDIT, SEALED, words, Result.DONE)
                .object("segment", sealed.log() + "/" + sealed.range().fileName());
        RecordCipher.Sealed row = tools.cipher().seal(entry);
        new InboxRows(jdbc).declare(row.keyId(), row.recordId(), row.payload());
    }

    private static JdbcClient client(Connection leader) {
        return JdbcClient.create(new SingleConnectionDataSource(leader, true));
    }
}
