package dev.bastide.change;

import dev.bastide.access.Permit;
import dev.bastide.access.Permits;
import dev.bastide.authority.PermitId;
import dev.bastide.bastion.Rehearsals;
import dev.bastide.change.engine.SpecificationRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * A rehearsal that the bastion saw: run by Bastide, or done by hand, command by command, under an operation off production
 * that names the same version of the same specification. Source: seed 000 s2.2 (A50).
 */
@Component
class RecordedProof implements ProofSource {
    private final Rehearsals rehearsals;
    private final Permits permits;
    private final JdbcClient jdbc;

    RecordedProof(Rehearsals rehearsals, Permits permits, JdbcClient jdbc) {
        this.rehearsals = rehearsals;
        this.permits = permits;
        this.jdbc = jdbc;
    }

    @Override
    public Optional<OperationRows.Proof> proof(SpecificationRef specification, List<String> steps, Instant since) {
        return rehearsals
                .proof(specification.versionId(), steps, since)
                .or(() -> rehearsals.byHand(offProduction(specification.versionId()), steps, since))
                .map(seen -> new OperationRows.Proof(seen.session().value(), seen.at()));
    }

    private List<PermitId> offProduction(UUID version) {
        return jdbc
                .sql("""
                        select id from change.operation_revision
                        where spec_version_id = :version and not production
                        order by asked_at desc
                        limit 200
                        """)
                .param("version", version)
                .query((row, number) -> row.getObject("id", UUID.class))
                .list()
                .stream()
                .flatMap(revision -> permits.of(revision).stream())
                .map(Permit::id)
                .toList();
    }
}
