package dev.bastide.page;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Words for times: relative to read, exact to quote. */
final class TimeWords {
    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private TimeWords() {}

    static String relative(Words words, Instant now, Instant instant) {
        Duration distance = Duration.between(instant, now);
        if (distance.abs().compareTo(Duration.ofSeconds(45)) < 0) {
            return words.say("page.time.now");
        }
        String amount = coarse(words, distance.abs());
        return words.say(distance.isNegative() ? "page.time.in" : "page.time.ago", amount);
    }

    static String left(Words words, Instant now, Instant due) {
        Duration distance = Duration.between(now, due);
        String amount = coarse(words, distance.abs());
        return words.say(distance.isNegative() ? "page.time.overdue" : "page.time.left", amount);
    }

    static String exact(Words words, ZoneId zone, Instant instant) {
        return inZone(EXACT, zone, instant) + " " + zone.getId();
    }

    static String minute(ZoneId zone, Instant instant) {
        return inZone(MINUTE, zone, instant);
    }

    /** What somebody else wrote may be a time that no calendar has, as the infinity of the database: no page breaks of it. */
    private static String inZone(DateTimeFormatter format, ZoneId zone, Instant instant) {
        try {
            return format.withZone(zone).format(instant);
        } catch (DateTimeException e) {
            return instant.isBefore(Instant.EPOCH) ? "-\u221e" : "\u221e";
        }
    }

    static String duration(Words words, Duration duration) {
        long minutes = duration.abs().toMinutes();
        if (minutes < 1) {
            return words.say("page.time.seconds", duration.abs().toSeconds());
        }
        long days = minutes / 1440;
        long hours = minutes / 60 % 24;
        long rest = minutes % 60;
        StringBuilder text = new StringBuilder();
        append(text, words, "page.time.days", days);
        append(text, words, "page.time.hours", hours);
        append(text, words, "page.time.minutes", days > 0 ? 0 : rest);
        return text.toString();
    }

    private static void append(StringBuilder text, Words words, String key, long amount) {
        if (amount > 0) {
            text.append(text.isEmpty() ? "" : " ").append(words.say(key, amount));
        }
    }

    /** One unit is enough for a glance. */
    private static String coarse(Words words, Duration distance) {
        if (distance.toDays() >= 2) {
            return words.say("page.time.days", distance.toDays());
        }
        if (distance.toHours() >= 2) {
            return words.say("page.time.hours", distance.toHours());
        }
        return words.say("page.time.minutes", Math.max(1, distance.toMinutes()));
    }
}
