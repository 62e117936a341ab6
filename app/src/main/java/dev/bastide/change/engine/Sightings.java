package dev.bastide.change.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells which approved step each command seen was. Where a step and a roll-back step read alike, what was seen counts
 * as the step, until the step has been done on that host; as the roll-back only after that, after a failure, or once the
 * roll-back has begun. A run knows itself what it did. Source: seed 000 s2.2 (A48).
 */
public final class Sightings {
    private Sightings() {}

    /** What is known of the purpose of a command. */
    public enum Purpose {
        /** A run of the steps gave it. */
        STEP,
        /** A run of the roll-back gave it. */
        ROLLBACK,
        /** A person gave it, who does not say. */
        UNSAID
    }

    /**
     * One command that was seen to be given.
     *
     * @param exit how it ended, where that was seen
     * @param failed whether it is known not to have ended well
     */
    public record Sighting(
            UUID session,
            Instant at,
            String command,
            String host,
            @Nullable Integer exit,
            Purpose purpose,
            boolean failed) {}

    /** For each step and each roll-back step, in their order, where it was seen. */
    public record Placed(List<List<Sighting>> steps, List<List<Sighting>> rollback) {
        public Placed {
            steps = steps.stream().map(List::copyOf).toList();
            rollback = rollback.stream().map(List::copyOf).toList();
        }
    }

    /** Gives each sighting its place; what stands at none is left out. */
    public static Placed place(List<String> steps, List<String> rollback, List<Sighting> seen) {
        Half forward = new Half(steps);
        Half back = new Half(rollback);
        Set<String> undoing = new HashSet<>();
        for (Sighting one :
                seen.stream().sorted(Comparator.comparing(Sighting::at)).toList()) {
            boolean undoes = switch (one.purpose()) {
                case STEP -> false;
                case ROLLBACK -> true;
                case UNSAID ->
                    back.knows(one) && (!forward.knows(one) || undoing.contains(one.host()) || !forward.open(one));
            };
            Half half = undoes ? back : forward;
            if (!half.knows(one)) {
                continue;
            }
            half.take(one);
            if (undoes || one.failed()) {
                undoing.add(one.host());
            } else {
                undoing.remove(one.host());
            }
        }
        return new Placed(forward.found, back.found);
    }

    /** The steps or the roll-back steps, and what was found of each so far. */
    private static final class Half {
        private final List<String> texts;
        private final List<List<Sighting>> found = new ArrayList<>();
        private final Map<String, Set<Integer>> done = new HashMap<>();

        Half(List<String> texts) {
            this.texts = texts;
            texts.forEach(text -> found.add(new ArrayList<>()));
        }

        boolean knows(Sighting one) {
            return !Deviations.places(texts, one.command()).isEmpty();
        }

        /** Whether a step of this text has still to be done on that host. */
        boolean open(Sighting one) {
            return Deviations.places(texts, one.command()).stream()
                    .anyMatch(place -> !done(one).contains(place));
        }

        /** Of several steps alike, the first that is not done; a repetition stands with the last of them. */
        void take(Sighting one) {
            List<Integer> places = Deviations.places(texts, one.command());
            int place = places.stream()
                    .filter(open -> !done(one).contains(open))
                    .findFirst()
                    .orElse(places.getLast());
            found.get(place).add(one);
            if (!one.failed()) {
                done(one).add(place);
            }
        }

        private Set<Integer> done(Sighting one) {
            return done.computeIfAbsent(one.host(), host -> new HashSet<>());
        }
    }
}
