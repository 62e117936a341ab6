package dev.bastide.bastion.ssh;

import java.time.Instant;
import java.util.UUID;

/** A session that runs now. */
public interface LiveSession {
    /** The identifier that the gate gave. */
    UUID id();

    /** The instant after which the door ends it by itself. */
    Instant notAfter();

    /** The door ends it later than it said before; an earlier instant changes nothing. */
    void prolong(Instant until);

    /**
     * Ends both legs within a second: the program on the host is killed, the person reads this text. Returns at once;
     * a second call does nothing.
     */
    void end(String text);

    /** Bytes that came from the person so far. */
    long inputBytes();

    /** Bytes that came from the host so far. */
    long outputBytes();
}
