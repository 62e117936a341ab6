package dev.bastide.change;

import dev.bastide.access.Permit;
import dev.bastide.access.Permits;
import dev.bastide.authority.PermitId;
import dev.bastide.bastion.CommandHistory;
import dev.bastide.bastion.Rehearsals;
import dev.bastide.change.engine.SpecificationRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What the bastion's recordings prove: which commands were seen, and that steps ended well off production. */
@Component
class BastionWitness implements Witness, ProofSource {
    private final CommandHistory history;
    private final Rehearsals rehearsals;
    private final OperationReads reads;
    private final Permits permits;

    BastionWitness(CommandHistory history, Rehearsals rehearsals, OperationReads reads, Permits permits) {
        this.history = history;
        this.rehearsals = rehearsals;
        this.reads = reads;
        this.permits = permits;
    }

    @Override
    public List<Seen> commands(List<PermitId> used) {
        return history.of(used).stream()
                .map(seen -> new Seen(
                        seen.session().value(), seen.at(), seen.command().text()))
                .toList();
    }

    @Override
    public boolean used(List<PermitId> used) {
        return history.used(used);
    }

    @Override
    public Optional<OperationRows.Proof> proof(SpecificationRef specification, List<String> steps, Instant since) {
        return rehearsals
                .proof(specification.versionId(), steps, since)
                .or(() -> rehearsals.byHand(rehearsalPermits(specification, since), steps, since))
                .map(seen -> new OperationRows.Proof(seen.session().value(), seen.at()));
    }

    /** The permits of operations off production by the same version: under them it may have been done by hand. */
    private List<PermitId> rehearsalPermits(SpecificationRef specification, Instant since) {
        return reads.rehearsing(specification.versionId(), since).stream()
                .flatMap(revision -> permits.of(revision).stream())
                .map(Permit::id)
                .toList();
    }
}
