package dev.bastide.record.forward;

import dev.bastide.authority.PersonId;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Where records go.
 *
 * @param name as people call it
 * @param address {@code host:port} of a syslog server, or the address of a webhook
 * @param authority PEM of the authority to trust instead of the system's; empty for the system's
 * @param secret what a webhook's requests are signed with; never shown again
 * @param lagMax it alarms when it is behind for longer
 * @param askedBy who asked for it
 * @param confirmedBy the other person, who agreed
 */
record Target(
        UUID id,
        String name,
        Kind kind,
        String address,
        String authority,
        Secret secret,
        Duration lagMax,
        PersonId askedBy,
        Optional<PersonId> confirmedBy,
        State state) {

    /** How it is spoken to. */
    enum Kind {
        SYSLOG,
        SYSLOG_TLS,
        WEBHOOK
    }

    /** How far it is decided on. */
    enum State {
        ASKED,
        RUNNING,
        PAUSED,
        REMOVED
    }

    /** Whether a second person agreed, and it is still wanted. */
    boolean isAgreed() {
        return confirmedBy.isPresent() && (state == State.RUNNING || state == State.PAUSED);
    }

    Target confirmed(PersonId by) {
        return new Target(id, name, kind, address, authority, secret, lagMax, askedBy, Optional.of(by), State.RUNNING);
    }

    Target as(State next) {
        return new Target(id, name, kind, address, authority, secret, lagMax, askedBy, confirmedBy, next);
    }

    @Override
    public String toString() {
        return "Target[" + name + " " + kind + " " + address + " " + state + "]";
    }
}
