package dev.bastide.change;

import dev.bastide.change.engine.SpecificationRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Finds the session in which exactly these steps were seen to succeed off production. Source: seed 000 s2.2 (A50). */
interface ProofSource {
    /** The newest such session since the instant, by the same version of the same specification. */
    Optional<OperationRows.Proof> proof(SpecificationRef specification, List<String> steps, Instant since);
}
