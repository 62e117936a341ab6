package dev.bastide.page;

import java.util.List;

/**
 * What was sent cannot be understood or breaks a plain limit. Ends as 400 with the exit code 2; a form shows it beside
 * the field. It is no refusal: no rule was asked.
 */
public final class BadInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final transient List<String> args;

    public BadInput(String field, String key, List<String> args) {
        super(key);
        this.field = field;
        this.args = List.copyOf(args);
    }

    /** A mistake in one field. */
    public static BadInput in(String field, String key, String... args) {
        return new BadInput(field, key, List.of(args));
    }

    /** The field or place at fault; empty when it is none in particular. */
    public String field() {
        return field;
    }

    /** Message key of what is wrong. */
    public String key() {
        return String.valueOf(getMessage());
    }

    /** Arguments of the message. */
    public List<String> args() {
        return args;
    }
}
