package dev.bastide.alarm;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An alarm as it was raised. It never changes; what followed stands in {@link Telling}, {@link Acknowledgement} and
 * {@link Resolution}.
 *
 * @param number counts up, for people
 * @param kind name of its {@link AlarmKind}
 * @param node where, null where there was no tree yet
 * @param path where it is dealt with, may be empty
 * @param fork how many rows of somebody else stood in its place
 * @param closed whether a row says that it ended; whether that row counts is another question
 */
record Alarm(
        AlarmId id,
        long number,
        String kind,
        AlarmLevel level,
        @Nullable NodeId node,
        String object,
        String key,
        List<String> args,
        String path,
        String source,
        Instant raisedAt,
        int fork,
        boolean closed) {

    Alarm {
        args = List.copyOf(args);
    }

    /** How people call it. */
    String name() {
        return String.format(Locale.ROOT, "ALM-%06d", number);
    }

    /** What happened. */
    Reason reason() {
        return new Reason(key, args, "", path);
    }
}
