package dev.bastide.alarm;

import dev.bastide.page.Chip;
import dev.bastide.page.Tone;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * How grave an alarm is, and with that how long each rung of the ladder is waited for. No setting makes people wait longer
 * than the most of a level; the database holds the same figures.
 */
public enum AlarmLevel {
    /** Somebody must look now, at night too. */
    CRITICAL(Tone.VIOLATED, 5, 15),
    /** Within the hour. */
    HIGH(Tone.VIOLATED, 15, 60),
    /** Today. */
    MEDIUM(Tone.DUE, 60, 240),
    /** When there is time, but not never. */
    LOW(Tone.UNKNOWN, 240, 1_440);

    private final Tone tone;
    private final int minutes;
    private final int minutesMax;

    AlarmLevel(Tone tone, int minutes, int minutesMax) {
        this.tone = tone;
        this.minutes = minutes;
        this.minutesMax = minutesMax;
    }

    /** As it stands in the database, in addresses and in message keys. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static AlarmLevel ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    Chip chip() {
        return Chip.of(tone, key());
    }

    String key() {
        return "alarm.level." + word();
    }

    /** What holds while nobody has set anything. */
    List<Integer> minutes() {
        return Collections.nCopies(Rung.values().length, minutes);
    }

    /** The longest that any rung may be waited for. */
    Duration most() {
        return Duration.ofMinutes(minutesMax);
    }
}
