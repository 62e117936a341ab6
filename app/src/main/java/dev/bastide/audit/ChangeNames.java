package dev.bastide.audit;

import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Under which change id the record tells of what belongs together. Rooms that act for a subject they do not know - a
 * vote on it, a permit for it, a session under that permit - ask here, so that one search tells its whole story.
 */
@Component
public class ChangeNames {
    private final ObjectProvider<Namer> namers;

    ChangeNames(ObjectProvider<Namer> namers) {
        this.namers = namers;
    }

    /** Answered by a room whose subjects carry a name that people use. */
    @FunctionalInterface
    public interface Namer {
        /** The name of what this subject belongs to; empty when it is none of this room's. */
        Optional<String> name(UUID subject);
    }

    /** The change id of this subject: the name people use where there is one, else the subject itself. */
    public String of(UUID subject) {
        return find(subject).orElseGet(subject::toString);
    }

    /** The name people use; empty where there is none. */
    public Optional<String> find(UUID subject) {
        return namers.stream().flatMap(namer -> namer.name(subject).stream()).findFirst();
    }
}
