package dev.bastide.change.engine;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people type them: {@code 45m}, {@code 2h}, {@code 1h30m}, {@code 2 h 15 min}, or ISO {@code PT2H}. */
public final class DurationText {
    private static final Pattern SHORT =
            Pattern.compile("(?:(\\d{1,3})\\s*d)?\\s*(?:(\\d{1,4})\\s*h)?\\s*(?:(\\d{1,5})\\s*m(?:in)?)?");

    private DurationText() {}

    /** The duration, or empty when the text is none or is not longer than zero. */
    public static Optional<Duration> parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (lower.startsWith("p")) {
            return iso(lower);
        }
        Matcher matcher = SHORT.matcher(lower);
        if (lower.isEmpty() || !matcher.matches()) {
            return Optional.empty();
        }
        Duration sum = Duration.ofDays(number(matcher, 1))
                .plusHours(number(matcher, 2))
                .plusMinutes(number(matcher, 3));
        return Optional.of(sum).filter(Duration::isPositive);
    }

    /** Shortest form that {@link #parse} reads, to the minute. */
    public static String print(Duration duration) {
        long hours = duration.toHours();
        int minutes = duration.toMinutesPart();
        if (hours == 0) {
            return minutes + "m";
        }
        return minutes == 0 ? hours + "h" : hours + "h" + minutes + "m";
    }

    private static Optional<Duration> iso(String text) {
        try {
            return Optional.of(Duration.parse(text)).filter(Duration::isPositive);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static long number(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
