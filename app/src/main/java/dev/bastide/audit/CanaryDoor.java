package dev.bastide.audit;

import java.io.IOException;

/**
 * Port: a door of this program at which the canary knocks to see that it still logs. Rooms that keep a door answer with
 * beans; the room that sends canaries asks them all, and looks for the record itself. Source: seed 000 s4 (A113).
 */
public interface CanaryDoor {
    /** The component that the door is, as the matrix names it, such as {@code bastide/ssh}: no name of a source. */
    String component();

    /** The family of events that it logs: {@code users}, {@code verification}, {@code authorisation}, {@code login}, {@code access}. */
    String family();

    /** The operation under which the record of a refused canary stands. */
    String operation();

    /**
     * Comes to the door from outside, as a stranger of this name, and is refused by what refuses everybody. The record of
     * it may be written after this returns. Throws where nobody answered, or where he was let in.
     *
     * @param name visibly a canary's, {@code canary-} and an id
     */
    void knock(String name) throws IOException;
}
