package dev.bastide.change;

import dev.bastide.access.Permit;
import dev.bastide.access.Permits;
import dev.bastide.approval.Approvals;
import dev.bastide.authority.PermitId;
import dev.bastide.bastion.Succession;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * All that an operation opens or might still open: the permits and approvals of every revision it ever had. More time
 * and other hands each bring a permit of their own, so that ending the newest one would leave those before it alive.
 * Source: seed 000 s2.2 (A47, A49).
 */
@Service
class OperationDoors implements Succession {
    private final OperationReads reads;
    private final Permits permits;
    private final Approvals approvals;

    OperationDoors(OperationReads reads, Permits permits, Approvals approvals) {
        this.reads = reads;
        this.permits = permits;
        this.approvals = approvals;
    }

    /** Every permit that was issued for it, ended or not. */
    List<Permit> permits(OperationId id) {
        return reads.revisions(id).stream()
                .flatMap(revision -> permits.of(revision).stream())
                .toList();
    }

    /** Ends every permit that has not ended, in the caller's transaction. */
    void close(Operation operation, String why) {
        end(operation, null, why);
    }

    /** Ends every permit but the one that takes their place. */
    void closeBefore(Operation operation, PermitId kept, String why) {
        end(operation, kept, why);
    }

    private void end(Operation operation, @Nullable PermitId kept, String why) {
        permits(operation.id()).stream()
                .filter(permit -> permit.ended() == null && !permit.id().equals(kept))
                .forEach(permit -> permits.end(permit.id(), operation.name() + " " + why));
    }

    /** Nobody is asked any more and nothing agreed counts any more, of any revision. */
    void withdraw(OperationId id) {
        reads.revisions(id).forEach(approvals::withdraw);
    }

    /** The same where other content takes the place of what was agreed. */
    void voided(OperationId id) {
        reads.revisions(id).forEach(approvals::voided);
    }

    /** Nothing but the consent it was done under stays: whoever reads the record later finds that as it was. */
    void withdrawAllBut(OperationId id, UUID kept) {
        reads.revisions(id).stream().filter(revision -> !revision.equals(kept)).forEach(approvals::withdraw);
    }

    @Override
    public boolean same(UUID before, UUID now) {
        Optional<OperationId> first = reads.byRevision(before).map(Operation::id);
        return first.isPresent() && first.equals(reads.byRevision(now).map(Operation::id));
    }
}
