package dev.bastide.authority;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who does something, from where and through which door: what a decision is asked for and what a record names.
 *
 * @param kind person, machine or nobody known
 * @param person the human being, absent for machines and strangers
 * @param id the user ID written into records: a login, or a machine's name
 * @param name the user name written into records
 * @param group the user group written into records: the team, or {@code -} when there is none
 * @param address the peer's IP address in text, as seen by us or told by a configured proxy
 * @param method the door
 * @param session the web session, token or SSH session the act belongs to, where there is one
 */
public record Actor(
        Kind kind,
        @Nullable PersonId person,
        String id,
        String name,
        String group,
        String address,
        AccessMethod method,
        @Nullable String session) {

    /** The request attribute under which the signed-in actor stands. */
    public static final String ATTRIBUTE = Actor.class.getName();

    /** What kind of being acts. */
    public enum Kind {
        PERSON,
        MACHINE,
        STRANGER
    }

    public Actor {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(method);
        requireText(id, "id");
        requireText(name, "name");
        requireText(group, "group");
        requireText(address, "address");
        if ((kind == Kind.PERSON) != (person != null)) {
            throw new IllegalArgumentException("exactly a person has a person id");
        }
    }

    /** The program itself at work: a schedule, the runner, a local command. */
    public static Actor machine(String name, AccessMethod method) {
        return new Actor(Kind.MACHINE, null, "machine:" + name, name, "bastide", "127.0.0.1", method, null);
    }

    /** Somebody who has not proved who he is; {@code claimed} is what he said, cut to a sane length. */
    public static Actor stranger(String claimed, String address, AccessMethod method) {
        String text = claimed.isBlank() ? "unknown" : claimed.strip();
        String cut = text.length() <= 64 ? text : text.substring(0, 64);
        return new Actor(Kind.STRANGER, null, "?" + cut, cut, "-", address, method, null);
    }

    /** The person's id. Throws {@link IllegalStateException} for machines and strangers, who have none. */
    public PersonId requirePerson() {
        if (person == null) {
            throw new IllegalStateException("this act needs a person, not " + id);
        }
        return person;
    }

    private static void requireText(String value, String what) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("an actor's " + what + " is not blank");
        }
    }
}
