package dev.bastide.audit.sequencer;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The row with which a part of a log begins, as the database has it: whether the program wrote it, its mark and its key
 * say.
 *
 * @param wrapped its key; null once that was destroyed
 * @param mark null in a row of a release before there were marks, until the first start on it
 */
record SegmentRow(
        int log,
        long first,
        LocalDate day,
        byte @Nullable [] wrapped,
        Instant openedAt,
        UUID keyId,
        byte @Nullable [] mark) {

    /**
     * What the mark is made of. The wrapped key is not in it, as it is wrapped anew when keys are rotated and destroyed in the
     * end: it opens for its own place only.
     */
    List<Object> marked() {
        return Arrays.asList((long) log, first, day.toString(), openedAt, keyId);
    }
}
