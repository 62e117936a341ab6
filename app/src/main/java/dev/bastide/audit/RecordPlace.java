package dev.bastide.audit;

/**
 * Where a record stands among all, as one number: higher is later. What has its place in a log has it for ever, sealed or
 * not, below zero; what still waits for one stands above all logs, by its row in the inbox.
 */
public final class RecordPlace {
    private static final int INDEX_BITS = 44;
    private static final long INDEX_MAX = (1L << INDEX_BITS) - 1;
    private static final int LOG_MAX = 1 << (Long.SIZE - INDEX_BITS - 1);

    private RecordPlace() {}

    /** Of the record with this index of this log. */
    public static long of(int log, long index) {
        if (log < 0 || log >= LOG_MAX || index < 0 || index > INDEX_MAX) {
            throw new IllegalArgumentException("no place for record " + index + " of log " + log);
        }
        return Long.MIN_VALUE + ((long) log << INDEX_BITS) + index;
    }

    /** Whether this is the place of a record in a log. */
    public static boolean isLogged(long place) {
        return place < 0;
    }

    /** The number of the log. */
    public static int log(long place) {
        return (int) ((place - Long.MIN_VALUE) >>> INDEX_BITS);
    }

    /** The index in the log. */
    public static long index(long place) {
        return place & INDEX_MAX;
    }
}
