package dev.bastide.notification;

import java.util.regex.Pattern;

/**
 * What sort of notice it is.
 *
 * @param name {@code room.noun}, such as {@code approval.asked}
 * @param urgent an alarm: quiet hours never hold it back, and mail is tried again sooner
 * @param security while unread it stands across every page, and after a day it is told to others (A124)
 */
public record NoticeKind(String name, boolean urgent, boolean security) {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9.-]{2,60}");

    public NoticeKind {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("a kind of notice is named room.noun: " + name);
        }
    }

    /** A kind that is no security message. */
    public NoticeKind(String name, boolean urgent) {
        this(name, urgent, false);
    }

    /** A security message: urgent, and insisted on until it is read. */
    public static NoticeKind security(String name) {
        return new NoticeKind(name, true, true);
    }
}
