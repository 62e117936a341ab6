package dev.bastide.audit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a search found, and how far it looked.
 *
 * @param records in the order of the search
 * @param scanned how many records were looked at
 * @param unreadable how many could not be opened: a wrong key or bytes that were tampered with
 * @param next where to go on looking, or null when everything was looked at
 * @param bounded whether it stopped because it had looked at enough, not because the page was full
 * @param reached when what it looked at last was logged, where it stopped so
 */
public record AuditFindings(
        List<StoredRecord> records,
        long scanned,
        long unreadable,
        @Nullable Long next,
        boolean bounded,
        @Nullable Instant reached) {
    public AuditFindings {
        records = List.copyOf(records);
    }

    /** Nothing, as nothing was looked for. */
    public static AuditFindings none() {
        return new AuditFindings(List.of(), 0, 0, null, false, null);
    }
}
