package dev.bastide.record.review;

import java.util.List;

/**
 * Records of one log that follow each other.
 *
 * @param first the first index
 * @param past the index after the last
 */
record LogSpan(int log, long first, long past) {
    LogSpan {
        if (first < 0 || past < first) {
            throw new IllegalArgumentException("a span goes forward: " + first + " to " + past);
        }
    }

    /** A place in a log. */
    record Place(int log, long index) {}

    long size() {
        return past - first;
    }

    /** How many records these spans have in all. */
    static long size(List<LogSpan> spans) {
        return spans.stream().mapToLong(LogSpan::size).sum();
    }

    /** The place of the n-th record of these spans, counted from 0. */
    static Place place(List<LogSpan> spans, long position) {
        long left = position;
        for (LogSpan span : spans) {
            if (left < span.size()) {
                return new Place(span.log(), span.first() + left);
            }
            left -= span.size();
        }
        throw new IllegalArgumentException("no record " + position + " in " + spans);
    }

    /** As an auditor reads it: {@code 1/0-99}, and {@code 1/0-} for none. */
    String words() {
        return log + "/" + first + "-" + (past == first ? "" : Long.toString(past - 1));
    }
}
