package dev.bastide.audit.sequencer;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.audit.inbox.RecordCipher;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Tells the rows with which the program's own parts of the log begin from those that somebody else wrote. Those of an
 * older release get their mark at the first start; foreign ones are put aside and recorded, so that they stop neither the
 * log nor its sealing. On the connection that has the log's lock, between two of its transactions.
 */
final class SegmentOwnership {
    static final String DISOWNED = "audit.segment_disowned";
    static final String MARKED = "audit.segments_marked";

    private static final Logger LOG = LoggerFactory.getLogger(SegmentOwnership.class);

    /** A failure is tried again after so many beats, a minute. */
    private static final int REST_BEATS = 120;

    private final LogWriter.Tools tools;
    private int restBeats;

    SegmentOwnership(LogWriter.Tools tools) {
        this.tools = tools;
    }

    /** At the beginning of every lead. What it cannot do is tried again later; the log goes on as far as it can. */
    void settle(Connection leader) throws SQLException {
        restBeats = 0;
        guarded(leader, jdbc -> {
            if (!new SegmentRows(jdbc).keepGuard(tools.keys().removal())) {
                LOG.error("The word of the log in its database is not this program's: nothing can be sealed");
            }
            markOlder(jdbc);
        });
        look(leader);
    }

    /** Before every step of the log: puts the foreign rows at the end of the logs aside. */
    void look(Connection leader) throws SQLException {
        if (restBeats > 0) {
            restBeats--;
        } else {
            guarded(leader, this::disown);
        }
    }

    private void guarded(Connection leader, Consumer<JdbcClient> work) throws SQLException {
        try {
            work.accept(JdbcClient.create(new SingleConnectionDataSource(leader, true)));
            leader.commit();
        } catch (RuntimeException e) {
            leader.rollback();
            restBeats = REST_BEATS;
            LOG.error("The segments of the log could not be compared with their marks", e);
        }
    }

    private void disown(JdbcClient jdbc) {
        SegmentRows rows = new SegmentRows(jdbc);
        List<SegmentRow> foreign = rows.open().stream()
                .filter(open -> open.isAhead() || !tools.keys().wrote(open.row()))
                .map(SegmentRows.Open::row)
                .toList();
        for (SegmentRow row : foreign) {
            if (rows.disown(row, tools.keys().removal())) {
                String words = "The row of a segment that begins with record " + row.first() + " of log " + row.log()
                        + " was written past this program. It counts for nothing and was put aside.";
                LOG.error("{}", words);
                record(jdbc, DISOWNED, words, Result.FAILED);
            }
        }
    }

    private void markOlder(JdbcClient jdbc) {
        SegmentRows rows = new SegmentRows(jdbc);
        List<SegmentRow> older = rows.all().stream()
                .filter(row -> row.mark() == null && isProven(jdbc, row))
                .toList();
        older.forEach(row -> rows.mark(row, tools.keys().mark(row), tools.keys().removal()));
        if (!older.isEmpty()) {
            String words = "The rows of " + older.size()
                    + " segments from an older release were given their marks; each was known by its key.";
            LOG.info("{}", words);
            record(jdbc, MARKED, words, Result.DONE);
        }
    }

    /** Its key opens for this place only; of one whose key was destroyed, the marked row of its file names the key. */
    private boolean isProven(JdbcClient jdbc, SegmentRow row) {
        if (row.wrapped() != null) {
            return tools.keys().opens(row);
        }
        return new SealedRows(jdbc)
                .all(row.log()).stream()
                        .filter(file -> file.range().from() == row.first())
                        .anyMatch(file ->
                                file.keyId().equals(row.keyId()) && tools.keys().bears(file));
    }

    private void record(JdbcClient jdbc, String operation, String words, Result result) {
        AuditRecord entry = AuditRecord.of(tools.clock().instant(), LeafMaker.LOG, Tag.AUDIT, operation, words, result);
        RecordCipher.Sealed sealed = tools.cipher().seal(entry);
        new InboxRows(jdbc).declare(sealed.keyId(), sealed.recordId(), sealed.payload());
    }
}
