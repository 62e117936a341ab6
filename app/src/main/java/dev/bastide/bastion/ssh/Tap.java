package dev.bastide.bastion.ssh;

/**
 * The recorder's side of one session. Calls never overlap. Each is made <em>before</em> the thing itself is passed on;
 * what it throws ends the session: no record, no session.
 */
public interface Tap {
    /** The session runs; the handle ends it. */
    void started(LiveSession session);

    /** Bytes that are about to be passed on. The array belongs to the caller and changes after the call. */
    void bytes(Direction direction, byte[] bytes, int offset, int length);

    /** The person's terminal has this size. */
    void resized(int columns, int rows);

    /** Another request on the channel: {@code env LANG=C}, {@code signal INT}, {@code break}. */
    void request(String type, String detail);

    /** The session is over; called exactly once, also if it never started. */
    void ended(Exit exit);
}
