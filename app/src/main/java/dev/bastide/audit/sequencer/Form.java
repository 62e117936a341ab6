package dev.bastide.audit.sequencer;

import java.util.Locale;

/** What a record of the log is made of. */
enum Form {
    /** A record of the inbox. */
    RECORD,
    /** One that could not be opened: its place is taken by a record that says so. */
    UNREADABLE,
    /** What the log itself says: that it begins, or what never arrived. */
    DECLARED,
    /** A numbered record that came after its number was given up, or another one under a number that is taken. */
    LATE,
    /** Such a one that could not be opened either. */
    LATE_UNREADABLE;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isLate() {
        return this == LATE || this == LATE_UNREADABLE;
    }

    boolean isUnreadable() {
        return this == UNREADABLE || this == LATE_UNREADABLE;
    }

    /** The form of the same record where it cannot be opened. */
    Form unreadable() {
        return isLate() ? LATE_UNREADABLE : UNREADABLE;
    }

    static Form of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
