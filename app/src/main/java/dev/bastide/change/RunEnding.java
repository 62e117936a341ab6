package dev.bastide.change;

import dev.bastide.access.Permits;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.bastion.Run;
import dev.bastide.bastion.Runner;
import dev.bastide.change.engine.State;
import dev.bastide.job.Jobs;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes the outcome of a run over to its operation: done, failed, unknown where nobody saw how a step ended, or approved
 * as before where nothing was begun and the permit stands. Called by the bastion's event and, should that be lost, by the look at open operations; twice changes nothing.
 */
@Service
class RunEnding {
    private static final NoticeKind ENDED = new NoticeKind("change.run-ended", false);
    private static final NoticeKind LOST = new NoticeKind("change.run-lost", true);

    private final OperationRows rows;
    private final OperationReads reads;
    private final OperationRecord record;
    private final OperationStory story;
    private final Comparison comparison;
    private final Runner runner;
    private final Permits permits;
    private final OperationDoors doors;
    private final Notifications notifications;
    private final Clock clock;

    RunEnding(
            OperationRows rows,
            OperationReads reads,
            OperationRecord record,
            OperationStory story,
            Comparison comparison,
            Runner runner,
            Permits permits,
            OperationDoors doors,
            Notifications notifications,
            Clock clock) {
        this.rows = rows;
        this.reads = reads;
        this.record = record;
        this.story = story;
        this.comparison = comparison;
        this.runner = runner;
        this.permits = permits;
        this.doors = doors;
        this.notifications = notifications;
        this.clock = clock;
    }

    /** Moves an operation on whose run is over. True while the operation is in the hands of a run. */
    @Transactional
    public boolean settle(OperationId id) {
        State state = rows.lock(id);
        Optional<Run> last = last(id);
        if (state != State.RUNNING || last.isEmpty()) {
            return false;
        }
        if (last.get().state() != Run.State.RUNNING) {
            over(reads.find(id).orElseThrow(), state, last.get());
        }
        return true;
    }

    /** The last run that went forward. */
    private Optional<Run> last(OperationId id) {
        return runner.ofOperation(id.value()).stream()
                .filter(run -> run.rollbackOf() == null)
                .findFirst();
    }

    private void over(Operation operation, State state, Run run) {
        boolean again = isUnbegun(run) && operation.permit() != null && permits.stands(operation.permit());
        State next =
                state.after(again ? State.Verb.STAND_BACK : verb(run.state())).orElseThrow();
        String kind = again ? "run-not-begun" : kind(run.state());
        rows.move(operation.id(), next, clock.instant());
        record.write(
                Jobs.actor("change"),
                operation,
                "operation.run",
                "run " + run.id() + " ended: " + run.state().word(),
                new OperationStory.Words(kind, List.of(detail(run)), ""));
        tellWhy(operation, run.why());
        if (next == State.DONE) {
            doors.close(operation, "ran to its end");
        }
        comparison.compare(operation.id());
        tell(operation, next, run, kind);
    }

    private static boolean isUnbegun(Run run) {
        return run.state() == Run.State.STOPPED && !run.touchedAnything();
    }

    /** What forbade the next step stands in the story in the words of whoever reads it. */
    private void tellWhy(Operation operation, @Nullable Reason why) {
        if (why != null) {
            story.forbidden(operation.id(), Jobs.actor("change"), why);
        }
    }

    private void tell(Operation operation, State state, Run run, String kind) {
        Set<PersonId> to = new LinkedHashSet<>(
                List.of(operation.content().owner(), operation.content().executor()));
        if (state == State.UNKNOWN) {
            to.add(operation.head());
        }
        notifications.tell(new Notice(
                state == State.UNKNOWN ? LOST : ENDED,
                List.copyOf(to),
                "change.notice." + kind,
                List.of(operation.name(), detail(run)),
                operation.path()));
    }

    private static String detail(Run run) {
        return run.steps().stream()
                .filter(step -> step.state() == Run.StepState.FAILED || step.state() == Run.StepState.UNKNOWN)
                .map(step -> step.hostPath() + ": " + step.text()
                        + (step.exitCode() == null ? "" : " (exit " + step.exitCode() + ")"))
                .findFirst()
                .orElse("");
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
            case FAILED -> "run-failed";
            case STOPPED -> "run-stopped";
            case UNKNOWN, RUNNING -> "run-unknown";
        };
    }
}
