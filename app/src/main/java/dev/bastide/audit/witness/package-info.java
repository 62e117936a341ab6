/**
 * Witnesses: programs on other people's machines that see each checkpoint of the log grow out of the one before, and say so
 * under their own key. Both sides live here: the witness itself, which runs without a server of ours, and what asks it.
 *
 * <p>What lives here: C2SP tlog-witness over HTTP, what a witness remembers, the policy that says how many are needed,
 * the cosignatures. What never does: the log's own key. Who may come in: the rest of {@code audit}. Serves seed 000 s4
 * (A111, A116).
 */
@NullMarked
package dev.bastide.audit.witness;

import org.jspecify.annotations.NullMarked;
