package dev.bastide.change;

import dev.bastide.access.Permit;
import dev.bastide.access.Permits;
import dev.bastide.bastion.Session;
import dev.bastide.bastion.SessionEnded;
import dev.bastide.bastion.Sessions;
import dev.bastide.change.engine.Deviations;
import dev.bastide.job.Jobs;
import java.util.List;
import java.util.UUID;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Sets what was seen to be done beside what was approved: after each session, and once more when the operation is over.
 * Commands that no step matches are listed, and of specified steps a reviewer signs them off. Source: seed 000 s2.2
 * (A48).
 */
@Service
class Comparison {
    private final OperationRows rows;
    private final OperationReads reads;
    private final OperationRecord record;
    private final SeenRows seen;
    private final ReviewRows deviations;
    private final Reviews reviews;
    private final Witness witness;
    private final Permits permits;
    private final Sessions sessions;

    Comparison(
            OperationRows rows,
            OperationReads reads,
            OperationRecord record,
            SeenRows seen,
            ReviewRows deviations,
            Reviews reviews,
            Witness witness,
            Permits permits,
            Sessions sessions) {
        this.rows = rows;
        this.reads = reads;
        this.record = record;
        this.seen = seen;
        this.deviations = deviations;
        this.reviews = reviews;
        this.witness = witness;
        this.permits = permits;
        this.sessions = sessions;
    }

    /** A session is over, of a person or of a run: what was done in it stands in the report now. */
    @ApplicationModuleListener
    void ended(SessionEnded ended) {
        sessions.find(ended.session())
                .filter(session -> session.permit() != null)
                .ifPresent(this::compare);
    }

    private void compare(Session session) {
        if (session.permit() == null) {
            return;
        }
        permits.find(session.permit())
                .map(Permit::subject)
                .flatMap(reads::byRevision)
                .ifPresent(asked -> {
                    rows.lock(asked.id());
                    note(asked, witness.commands(session.id().value()));
                    review(asked.id());
                });
    }

    /** Compares everything done under the operation's permits, and has it reviewed if it is over and deviated. */
    @Transactional
    public void compare(OperationId id) {
        rows.lock(id);
        for (UUID revision : reads.revisions(id)) {
            Operation asked = reads.byRevision(revision).orElseThrow();
            permits.of(revision).forEach(permit -> note(asked, witness.commands(permit.id())));
        }
        review(id);
    }

    private void review(OperationId id) {
        Operation operation = reads.find(id).orElseThrow();
        boolean deviated = !deviations.deviations(id).isEmpty();
        boolean bound = !operation.emergency() && operation.content().specification() != null;
        if (deviated && bound && operation.state().isOver()) {
            reviews.open(operation, Review.Kind.DEVIATION, operation.head());
        }
    }

    /** Compares with the steps as they stood when the permit was given; what was noted before is not noted again. */
    private void note(Operation asked, List<Witness.Seen> commands) {
        int strays = 0;
        for (Witness.Seen command : commands) {
            List<Integer> steps = Deviations.places(asked.content().steps(), command.command());
            List<Integer> back = Deviations.places(asked.content().rollback(), command.command());
            steps.forEach(place -> seen.add(asked.revision(), false, place, command));
            back.forEach(place -> seen.add(asked.revision(), true, place, command));
            boolean stray = steps.isEmpty() && back.isEmpty() && !Deviations.isHarmless(command.command());
            if (stray && deviations.deviate(asked.id(), command)) {
                strays++;
            }
        }
        if (strays > 0) {
            record.write(
                    Jobs.actor("change"),
                    asked,
                    "operation.deviate",
                    strays + " commands that no approved step matches",
                    new OperationStory.Words("deviated", List.of(Integer.toString(strays)), ""));
        }
    }
}
