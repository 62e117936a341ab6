package dev.bastide.change;

import dev.bastide.bastion.Run;
import dev.bastide.bastion.Runner;
import dev.bastide.bastion.SessionId;
import dev.bastide.change.engine.Sightings;
import dev.bastide.change.engine.Sightings.Purpose;
import dev.bastide.change.engine.Sightings.Sighting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Sets beside each approved step and roll-back step where it was seen; what runs did is known from them. */
@Component
class StepsSeen {
    private final SeenRows seen;
    private final Runner runner;

    StepsSeen(SeenRows seen, Runner runner) {
        this.seen = seen;
        this.runner = runner;
    }

    Sightings.Placed of(Operation operation) {
        Map<UUID, Ran> ran = ran(operation);
        List<Sighting> sightings = seen.of(operation.id()).stream()
                .map(row -> sighting(row, ran.get(row.session())))
                .toList();
        return Sightings.place(operation.content().steps(), operation.content().rollback(), sightings);
    }

    /** What a session of a run was for, and whether its step is known not to have ended well. */
    private record Ran(Purpose purpose, boolean failed) {}

    private Map<UUID, Ran> ran(Operation operation) {
        Map<UUID, Ran> ran = new HashMap<>();
        for (Run run : runner.ofOperation(operation.id().value())) {
            Purpose purpose = run.rollbackOf() == null ? Purpose.STEP : Purpose.ROLLBACK;
            for (Run.Step step : run.steps()) {
                SessionId session = step.session();
                if (session != null) {
                    boolean failed = step.state() == Run.StepState.FAILED || step.state() == Run.StepState.UNKNOWN;
                    ran.put(session.value(), new Ran(purpose, failed));
                }
            }
        }
        return ran;
    }

    private static Sighting sighting(SeenRows.Row row, @Nullable Ran ran) {
        boolean failed = ran == null ? row.exit() != null && row.exit() != 0 : ran.failed();
        Purpose purpose = ran == null ? Purpose.UNSAID : ran.purpose();
        return new Sighting(row.session(), row.at(), row.command(), row.host(), row.exit(), purpose, failed);
    }
}
