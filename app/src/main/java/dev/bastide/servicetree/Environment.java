package dev.bastide.servicetree;

import java.util.Locale;

/** How much is at stake on a node; ordered, the strictest first. What lies below production is production. */
public enum Environment {
    PRODUCTION,
    STAGING,
    TEST;

    /** The word used in the database, the API and the set-up file. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads that word. Throws {@link IllegalArgumentException} for any other. */
    public static Environment of(String word) {
        for (Environment environment : values()) {
            if (environment.word().equals(word)) {
                return environment;
            }
        }
        throw new IllegalArgumentException("servicetree.bad.environment");
    }

    /** Whether rules here are laxer than there. */
    public boolean weakerThan(Environment other) {
        return compareTo(other) > 0;
    }
}
