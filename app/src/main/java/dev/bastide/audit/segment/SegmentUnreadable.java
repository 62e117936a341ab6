package dev.bastide.audit.segment;

/** A segment or sidecar that does not give what was sealed. It never gives anything else instead. */
public final class SegmentUnreadable extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why it is not read. */
    public enum Why {
        /** There is no such file. */
        MISSING,
        /** It ends before its end, or goes on after it. */
        TRUNCATED,
        /** It was sealed with another key than the one given, by its own word. */
        OTHER_KEY,
        /** The key does not open it: bytes were changed, or the key is a wrong one under the right name. */
        ALTERED,
        /** It is whole, but another one than was sealed here. */
        OTHER_FILE,
        /** The disk failed. */
        DISK
    }

    private final Why why;

    SegmentUnreadable(Why why, String what) {
        super(what);
        this.why = why;
    }

    SegmentUnreadable(Why why, String what, Throwable cause) {
        super(what, cause);
        this.why = why;
    }

    /** The kind of failure. */
    public Why why() {
        return why;
    }
}
