package dev.bastide.page;

/**
 * A labelled value beside a story or in a panel.
 *
 * @param labelKey message key of the label
 * @param value what is shown
 */
public record Fact(String labelKey, Cell value) {

    /** A fact in plain text. */
    public static Fact text(String labelKey, String value) {
        return new Fact(labelKey, Cell.text(value));
    }
}
