package dev.bastide.notification;

import dev.bastide.page.Chip;
import dev.bastide.page.Tone;
import java.util.Locale;

/** How a mail stands. */
enum DeliveryState {
    QUEUED(Tone.PROGRESS, false),
    /** A server took it. */
    SENT(Tone.HOLDS, true),
    /** A try failed; it is tried again. */
    DEFERRED(Tone.DUE, false),
    /** The address does not exist. */
    BOUNCED(Tone.VIOLATED, true),
    /** Tried for days in vain. */
    GAVE_UP(Tone.VIOLATED, true),
    /** Not tried, because the address bounced before. */
    SUPPRESSED(Tone.VIOLATED, true),
    /** The person has no address. */
    NO_ADDRESS(Tone.UNKNOWN, true);

    private final Tone tone;
    private final boolean settled;

    DeliveryState(Tone tone, boolean settled) {
        this.tone = tone;
        this.settled = settled;
    }

    boolean isSettled() {
        return settled;
    }

    /** As it stands in the database and in addresses. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static DeliveryState ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    Chip chip() {
        return Chip.of(tone, "notification.delivery." + word());
    }
}
