package dev.bastide.bastion.door;

import dev.bastide.audit.CanaryDoor;
import dev.bastide.bastion.ssh.Knock;
import java.io.IOException;

/**
 * A canary at the SSH door, by its real port. What it meets is recorded by what records it for everybody.
 *
 * @param place where the door listens now
 * @param visit what it does there
 */
record DoorCanary(String component, String family, String operation, Place place, Visit visit) implements CanaryDoor {

    /** Where the door listens now. Throws while it is shut. */
    @FunctionalInterface
    interface Place {
        Knock now() throws IOException;
    }

    /** One visit. Throws where nobody answers, or where something was opened. */
    @FunctionalInterface
    interface Visit {
        void at(Knock door, String name) throws IOException;
    }

    @Override
    public void knock(String name) throws IOException {
        visit.at(place.now(), name);
    }
}
