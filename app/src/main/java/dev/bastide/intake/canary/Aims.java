package dev.bastide.intake.canary;

import dev.bastide.audit.CanaryDoor;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** All that canaries are sent at: the door of console and API, and the doors of other rooms. */
@Component
class Aims {
    private final Supplier<Stream<Aim>> all;

    @Autowired
    Aims(OwnDoor door, ObjectProvider<CanaryDoor> others) {
        this.all = () -> Stream.concat(
                Try.ALL.stream().map(what -> Aim.of(what, door)),
                others.orderedStream().map(Aim::of));
    }

    /** These and no others. */
    Aims(List<Aim> these) {
        this.all = these::stream;
    }

    List<Aim> all() {
        return all.get().toList();
    }
}
