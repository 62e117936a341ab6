/**
 * Out of the inbox into the log: gives each record its index, signs what there is, and reads it back as proof.
 *
 * <p>What lives here: the sequencer, its tables, the signing key and the keys of the salts, the guard against a database
 * that was set back, and what is read from the tree: proofs, bundles, the nightly comparison. What never does: the format
 * ({@code audit.log}), a page. Who may come in: the rest of {@code audit}. Serves seed 000 s4 (A111, A114, A116).
 */
@NullMarked
package dev.bastide.audit.sequencer;

import org.jspecify.annotations.NullMarked;
