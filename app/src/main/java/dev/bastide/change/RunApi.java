package dev.bastide.change;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.BadInput;
import dev.bastide.page.Words;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Has Bastide run an operation, stop, undo it, and takes a person's word for an outcome nobody saw. */
@RestController
@RequestMapping(
        path = "/api/v1/operations/{reference}",
        produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
class RunApi {
    private final Operations operations;
    private final Running running;
    private final Outcomes outcomes;
    private final OperationTelling telling;

    RunApi(Operations operations, Running running, Outcomes outcomes, OperationTelling telling) {
        this.operations = operations;
        this.running = running;
        this.outcomes = outcomes;
        this.telling = telling;
    }

    /** How an unknown outcome was found to be: {@code done} or {@code failed}, and by what that was seen. */
    record Found(@Nullable String outcome, @Nullable String reason) {
        boolean done() {
            return switch (outcome == null ? "" : outcome) {
                case "done" -> true;
                case "failed" -> false;
                default -> throw BadInput.in("outcome", "change.bad.outcome");
            };
        }
    }

    @PostMapping("/run")
    @Act("operation.run")
    ResponseEntity<Object> run(
            Actor actor,
            @PathVariable String reference,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        return then(actor, reference, running::start, words, accept);
    }

    @PostMapping("/roll-back")
    @Act("operation.run")
    ResponseEntity<Object> rollBack(
            Actor actor,
            @PathVariable String reference,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        return then(actor, reference, running::rollBack, words, accept);
    }

    @PostMapping("/stop")
    @Act("operation.read")
    ResponseEntity<Object> stop(
            Actor actor,
            @PathVariable String reference,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        return then(actor, reference, running::stop, words, accept);
    }

    @PostMapping("/settle")
    @Act("operation.read")
    ResponseEntity<Object> settle(
            Actor actor,
            @PathVariable String reference,
            @RequestBody Found found,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        String reason = found.reason() == null ? "" : found.reason();
        return then(
                actor,
                reference,
                (who, operation) -> outcomes.settle(who, operation, found.done(), reason),
                words,
                accept);
    }

    private ResponseEntity<Object> then(
            Actor actor, String reference, BiConsumer<Actor, Operation> verb, Words words, String accept) {
        verb.accept(actor, operations.require(actor, reference));
        Operation operation = operations.require(actor, reference);
        return OperationApi.isText(accept)
                ? OperationApi.text(telling.text(operation, words))
                : ResponseEntity.ok(telling.json(operation, words));
    }
}
