/**
 * The log that proves itself: leaves, the RFC 6962 tree with its proofs, tiles, signed checkpoints, and bundles of them.
 *
 * <p>What lives here: the format of {@code docs/formats/audit-log.md} as the program writes it. What never does: SQL,
 * Spring, other rooms; it also runs without a server ({@code ./bastide audit generate}). Who may come in: the rest of
 * {@code audit}. That the verifier knows the format a second time is meant. Serves seed 000 s4 (A113, A114, A116).
 */
@NullMarked
package dev.bastide.audit.log;

import org.jspecify.annotations.NullMarked;
