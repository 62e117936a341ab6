/**
 * Sealed segments: a range of the log as one encrypted Parquet file, the sidecar that finds records in it, and the search
 * over both.
 *
 * <p>What lives here: the format of {@code docs/formats/segment.md}, its writer, reader, index and search. What never
 * does: SQL, Spring, a clock, other rooms; it also runs without a server. The libraries for Parquet and for compression
 * stay inside. Who may come in: the rest of {@code audit}. Serves seed 000 s4 (A111, A113, A114).
 */
@NullMarked
package dev.bastide.audit.segment;

import org.jspecify.annotations.NullMarked;
