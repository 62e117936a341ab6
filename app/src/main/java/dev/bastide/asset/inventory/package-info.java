/**
 * The book of assets: rows and their marks, keys and merges, sightings and what becomes of them, imports, coverage,
 * attestations, and the pages of all that. What never lives here: a socket, a host's credential. Only the room around it
 * comes in, {@code asset.scan} by the room's root. Serves seed 000 s1.2, s2.1 and s3.3 (A30, A39-A43, A92), seed 004 s2
 * (B02).
 */
@NullMarked
package dev.bastide.asset.inventory;

import org.jspecify.annotations.NullMarked;
