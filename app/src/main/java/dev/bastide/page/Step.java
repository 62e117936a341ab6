package dev.bastide.page;

/**
 * Something that can be done from a page.
 *
 * @param labelKey message key of its verb
 * @param path where it leads or what it is sent to
 * @param sends whether it changes something (a form with POST) rather than leads somewhere
 * @param confirm the name that must be typed first when it is dangerous, else empty
 */
public record Step(String labelKey, String path, boolean sends, String confirm) {

    /** A link. */
    public static Step go(String labelKey, String path) {
        return new Step(labelKey, path, false, "");
    }

    /** A button that sends. */
    public static Step send(String labelKey, String path) {
        return new Step(labelKey, path, true, "");
    }

    /** A dangerous button: the name has to be typed; {@code <labelKey>.effect} says what will happen. */
    public static Step dangerous(String labelKey, String path, String name) {
        return new Step(labelKey, path, true, name);
    }
}
