package dev.bastide.change.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.change.engine.Sightings.Placed;
import dev.bastide.change.engine.Sightings.Purpose;
import dev.bastide.change.engine.Sightings.Sighting;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which of two steps that read alike a command was. */
class SightingsTest {
    private static final String HOST = "/shop/web/web-01";
    private static final List<String> STEPS = List.of("stop shop", "deploy 7", "start shop");
    private static final List<String> ROLLBACK = List.of("deploy 6", "start shop");

    private long seconds;

    @Test
    void aStepThatEqualsARollbackStepIsTheStepFirst() {
        Sighting start = by("start shop", null);

        Placed placed = Sightings.place(STEPS, ROLLBACK, List.of(by("stop shop", null), by("deploy 7", null), start));

        assertThat(placed.rollback()).containsExactly(List.of(), List.of());
        assertThat(Sightings.place(STEPS, ROLLBACK, List.of(start)).steps().get(2))
                .containsExactly(start);
    }

    @Test
    void oneMoreThanTheStepsNeedIsTheRollback() {
        Sighting first = by("start  shop", 0);
        Sighting second = by("start shop", 0);

        Placed placed = Sightings.place(STEPS, ROLLBACK, List.of(second, first));

        assertThat(placed.steps().get(2)).containsExactly(first);
        assertThat(placed.rollback().get(1)).containsExactly(second);
    }

    @Test
    void afterAFailureItIsTheRollback() {
        Sighting failed = by("deploy 7", 1);
        Sighting start = by("start shop", 0);

        Placed placed = Sightings.place(STEPS, ROLLBACK, List.of(by("stop shop", 0), failed, start));

        assertThat(placed.steps().get(1)).containsExactly(failed);
        assertThat(placed.steps().get(2)).isEmpty();
        assertThat(placed.rollback().get(1)).containsExactly(start);
    }

    @Test
    void whoGoesOnAfterAFailureIsStillDoingTheSteps() {
        List<Sighting> seen = List.of(by("deploy 7", 1), by("deploy 7", 0), by("start shop", 0));

        Placed placed = Sightings.place(STEPS, ROLLBACK, seen);

        assertThat(placed.steps().get(1)).hasSize(2);
        assertThat(placed.steps().get(2)).containsExactly(seen.getLast());
    }

    @Test
    void onceTheRollbackHasBegunItIsTheRollback() {
        List<Sighting> seen = List.of(by("stop shop", 0), by("deploy 6", 0), by("start shop", 0));

        Placed placed = Sightings.place(STEPS, ROLLBACK, seen);

        assertThat(placed.steps().get(2)).isEmpty();
        assertThat(placed.rollback().get(1)).containsExactly(seen.getLast());
    }

    @Test
    void aRunSaysItself() {
        Sighting undone = seen(HOST, "start shop", 0, Purpose.ROLLBACK, false);
        Sighting again = seen(HOST, "start shop", 0, Purpose.STEP, false);

        Placed placed = Sightings.place(STEPS, ROLLBACK, List.of(undone, again));

        assertThat(placed.steps().get(2)).containsExactly(again);
        assertThat(placed.rollback().get(1)).containsExactly(undone);
    }

    @Test
    void eachHostIsCountedForItself() {
        Sighting here = by("start shop", 0);
        Sighting there = seen("/shop/web/web-02", "start shop", 0, Purpose.UNSAID, false);

        Placed placed = Sightings.place(STEPS, ROLLBACK, List.of(here, there));

        assertThat(placed.steps().get(2)).containsExactly(here, there);
        assertThat(placed.rollback().get(1)).isEmpty();
    }

    @Test
    void stepsAlikeAreSeenOneAfterTheOther() {
        List<String> steps = List.of("status", "restart", "status");
        Sighting before = by("status", 0);
        Sighting after = by("status", 0);

        assertThat(Sightings.place(steps, List.of(), List.of(before)).steps())
                .containsExactly(List.of(before), List.of(), List.of());
        assertThat(Sightings.place(steps, List.of(), List.of(before, after)).steps())
                .containsExactly(List.of(before), List.of(), List.of(after));
    }

    private Sighting by(String command, @Nullable Integer exit) {
        return seen(HOST, command, exit, Purpose.UNSAID, exit != null && exit != 0);
    }

    private Sighting seen(String host, String command, @Nullable Integer exit, Purpose purpose, boolean failed) {
        Instant at = Instant.parse("2026-11-22T08:00:00Z").plusSeconds(seconds++);
        return new Sighting(UUID.randomUUID(), at, command, host, exit, purpose, failed);
    }
}
