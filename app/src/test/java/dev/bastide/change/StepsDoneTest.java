package dev.bastide.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.change.engine.Sightings.Purpose;
import dev.bastide.change.engine.Sightings.Sighting;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Finishing comes before running once every step was seen on every host, and not one step earlier. */
class StepsDoneTest {
    @Test
    void holdsWithEveryStepSeenOnEveryHost() {
        OperationView.Steps steps = steps(
                step("uptime", seen("web-01", false), seen("web-02", false)),
                step("df -h", seen("web-02", false), seen("web-01", true), seen("web-01", false)));

        assertThat(steps.allSeenOn(2)).isTrue();
    }

    @Test
    void bitesWhereAStepIsMissingFailedOrWasSeenOnOneHostOnly() {
        assertThat(steps(step("uptime", seen("web-01", false)), step("df -h")).allSeenOn(1))
                .isFalse();
        assertThat(steps(step("uptime", seen("web-01", true))).allSeenOn(1)).isFalse();
        assertThat(steps(step("uptime", seen("web-01", false))).allSeenOn(2)).isFalse();
        assertThat(steps().allSeenOn(0)).isFalse();
    }

    private static OperationView.Steps steps(OperationView.Step... forward) {
        return new OperationView.Steps(List.of(forward), List.of());
    }

    private static OperationView.Step step(String text, Sighting... seen) {
        return new OperationView.Step(text, List.of(seen), false);
    }

    private static Sighting seen(String host, boolean failed) {
        return new Sighting(new UUID(0, 1), Instant.EPOCH, "it", host, failed ? 1 : 0, Purpose.UNSAID, failed);
    }
}
