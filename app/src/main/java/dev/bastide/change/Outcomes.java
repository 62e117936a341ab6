package dev.bastide.change;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Reason;
import dev.bastide.change.engine.State;
import dev.bastide.page.BadInput;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Settles an outcome that nobody saw: a person looks at the host and says, with a reason, how it ended. Bastide never
 * guesses. Source: seed 000 s2.2 (A45), the law of intents.
 */
@Service
class Outcomes {
    private static final int REASON_MIN = 10;
    private static final int REASON_MAX = 2_000;

    private final OperationRows rows;
    private final OperationRecord record;
    private final Comparison comparison;
    private final OperationDoors doors;
    private final Authority may;
    private final JdbcClient jdbc;
    private final Clock clock;

    Outcomes(
            OperationRows rows,
            OperationRecord record,
            Comparison comparison,
            OperationDoors doors,
            Authority may,
            JdbcClient jdbc,
            Clock clock) {
        this.rows = rows;
        this.record = record;
        this.comparison = comparison;
        this.doors = doors;
        this.may = may;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Whether this person may say how it ended: its owner, its executor, or who may decide on its node. */
    boolean maySettle(Actor actor, Operation operation) {
        return operation.concerns(actor.person())
                || may.may(actor, Operations.VOTE, operation.content().node()).isPermitted();
    }

    /** Says how it ended; done ends its permit, failed leaves it for the way back. Throws {@link ActRefused}. */
    @Transactional
    public void settle(Actor actor, Operation operation, boolean done, String reason) {
        if (!maySettle(actor, operation)) {
            throw new ActRefused(Reason.of("change.refused.not-yours", "A47", operation.path(), operation.name()));
        }
        State state = rows.lock(operation.id());
        Operations.requireWay(operation, state, done ? State.Verb.FIND_DONE : State.Verb.FIND_FAILED);
        String why = reason.strip();
        if (why.length() < REASON_MIN || why.length() > REASON_MAX) {
            throw BadInput.in(
                    "reason", "change.bad.evaluation", Integer.toString(REASON_MIN), Integer.toString(REASON_MAX));
        }
        State found = done ? State.DONE : State.FAILED;
        jdbc.sql("insert into change.outcome (operation_id, outcome, person_id, reason, at) values (?, ?, ?, ?, ?)")
                .param(operation.id().value())
                .param(found.word())
                .param(actor.requirePerson().value())
                .param(why)
                .param(Timestamp.from(clock.instant()))
                .update();
        rows.move(operation.id(), found, clock.instant());
        record.write(
                actor,
                operation,
                "operation.settle",
                "unknown outcome found " + found.word() + ": " + why,
                new OperationStory.Words("found-" + found.word(), List.of(), why));
        if (done) {
            doors.close(operation, "was found done");
        }
        comparison.compare(operation.id());
    }
}
