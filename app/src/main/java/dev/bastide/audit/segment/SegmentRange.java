package dev.bastide.audit.segment;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The records of one segment: indexes of the log from {@code from} to before {@code to}. It names the segment's files. */
public record SegmentRange(long from, long to) {
    private static final Pattern NAME = Pattern.compile("(0|[1-9]\\d{0,18})-([1-9]\\d{0,18})\\.parquet");

    public SegmentRange {
        if (from < 0 || to <= from || to - from > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("no segment holds the records from " + from + " to before " + to);
        }
    }

    /** How many records. */
    public int size() {
        return (int) (to - from);
    }

    /** Whether the record with this index is in it. */
    public boolean has(long index) {
        return index >= from && index < to;
    }

    /** The name of the sealed file, the same as in a bundle. */
    public String fileName() {
        return from + "-" + to + ".parquet";
    }

    /** The name of the sidecar beside it. */
    public String indexName() {
        return from + "-" + to + ".index";
    }

    /** The range that a sealed file's name tells, or nothing where it is no such name. */
    public static Optional<SegmentRange> ofFileName(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SegmentRange(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
