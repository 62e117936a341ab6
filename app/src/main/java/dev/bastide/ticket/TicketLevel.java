package dev.bastide.ticket;

import dev.bastide.page.Chip;
import dev.bastide.page.Tone;
import java.time.Duration;
import java.util.Locale;

/** How pressing a ticket is, and with that how long it may take where its kind names no time of its own. */
public enum TicketLevel {
    CRITICAL(Tone.VIOLATED, 1),
    HIGH(Tone.VIOLATED, 3),
    MEDIUM(Tone.DUE, 14),
    LOW(Tone.UNKNOWN, 90);

    private final Tone tone;
    private final int days;

    TicketLevel(Tone tone, int days) {
        this.tone = tone;
        this.days = days;
    }

    /** As it stands in the database, in addresses and in message keys. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The level of this word. Throws {@link IllegalArgumentException} when there is none. */
    public static TicketLevel ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** How long it may take. */
    public Duration patience() {
        return Duration.ofDays(days);
    }

    Chip chip() {
        return Chip.of(tone, key());
    }

    String key() {
        return "ticket.level." + word();
    }
}
