package dev.bastide.intake.canary;

import dev.bastide.audit.CanaryDoor;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** All that canaries are sent at: the door of console and API, and the doors of other rooms. */
@Component
class Aims {
    private final OwnDoor door;
    private final ObjectProvider<CanaryDoor> others;

    Aims(OwnDoor door, ObjectProvider<CanaryDoor> others) {
        this.door = door;
        this.others = others;
    }

    List<Aim> all() {
        return Stream.concat(
                        Try.ALL.stream().map(what -> Aim.of(what, door)),
                        others.orderedStream().map(Aim::of))
                .toList();
    }
}
