package dev.bastide.change;

import dev.bastide.access.Permit;
import dev.bastide.access.PermitEnded;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
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
    private final OperationDoors doors;
    private final Clock clock;

    Closing(
            OperationRows rows,
            OperationReads reads,
            OperationRecord record,
            RunEnding endings,
            Comparison comparison,
            Witness witness,
            OperationDoors doors,
            Clock clock) {
        this.rows = rows;
        this.reads = reads;
        this.record = record;
        this.endings = endings;
        this.comparison = comparison;
        this.witness = witness;
        this.doors = doors;
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
    public void finish(Actor actor, Operation found, String note) {
        State state = rows.lock(found.id());
        Operation operation = reads.find(found.id()).orElseThrow();
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
        doors.close(operation, "finished");
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
            doors.withdraw(id);
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
        Operation after = reads.find(id).orElseThrow();
        if (after.state().isOver()) {
            if (!state.isOver()) {
                doors.close(after, "over");
            }
            afterwards(id);
        }
    }

    /** Nobody is asked any more for what is over, and what was done is compared with what was approved. */
    private void afterwards(OperationId id) {
        reads.find(id).ifPresent(operation -> doors.withdrawAllBut(id, operation.revision()));
        comparison.compare(id);
    }

    private void move(Operation operation, State to, String verb, String content, String kind) {
        rows.move(operation.id(), to, clock.instant());
        record.write(Jobs.actor("change"), operation, verb, content, new OperationStory.Words(kind, List.of(), ""));
    }

    private boolean isOver(Operation operation, Instant now) {
        boolean windowOver = operation.to() == null || !operation.to().isAfter(now);
        return windowOver || doors.permits(operation.id()).stream().noneMatch(permit -> isUsable(permit, now));
    }

    private static boolean isUsable(Permit permit, Instant now) {
        return permit.ended() == null && permit.to().isAfter(now);
    }

    private boolean isUsed(Operation operation) {
        return witness.used(
                doors.permits(operation.id()).stream().map(Permit::id).toList());
    }
}
