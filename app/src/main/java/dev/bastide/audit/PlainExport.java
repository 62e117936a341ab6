package dev.bastide.audit;

import dev.bastide.audit.LogStanding.Finding;
import dev.bastide.audit.segment.PlainWriter;
import dev.bastide.audit.sequencer.LogEntries;
import dev.bastide.audit.sequencer.LogEntries.Range;
import dev.bastide.authority.Actor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Copies of the record as plain Parquet, for whoever counts with tools of his own. A copy leaves the proven record: it bears
 * no proof, and nobody but its keeper protects it. The record says who took one, and the hash of the file. Who may is
 * decided before. Source: seed 000 s4 (A111, A114).
 */
@Service
public class PlainExport {
    private static final String OPERATION = "audit.export_plain";

    private final LogEntries entries;
    private final AuditLog audit;
    private final Clock clock;

    PlainExport(LogEntries entries, AuditLog audit, Clock clock) {
        this.entries = entries;
        this.audit = audit;
        this.clock = clock;
    }

    /** A record that is not what was hashed: what was written is no file, and the record says so. */
    public static final class NotWhatWasHashed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotWhatWasHashed(Finding finding) {
            super(finding.words());
        }
    }

    /**
     * Writes the records logged from one instant to before another, of all logs in turn. It is recorded before the first byte
     * goes out, and again with the hash at the end, or with what ended it.
     */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public void write(Actor actor, Instant from, Instant until, OutputStream out) {
        List<Range> ranges = entries.within(from, until);
        long count =
                ranges.stream().mapToLong(range -> range.to() - range.from()).sum();
        String what = "a plain copy of " + count + " records, logged from " + from + " to " + until;
        told(actor, "Begins " + what + ": it leaves the proven record.", Result.DONE);
        try (PlainWriter writer = new PlainWriter(out)) {
            for (Range range : ranges) {
                Optional<Finding> wrong =
                        entries.each(range, each -> writer.add(each.log(), each.index(), each.entry()));
                if (wrong.isPresent()) {
                    throw new NotWhatWasHashed(wrong.get());
                }
            }
            PlainWriter.Written written = writer.finish();
            told(
                    actor,
                    "Wrote " + what + ": " + written.rows() + " rows, " + written.bytes() + " bytes, SHA-256 "
                            + HexFormat.of().formatHex(written.sha256()) + ".",
                    Result.DONE);
        } catch (IOException e) {
            told(actor, "Broke off " + what + ": whoever asked for it took it no further.", Result.FAILED);
            throw new UncheckedIOException("the plain copy could not be sent", e);
        } catch (RuntimeException e) {
            told(actor, "Broke off " + what + ": " + e.getMessage(), Result.FAILED);
            throw e;
        }
    }

    private void told(Actor actor, String content, Result result) {
        audit.appendNow(AuditRecord.of(clock.instant(), actor, Tag.AUDIT, OPERATION, content, result));
    }
}
