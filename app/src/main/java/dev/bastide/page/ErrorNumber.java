package dev.bastide.page;

import java.util.Locale;

/** A short number that stands on the page and in the log, so that one finds the other. */
final class ErrorNumber {
    private ErrorNumber() {}

    /** Differs from failure to failure; says nothing of what it is. */
    static String of(Throwable failure) {
        return "E-" + Integer.toHexString(System.identityHashCode(failure)).toUpperCase(Locale.ROOT);
    }
}
