package dev.bastide.change;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.bastion.Run;
import dev.bastide.page.Words;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Runs an operation and tells how it goes, line by line, until it is over. */
@RestController
class RunApi {
    private static final Duration LOOK = Duration.ofMillis(400);
    private static final Duration LONGEST = Duration.ofHours(24);

    private final Operations operations;
    private final Running running;
    private final OperationTelling telling;
    private final Clock clock;

    RunApi(Operations operations, Running running, OperationTelling telling, Clock clock) {
        this.operations = operations;
        this.running = running;
        this.telling = telling;
        this.clock = clock;
    }

    @PostMapping(
            path = "/api/v1/operations/{reference}/run",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
    @Act("operation.run")
    ResponseEntity<Object> run(
            Actor actor,
            @PathVariable String reference,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        running.start(actor, operations.require(actor, reference));
        return answer(actor, reference, words, accept);
    }

    @PostMapping(
            path = "/api/v1/operations/{reference}/roll-back",
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
    @Act("operation.run")
    ResponseEntity<Object> rollBack(
            Actor actor,
            @PathVariable String reference,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        running.rollBack(actor, operations.require(actor, reference));
        return answer(actor, reference, words, accept);
    }

    /** The story as it grows, and each step as it ends; returns when the operation is over. */
    @GetMapping("/api/v1/operations/{reference}/watch")
    @Act("operation.read")
    void watch(Actor actor, @PathVariable String reference, Words words, HttpServletResponse response)
            throws IOException {
        Operation operation = operations.require(actor, reference);
        response.setContentType("text/plain;charset=UTF-8");
        Instant until = clock.instant().plus(LONGEST);
        Map<String, String> told = new HashMap<>();
        int entries = 0;
        Writer out = response.getWriter();
        while (clock.instant().isBefore(until)) {
            List<OperationJson.Told> story = telling.told(operation, words);
            for (OperationJson.Told entry : story.subList(Math.min(entries, story.size()), story.size())) {
                out.write(OperationTelling.line(entry));
            }
            entries = story.size();
            steps(operation, words, told, out);
            out.flush();
            if (operation.state().isFinal() && !isRunning(operation)) {
                out.write(operation.name() + ": "
                        + words.say("change.state." + operation.state().word()) + "\n");
                return;
            }
            LockSupport.parkNanos(LOOK.toNanos());
            operation = operations.require(actor, reference);
        }
    }

    private void steps(Operation operation, Words words, Map<String, String> told, Writer out) throws IOException {
        for (Run run : running.runs(operation).reversed()) {
            for (Run.Step step : run.steps()) {
                String state = words.say("change.step-state." + step.state().word());
                boolean fresh = !state.equals(told.put(run.id() + "/" + step.position(), state));
                if (fresh && step.state() != Run.StepState.PLANNED) {
                    String exit = step.exitCode() == null ? "" : " (exit " + step.exitCode() + ")";
                    out.write("  " + step.hostPath() + "$ " + step.text() + "  " + state + exit + "\n");
                }
            }
        }
    }

    private boolean isRunning(Operation operation) {
        return running.runs(operation).stream().anyMatch(run -> run.state() == Run.State.RUNNING);
    }

    private ResponseEntity<Object> answer(Actor actor, String reference, Words words, String accept) {
        Operation operation = operations.require(actor, reference);
        return OperationApi.isText(accept)
                ? OperationApi.text(telling.text(operation, words))
                : ResponseEntity.ok(telling.json(operation, words));
    }
}
