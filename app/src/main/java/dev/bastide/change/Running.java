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
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Has Bastide do the steps of an approved operation: host by host, stopping at the first failure. The plan is this
 * room's, the doing is the bastion's. Source: seed 000 s2.2 (A45).
 */
@Service
class Running {
    private static final Set<Run.StepState> TOUCHED =
            Set.of(Run.StepState.ANNOUNCED, Run.StepState.DONE, Run.StepState.FAILED, Run.StepState.UNKNOWN);

    private final OperationRows rows;
    private final OperationReads reads;
    private final OperationRecord record;
    private final RunEnding endings;
    private final Comparison comparison;
    private final Outcomes outcomes;
    private final Runner runner;
    private final Permits permits;
    private final Clock clock;

    Running(
            OperationRows rows,
            OperationReads reads,
            OperationRecord record,
            RunEnding endings,
            Comparison comparison,
            Outcomes outcomes,
            Runner runner,
            Permits permits,
            Clock clock) {
        this.rows = rows;
        this.reads = reads;
        this.record = record;
        this.endings = endings;
        this.comparison = comparison;
        this.outcomes = outcomes;
        this.runner = runner;
        this.permits = permits;
        this.clock = clock;
    }

    /** Begins the run and returns at once. Throws {@link ActRefused} with the rule that forbids it. */
    @Transactional
    public RunId start(Actor actor, Operation found) {
        State state = rows.lock(found.id());
        Operation operation = reads.find(found.id()).orElseThrow();
        require(actor, operation);
        Operations.requireWay(operation, state, State.Verb.START);
        rows.move(operation.id(), State.RUNNING, clock.instant());
        record.write(
                actor,
                operation,
                "operation.run",
                "run begun: " + String.join("; ", operation.content().steps()),
                new OperationStory.Words("run-started", List.of(), ""));
        Content content = operation.content();
        List<RunPlan.RunTarget> targets = content.targets().stream()
                .map(target -> new RunPlan.RunTarget(target.host(), target.account()))
                .toList();
        return runner.start(actor, plan(operation, targets, content.steps()));
    }

    /**
     * Undoes a run that did not end well, by the operation's own rollback steps and under its permit, on the hosts that
     * it touched, the last one first. Whoever rolls an unknown outcome back thereby says that it failed.
     */
    @Transactional
    public RunId rollBack(Actor actor, Operation found) {
        State state = rows.lock(found.id());
        Operation operation = reads.find(found.id()).orElseThrow();
        requireExecutor(actor, operation);
        if (state != State.FAILED && state != State.UNKNOWN) {
            throw refused("change.refused.nothing-to-undo", "B11", operation);
        }
        Run failed = runs(operation).stream()
                .filter(run -> run.rollbackOf() == null)
                .filter(run -> run.state() != Run.State.RUNNING && run.state() != Run.State.DONE)
                .findFirst()
                .orElseThrow(() -> refused("change.refused.nothing-to-undo", "B11", operation));
        List<RunPlan.RunTarget> touched = touched(failed);
        if (touched.isEmpty() || operation.content().rollback().isEmpty() || operation.permit() == null) {
            throw refused("change.refused.nothing-to-undo", "B11", operation);
        }
        requireUnchanged(operation);
        RunId run = runner.rollBack(
                actor, failed.id(), plan(operation, touched, operation.content().rollback()));
        if (state == State.UNKNOWN) {
            outcomes.settle(actor, operation, false, "rolled back, since nobody saw how it ended");
        }
        record.write(
                actor,
                operation,
                "operation.roll-back",
                "rolled back, run " + run,
                new OperationStory.Words("roll-back-started", List.of(), ""));
        return run;
    }

    /** Stops the run or the roll-back under way: the open step is cut and its outcome unknown, the rest not begun. */
    @Transactional
    public void stop(Actor actor, Operation operation) {
        Run under = runs(operation).stream()
                .filter(run -> run.state() == Run.State.RUNNING)
                .findFirst()
                .orElseThrow(() -> refused("change.refused.nothing-runs", "A45", operation));
        record.write(
                actor,
                operation,
                "operation.stop",
                "stopped the run " + under.id(),
                new OperationStory.Words("stop", List.of(), ""));
        runner.stop(actor, under.id());
    }

    /** The runs of an operation, newest first. */
    List<Run> runs(Operation operation) {
        return runner.ofOperation(operation.id().value());
    }

    /** What the bastion tells of the end of a run. */
    @ApplicationModuleListener
    void ended(RunEnded ended) {
        OperationId id = new OperationId(ended.operation());
        if (reads.find(id).isEmpty()) {
            return;
        }
        endings.settle(id);
        boolean back = runner.find(ended.run()).map(Run::rollbackOf).isPresent();
        if (back) {
            comparison.compare(id);
        }
    }

    private void require(Actor actor, Operation operation) {
        requireExecutor(actor, operation);
        if (operation.content().specification() == null) {
            throw refused("change.refused.not-runnable", "A45", operation);
        }
        if (operation.state() != State.APPROVED || !operation.openAt(clock.instant())) {
            throw refused("change.refused.not-open", "A47", operation);
        }
        requireUnchanged(operation);
    }

    /** What is stored is what the permit was issued for, its roll-back included. */
    private void requireUnchanged(Operation operation) {
        boolean same = Optional.ofNullable(operation.permit())
                .flatMap(permits::find)
                .filter(permit -> permit.contentHash().equals(operation.contentHash()))
                .isPresent();
        if (!same) {
            throw refused("change.refused.changed", "A49", operation);
        }
    }

    private static void requireExecutor(Actor actor, Operation operation) {
        if (!operation.content().executor().equals(actor.person())) {
            throw refused("change.refused.not-executor", "A47", operation);
        }
    }

    /** Where at least one step was begun, the last host first. */
    private static List<RunPlan.RunTarget> touched(Run run) {
        Set<RunPlan.RunTarget> touched = new LinkedHashSet<>();
        run.steps().stream()
                .filter(step -> TOUCHED.contains(step.state()))
                .forEach(step -> touched.add(new RunPlan.RunTarget(step.host(), step.account())));
        return List.copyOf(touched).reversed();
    }

    private static RunPlan plan(Operation operation, List<RunPlan.RunTarget> targets, List<String> steps) {
        Content content = operation.content();
        return new RunPlan(
                operation.id().value(),
                Objects.requireNonNull(operation.permit()),
                content.specification() == null ? null : content.specification().versionId(),
                targets,
                steps);
    }

    private static ActRefused refused(String key, String duty, Operation operation) {
        return new ActRefused(Reason.of(key, duty, operation.path(), operation.name()));
    }
}
