/**
 * Scans: who may carry them out, what the parties agreed, each run with its dossier, and what is open where.
 *
 * <p>What lives here: qualifications, authorisations that asset owner and security both sign, runs, reports, the attack
 * surface and its events, engagements of others. What never does: a socket ({@code engine} has the only gate), a finding, an
 * asset's identity. Inner part of the room {@code asset}. Serves seed 000 s2.1 and s3.2 (A40, A73, A76–A81) and seed 004
 * s3.3 (B46, B48).
 */
@NullMarked
package dev.bastide.asset.scan;

import org.jspecify.annotations.NullMarked;
