package dev.bastide.alarm;

import java.util.Locale;

/** Whose turn it is: the rungs of the ladder that an alarm climbs until somebody acknowledges it. */
enum Rung {
    /** Who is first on duty on the node, or on the nearest node above that has somebody on duty. */
    ON_DUTY(0),
    /** The others on duty there, and who is on duty next. */
    NEXT(1),
    /** The head of the node. */
    HEAD(2),
    /** The head of the node above, or the nearest above him who was not told yet. */
    ABOVE(3),
    /** Information security officers, and failing them whoever is left; told again until somebody has it. */
    OFFICER(4);

    private final int place;

    Rung(int place) {
        this.place = place;
    }

    /** How many rungs lie below. */
    int place() {
        return place;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Rung ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
