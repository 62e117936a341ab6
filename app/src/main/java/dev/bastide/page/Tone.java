package dev.bastide.page;

import java.util.Locale;

/** The order of trust in which every state is coloured; always with a word and an icon, never by colour alone. */
public enum Tone {
    /** Holds, proven. */
    HOLDS("circle-check"),
    /** In progress. */
    PROGRESS("progress"),
    /** Due, unproven. */
    DUE("clock-exclamation"),
    /** Violated, breached. */
    VIOLATED("alert-octagon"),
    /** Nobody knows. */
    UNKNOWN("help-circle");

    private final String icon;

    Tone(String icon) {
        this.icon = icon;
    }

    /** Name of its symbol on the icon sheet. */
    public String icon() {
        return icon;
    }

    /** Its CSS class: {@code tone-holds} and so on. */
    public String css() {
        return "tone-" + name().toLowerCase(Locale.ROOT);
    }
}
