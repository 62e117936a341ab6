package dev.bastide.identity.ldap;

import java.util.List;
import java.util.stream.Stream;

/** The directory did not answer, or not so that anything may follow from it: then nobody is ended or given anything. */
final class LdapDown extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int CHARACTERS_MAX = 200;

    private final transient List<String> args;

    LdapDown(String key, String... args) {
        super(key);
        this.args = Stream.of(args).map(LdapDown::fit).toList();
    }

    String key() {
        return String.valueOf(getMessage());
    }

    List<String> args() {
        return args;
    }

    private static String fit(String text) {
        String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.length() <= CHARACTERS_MAX ? line : line.substring(0, CHARACTERS_MAX);
    }
}
