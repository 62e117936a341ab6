package dev.bastide.audit;

import org.jspecify.annotations.Nullable;

/**
 * The sealed segment that holds a record, or may hold it, is not what was sealed: its file was altered, cut, exchanged or
 * removed. That is neither a record that does not exist nor a failure of this program.
 */
public final class SegmentDamaged extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SegmentDamaged(@Nullable Throwable cause) {
        super("a sealed segment is not what was sealed", cause);
    }
}
