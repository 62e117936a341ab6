package dev.bastide.change;

import dev.bastide.access.Permits;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import dev.bastide.bastion.Run;
import dev.bastide.bastion.RunEnded;
import dev.bastide.bastion.RunId;
import dev.bastide.bastion.RunPlan;
import dev.bastide.bastion.Runner;
import dev.bastide.change.engine.Content;
import dev.bastide.change.engine.State;
import dev.bastide.job.Jobs;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Has Bastide do the steps of an approved operation: host by host, stopping at the first failure. The plan is this
 * room's, the doing is the bastion's. Source: seed 000 s2.2 (A45).
 */
@Service
class Running {
    private final OperationRows rows;
    private final OperationReads reads;
    private final OperationRecord record;
    private final Closing closing;
    private final Runner runner;
    private final Permits permits;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Running(
            OperationRows rows,
            OperationReads reads,
            OperationRecord record,
            Closing closing,
            Runner runner,
            Permits permits,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.rows = rows;
        this.reads = reads;
        this.record = record;
        this.closing = closing;
        this.runner = runner;
        this.permits = permits;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Begins the run and returns at once. Throws {@link ActRefused} with the rule that forbids it. */
    RunId start(Actor actor, Operation operation) {
        require(actor, operation);
        transaction.executeWithoutResult(status -> begin(actor, operation));
        try {
            return runner.start(actor, plan(operation, operation.content().steps()));
        } catch (RuntimeException refused) {
            // The bastion has begun nothing, so the operation is open as before.
            transaction.executeWithoutResult(status -> rows.move(operation.id(), State.APPROVED, clock.instant()));
            throw refused;
        }
    }

    /** Undoes a run that did not end well, by the operation's own rollback steps and under its permit. */
    RunId rollBack(Actor actor, Operation operation) {
        if (!operation.content().executor().equals(actor.person())) {
            throw refused("change.refused.not-executor", "A47", operation);
        }
        Run failed = runs(operation).stream()
                .filter(run -> run.rollbackOf() == null)
                .filter(run -> run.state() != Run.State.RUNNING && run.state() != Run.State.DONE)
                .findFirst()
                .orElseThrow(() -> refused("change.refused.nothing-to-undo", "B11", operation));
        if (operation.content().rollback().isEmpty() || operation.permit() == null) {
            throw refused("change.refused.nothing-to-undo", "B11", operation);
        }
        RunId run = runner.rollBack(
                actor, failed.id(), plan(operation, operation.content().rollback()));
        transaction.executeWithoutResult(status -> record.write(
                actor,
                operation,
                "operation.roll-back",
                "rolled back, run " + run,
                new OperationStory.Words("roll-back-started", List.of(), "")));
        return run;
    }

    /** The runs of an operation, newest first. */
    List<Run> runs(Operation operation) {
        return runner.ofOperation(operation.id().value());
    }

    /** What the bastion tells of the end of a run. */
    @ApplicationModuleListener
    void ended(RunEnded ended) {
        Optional<Operation> found = reads.find(new OperationId(ended.operation()));
        if (found.isEmpty()) {
            return;
        }
        Operation operation = found.get();
        State state = rows.lock(operation.id());
        Optional<State> next = state.after(verb(ended.state()));
        next.ifPresent(to -> rows.move(operation.id(), to, clock.instant()));
        record.write(
                Jobs.actor("change"),
                operation,
                "operation.run",
                "run " + ended.run() + " ended: " + ended.state().word(),
                new OperationStory.Words(kind(ended.state()), List.of(detail(ended)), ""));
        if (next.filter(to -> to == State.DONE).isPresent()) {
            if (operation.permit() != null) {
                permits.end(operation.permit(), operation.name() + " ran to its end");
            }
            closing.settle(operation.id());
        }
    }

    private void require(Actor actor, Operation operation) {
        if (!operation.content().executor().equals(actor.person())) {
            throw refused("change.refused.not-executor", "A47", operation);
        }
        if (operation.content().specification() == null) {
            throw refused("change.refused.not-runnable", "A45", operation);
        }
        if (operation.state() != State.APPROVED || !operation.openAt(clock.instant())) {
            throw refused("change.refused.not-open", "A47", operation);
        }
    }

    private void begin(Actor actor, Operation operation) {
        State state = rows.lock(operation.id());
        Operations.requireWay(operation, state, State.Verb.START);
        rows.move(operation.id(), State.RUNNING, clock.instant());
        record.write(
                actor,
                operation,
                "operation.run",
                "run begun: " + String.join("; ", operation.content().steps()),
                new OperationStory.Words("run-started", List.of(), ""));
    }

    private static RunPlan plan(Operation operation, List<String> steps) {
        Content content = operation.content();
        return new RunPlan(
                operation.id().value(),
                Objects.requireNonNull(operation.permit()),
                content.specification() == null ? null : content.specification().versionId(),
                content.targets().stream()
                        .map(target -> new RunPlan.RunTarget(target.host(), target.account()))
                        .toList(),
                steps);
    }

    private String detail(RunEnded ended) {
        return runner.find(ended.run()).stream()
                .flatMap(run -> run.steps().stream())
                .filter(step -> step.state() == Run.StepState.FAILED || step.state() == Run.StepState.UNKNOWN)
                .map(step -> step.hostPath() + ": " + step.text()
                        + (step.exitCode() == null ? "" : " (exit " + step.exitCode() + ")"))
                .findFirst()
                .orElse(ended.state().word());
    }

    private static State.Verb verb(Run.State state) {
        return switch (state) {
            case DONE -> State.Verb.FINISH;
            case FAILED, STOPPED -> State.Verb.FAIL;
            case UNKNOWN, RUNNING -> State.Verb.LOSE;
        };
    }

    private static String kind(Run.State state) {
        return switch (state) {
            case DONE -> "run-done";
            case FAILED, STOPPED -> "run-failed";
            case UNKNOWN, RUNNING -> "run-unknown";
        };
    }

    private static ActRefused refused(String key, String duty, Operation operation) {
        return new ActRefused(Reason.of(key, duty, operation.path(), operation.name()));
    }
}
