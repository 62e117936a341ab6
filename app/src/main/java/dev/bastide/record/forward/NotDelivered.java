package dev.bastide.record.forward;

import java.util.List;

/** A target did not acknowledge what it was sent, and why: a message key with arguments. */
final class NotDelivered extends Exception {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final transient List<String> args;

    NotDelivered(String key, String... args) {
        super(key + " " + String.join(", ", args));
        this.key = key;
        this.args = List.of(args);
    }

    String key() {
        return key;
    }

    List<String> args() {
        return args;
    }
}
