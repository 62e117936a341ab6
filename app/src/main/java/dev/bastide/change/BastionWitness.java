package dev.bastide.change;

import dev.bastide.access.Permit;
import dev.bastide.access.Permits;
import dev.bastide.authority.PermitId;
import dev.bastide.bastion.CommandHistory;
import dev.bastide.bastion.Rehearsals;
import dev.bastide.bastion.Session;
import dev.bastide.bastion.SessionId;
import dev.bastide.bastion.SessionKind;
import dev.bastide.bastion.Sessions;
import dev.bastide.change.engine.SpecificationRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What the bastion's recordings prove: which commands were seen, and that steps ended well off production. */
@Component
class BastionWitness implements Witness, ProofSource {
    private static final int SESSIONS_MAX = 1_000;

    private final CommandHistory history;
    private final Sessions sessions;
    private final Rehearsals rehearsals;
    private final OperationReads reads;
    private final Permits permits;

    BastionWitness(
            CommandHistory history, Sessions sessions, Rehearsals rehearsals, OperationReads reads, Permits permits) {
        this.history = history;
        this.sessions = sessions;
        this.rehearsals = rehearsals;
        this.reads = reads;
        this.permits = permits;
    }

    @Override
    public List<Seen> commands(PermitId permit) {
        return sessions.ofPermit(permit, SESSIONS_MAX).reversed().stream()
                .filter(session -> !session.live())
                .flatMap(session -> commands(session).stream())
                .toList();
    }

    @Override
    public List<Seen> commands(UUID session) {
        return sessions.find(new SessionId(session)).map(this::commands).orElse(List.of());
    }

    private List<Seen> commands(Session session) {
        boolean whole = session.kind() == SessionKind.EXEC || session.kind() == SessionKind.RUN;
        return history.in(session).stream()
                .map(seen -> new Seen(
                        seen.session().value(),
                        seen.at(),
                        seen.command().text(),
                        session.hostPath(),
                        whole ? session.exitCode() : null))
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
