package dev.bastide.intake.canary;

import dev.bastide.audit.CanaryDoor;
import dev.bastide.intake.engine.EventFamily;
import java.io.IOException;

/**
 * What a canary is sent at: a family of events of a component of this program, and how it comes there.
 *
 * @param operation under which the record of it stands
 */
record Aim(String component, EventFamily family, String operation, Knocking knocking) {

    /** Comes to the door under this name. */
    @FunctionalInterface
    interface Knocking {
        /** Throws where nobody answers. */
        void at(String name) throws IOException, InterruptedException;
    }

    static Aim of(Try what, OwnDoor door) {
        return new Aim(what.component(), what.family(), what.operation(), name -> door.knock(what, name));
    }

    static Aim of(CanaryDoor door) {
        EventFamily family = EventFamily.ofWord(door.family()).orElseThrow();
        return new Aim(door.component(), family, door.operation(), door::knock);
    }
}
