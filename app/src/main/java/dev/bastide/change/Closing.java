package dev.bastide.change;

import dev.bastide.access.Permit;
import dev.bastide.access.PermitEnded;
import dev.bastide.access.Permits;
import dev.bastide.approval.Approvals;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.Reason;
import dev.bastide.change.engine.State;
import dev.bastide.job.Jobs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Ends operations: by their person, by their window, by time without a decision. While a run has an operation in its
 * hands, only the run's end moves it. What was done is then compared with what was approved. Source: seed 000 s2.2
 * (A48).
 */
@Service
class Closing {
    private static final Duration EVERY = Duration.ofSeconds(20);

    private final OperationRows rows;
    private final OperationReads reads;
    private final OperationRecord record;
    private final RunEnding endings;
    private final Comparison comparison;
    private final Witness witness;
    private final Permits permits;
    private final Approvals approvals;
    private final Clock clock;

    Closing(
            OperationRows rows,
            OperationReads reads,
            OperationRecord record,
            RunEnding endings,
            Comparison comparison,
            Witness witness,
            Permits permits,
            Approvals approvals,
            Clock clock) {
        this.rows = rows;
        this.reads = reads;
        this.record = record;
        this.endings = endings;
        this.comparison = comparison;
        this.witness = witness;
        this.permits = permits;
        this.approvals = approvals;
        this.clock = clock;
    }

    /** Makes the look at overdue operations recurring work. */
    void enrol(Jobs jobs, ClosingLook look) {
        jobs.every("change.closing", EVERY, look::look);
    }

    /** A permit is over: whoever works by hand is done, and nobody can go on. */
    @ApplicationModuleListener
    void ended(PermitEnded ended) {
        reads.byPermit(ended.permit()).ifPresent(operation -> settle(operation.id()));
    }

    /** The person says that the work is done before the window closes. */
    @Transactional
    public void finish(Actor actor, Operation operation, String note) {
        State state = rows.lock(operation.id());
        if (!operation.concerns(actor.person())) {
            throw new ActRefused(Reason.of("change.refused.not-yours", "A47", operation.path(), operation.name()));
        }
        Operations.requireWay(operation, state, State.Verb.FINISH);
        rows.move(operation.id(), State.DONE, clock.instant());
        record.write(
                actor,
                operation,
                "operation.finish",
                "closed by its person: " + note,
                new OperationStory.Words("finished", List.of(), note));
        if (operation.permit() != null) {
            permits.end(operation.permit(), operation.name() + " finished");
        }
        afterwards(operation.id());
    }

    /** Settles what has run out of time or lost its permit; nothing happens to what may still be used. */
    @Transactional
    public void settle(OperationId id) {
        State state = rows.lock(id);
        if (endings.settle(id)) {
            return;
        }
        Operation operation = reads.find(id).orElseThrow();
        Instant now = clock.instant();
        if (state == State.ASKED && !operation.lapses().isAfter(now)) {
            approvals.withdraw(operation.revision());
            move(operation, State.EXPIRED, "operation.expire", "nobody decided in time", "lapsed");
        } else if (state.isOpen() && isOver(operation, now)) {
            boolean used = state == State.RUNNING || isUsed(operation);
            Optional<State> next = state.after(used && state == State.APPROVED ? State.Verb.FINISH : State.Verb.EXPIRE);
            move(
                    operation,
                    next.orElse(State.EXPIRED),
                    used ? "operation.finish" : "operation.expire",
                    used ? "its window is over" : "its window is over and nobody used it",
                    used ? "window-over" : "unused");
        }
        if (reads.find(id).orElseThrow().state().isOver()) {
            afterwards(id);
        }
    }

    /** Nobody is asked any more for what is over, and what was done is compared with what was approved. */
    private void afterwards(OperationId id) {
        reads.pending(id).ifPresent(approvals::withdraw);
        comparison.compare(id);
    }

    private void move(Operation operation, State to, String verb, String content, String kind) {
        rows.move(operation.id(), to, clock.instant());
        record.write(Jobs.actor("change"), operation, verb, content, new OperationStory.Words(kind, List.of(), ""));
    }

    private boolean isOver(Operation operation, Instant now) {
        boolean windowOver = operation.to() == null || !operation.to().isAfter(now);
        return windowOver
                || permitsOf(operation).stream()
                        .flatMap(id -> permits.find(id).stream())
                        .noneMatch(permit -> isUsable(permit, now));
    }

    private static boolean isUsable(Permit permit, Instant now) {
        return permit.ended() == null && permit.to().isAfter(now);
    }

    private boolean isUsed(Operation operation) {
        return witness.used(permitsOf(operation));
    }

    private List<PermitId> permitsOf(Operation operation) {
        return reads.revisions(operation.id()).stream()
                .flatMap(revision -> permits.of(revision).stream())
                .map(Permit::id)
                .toList();
    }
}
