package dev.bastide.change;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.bastion.Run;
import dev.bastide.change.engine.State;
import dev.bastide.page.BadInput;
import dev.bastide.page.Problem;
import dev.bastide.page.Words;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells how an operation goes, line by line. Each answer waits until there is something new, and names the place from
 * which the next one goes on; so a reader follows it over a lost connection and over a restart of the program. The answer
 * that finds the operation over carries the exit code of its outcome.
 */
@RestController
class WatchApi {
    private static final String NEXT_HEADER = "X-Bastide-Next";
    private static final Duration LOOK = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Operations operations;
    private final Running running;
    private final OperationTelling telling;

    WatchApi(Operations operations, Running running, OperationTelling telling) {
        this.operations = operations;
        this.running = running;
        this.telling = telling;
    }

    /** How far a reader has come: entries of the story, and events of steps. */
    private record Place(int entries, int events) {
        static Place of(String text) {
            String[] parts = text.isEmpty() ? new String[] {"0", "0"} : text.split("\\.", -1);
            if (parts.length != 2 || !parts[0].matches("[0-9]{1,6}") || !parts[1].matches("[0-9]{1,6}")) {
                throw BadInput.in("after", "change.bad.place");
            }
            return new Place(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        }

        @Override
        public String toString() {
            return entries + "." + events;
        }
    }

    /** One line and when it happened. */
    private record Line(Instant at, String text) {}

    @GetMapping(path = "/api/v1/operations/{reference}/watch", produces = MediaType.TEXT_PLAIN_VALUE)
    @Act("operation.read")
    ResponseEntity<String> watch(
            Actor actor, @PathVariable String reference, @RequestParam(defaultValue = "") String after, Words words) {
        Place place = Place.of(after);
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Operation operation = operations.require(actor, reference);
            List<Run> runs = running.runs(operation).reversed();
            List<Line> story = story(operation, words);
            List<Line> events = events(runs, words);
            boolean idle = runs.stream().noneMatch(run -> run.state() == Run.State.RUNNING);
            Optional<Run> unbegun = unbegun(operation, runs);
            boolean over = idle && (operation.state().isOver() || unbegun.isPresent());
            boolean news = story.size() > place.entries() || events.size() > place.events();
            if (over || news || System.nanoTime() > until) {
                Place next = new Place(story.size(), events.size());
                String text = fresh(story, place.entries(), events, place.events());
                return over
                        ? answer(next)
                                .header(Problem.EXIT_HEADER, Integer.toString(exit(operation, runs, unbegun)))
                                .body(text + last(operation, unbegun.isPresent(), words))
                        : answer(next).body(text);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private static ResponseEntity.BodyBuilder answer(Place next) {
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
                .header("Cache-Control", "no-store")
                .header(NEXT_HEADER, next.toString());
    }

    /** 0 done, 1 failed or taken back, 3 not approved or out of time, 4 nobody saw how it ended. */
    static int exit(State state) {
        return switch (state) {
            case DONE -> 0;
            case REJECTED, EXPIRED -> 3;
            case UNKNOWN -> 4;
            case FAILED, CANCELLED, DRAFT, ASKED, APPROVED, RUNNING -> 1;
        };
    }

    /** The run of this approval that ended before its first step, so that the operation stands approved as before. */
    private static Optional<Run> unbegun(Operation operation, List<Run> oldestFirst) {
        return oldestFirst.reversed().stream()
                .filter(run -> run.rollbackOf() == null)
                .findFirst()
                .filter(run -> operation.state() == State.APPROVED
                        && run.permit().equals(operation.permit())
                        && !run.touchedAnything());
    }

    // A rule that refused the run is told from a run that somebody stopped or that never got through.
    private static int exit(Operation operation, List<Run> oldestFirst, Optional<Run> unbegun) {
        if (unbegun.isPresent()) {
            return unbegun.get().why() == null ? 1 : 3;
        }
        boolean lost = !oldestFirst.isEmpty()
                && oldestFirst.getLast().rollbackOf() != null
                && oldestFirst.getLast().state() == Run.State.UNKNOWN;
        return lost ? exit(State.UNKNOWN) : exit(operation.state());
    }

    private static String last(Operation operation, boolean unbegun, Words words) {
        if (unbegun) {
            return words.say("change.watch.unbegun", operation.name()) + "\n";
        }
        return operation.name() + ": "
                + words.say("change.state." + operation.state().word()) + "\n";
    }

    private static String fresh(List<Line> story, int entries, List<Line> events, int seen) {
        List<Line> fresh = new ArrayList<>(story.subList(Math.min(entries, story.size()), story.size()));
        fresh.addAll(events.subList(Math.min(seen, events.size()), events.size()));
        fresh.sort(Comparator.comparing(Line::at));
        return fresh.stream().map(Line::text).collect(Collectors.joining());
    }

    private List<Line> story(Operation operation, Words words) {
        return telling.told(operation, words).stream()
                .map(told -> new Line(told.at(), OperationTelling.line(told)))
                .toList();
    }

    /** What happened to the steps, in the order in which the runner does them: this list only grows. */
    private static List<Line> events(List<Run> oldestFirst, Words words) {
        List<Line> events = new ArrayList<>();
        for (Run run : oldestFirst) {
            for (Run.Step step : run.steps()) {
                add(events, step, step.announced(), Run.StepState.ANNOUNCED, words);
                add(events, step, step.ended(), step.state(), words);
                if (step.state() == Run.StepState.SKIPPED) {
                    add(events, step, Objects.requireNonNullElse(run.ended(), run.started()), step.state(), words);
                }
            }
        }
        return events;
    }

    private static void add(List<Line> events, Run.Step step, @Nullable Instant at, Run.StepState state, Words words) {
        if (at == null) {
            return;
        }
        boolean ended = state != Run.StepState.ANNOUNCED && step.exitCode() != null;
        events.add(new Line(
                at,
                "  " + OperationTelling.flat(step.hostPath() + "$ " + step.text()) + "  "
                        + words.say("change.step-state." + state.word())
                        + (ended ? " (exit " + step.exitCode() + ")" : "") + "\n"));
    }
}
