package dev.bastide.bastion.run;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.Reason;
import dev.bastide.bastion.Run;
import dev.bastide.bastion.RunEnded;
import dev.bastide.bastion.RunId;
import dev.bastide.bastion.RunPlan;
import dev.bastide.bastion.recorder.Recording;
import dev.bastide.bastion.session.ChangeOf;
import dev.bastide.bastion.session.HolderName;
import dev.bastide.bastion.session.Opening;
import dev.bastide.bastion.session.SessionLog;
import dev.bastide.page.Live;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Writes runs down: the plan at the start, each step before it is begun, its outcome after. */
@Service
class RunLog {
    /** Bastide at work, as records name it. */
    static final Actor RUNNER = Actor.machine("runner", AccessMethod.JOB);

    private final RunRows rows;
    private final SessionLog sessions;
    private final HolderName holder;
    private final ChangeOf changes;
    private final AuditLog audit;
    private final Live live;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    RunLog(
            RunRows rows,
            SessionLog sessions,
            HolderName holder,
            ChangeOf changes,
            AuditLog audit,
            Live live,
            ApplicationEventPublisher events,
            Clock clock) {
        this.rows = rows;
        this.sessions = sessions;
        this.holder = holder;
        this.changes = changes;
        this.audit = audit;
        this.live = live;
        this.events = events;
        this.clock = clock;
    }

    @Transactional
    void start(Actor actor, RunId id, RunStart.Beginning beginning) {
        RunPlan plan = beginning.plan();
        String hash = StepHash.of(plan.steps());
        rows.add(
                new RunRows.Start(
                        id,
                        beginning.rollbackOf(),
                        actor.requirePerson(),
                        beginning.production(),
                        holder.value(),
                        clock.instant()),
                plan,
                hash);
        int position = 0;
        for (RunStart.Place place : beginning.places()) {
            for (String step : plan.steps()) {
                rows.addStep(id, position++, place.host(), place.account(), step);
            }
        }
        String content = (beginning.rollbackOf() == null ? "Run" : "Roll-back") + " of "
                + plan.steps().size() + " steps on " + beginning.places().size() + " hosts begun; steps " + hash;
        tell(
                AuditRecord.of(clock.instant(), actor, Tag.OPERATION, "operation.run", content, Result.DONE),
                id,
                plan.permit());
    }

    @Transactional
    void stopped(Actor actor, Run run) {
        tell(
                AuditRecord.of(clock.instant(), actor, Tag.OPERATION, "run.stop", "Stopped the run", Result.DONE),
                run.id(),
                run.permit());
    }

    private void tell(AuditRecord told, RunId run, PermitId permit) {
        audit.append(changes.mark(told.object("run", run), permit));
    }

    /** The step and its session are announced together: either both stand or neither. */
    @Transactional
    boolean announce(RunId run, Run.Step step, Opening opening, Recording recording) {
        moved();
        sessions.announce(opening, recording);
        return rows.announce(run, step.position(), opening.id(), clock.instant());
    }

    @Transactional
    void outcome(Run run, Run.Step step, Run.StepState state, @Nullable Integer exitCode) {
        moved();
        rows.outcome(run.id(), step.position(), state, exitCode, clock.instant());
        Result result = switch (state) {
            case DONE -> Result.DONE;
            case UNKNOWN -> Result.UNKNOWN;
            default -> Result.FAILED;
        };
        String content = "Step " + (step.position() + 1) + " on " + step.hostPath() + ": " + state.word()
                + (exitCode == null ? "" : ", exit " + exitCode);
        tell(
                AuditRecord.of(clock.instant(), RUNNER, Tag.OPERATION, "run.step", content, result),
                run.id(),
                run.permit());
    }

    @Transactional
    void end(Run run, Run.State state, @Nullable Reason why) {
        if (!rows.end(run.id(), state, why, clock.instant())) {
            return;
        }
        moved();
        Result result = switch (state) {
            case DONE -> Result.DONE;
            case UNKNOWN -> Result.UNKNOWN;
            default -> Result.FAILED;
        };
        String content = "Run ended: " + state.word() + (why == null ? "" : ", " + told(why));
        tell(
                AuditRecord.of(clock.instant(), RUNNER, Tag.OPERATION, "run.end", content, result),
                run.id(),
                run.permit());
        events.publishEvent(new RunEnded(run.id(), run.operation(), state));
    }

    private static String told(Reason why) {
        String duty = why.duty().isEmpty() ? "" : " (" + why.duty() + ")";
        return (why.key() + " " + String.join(", ", why.args())).strip() + duty;
    }

    /** Runs that an earlier life of this program left open: the step under way is unknown, the rest is not begun. */
    @Transactional
    void closeLeft() {
        rows.left(holder.value()).forEach(this::breakOff);
    }

    /** Closes a run that goes no further: unknown if a step was under way, else stopped between two of them. */
    @Transactional
    void breakOff(Run run) {
        List<Run.Step> open = run.steps().stream()
                .filter(step -> step.state() == Run.StepState.ANNOUNCED)
                .toList();
        open.forEach(step -> outcome(run, step, Run.StepState.UNKNOWN, null));
        end(run, open.isEmpty() ? Run.State.STOPPED : Run.State.UNKNOWN, null);
    }

    /** Open pages ask for their part again once this transaction stands. */
    private void moved() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                live.changed("operation");
            }
        });
    }
}
