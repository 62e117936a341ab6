/**
 * How a scan is done: which addresses and ports it may touch, how fast, what a service says it is, and whether anything was
 * lost on the way.
 *
 * <p>What lives here: the scope, the one class that opens sockets ({@link dev.bastide.asset.scan.engine.ProbeGate}), the
 * sweep, probes and fingerprints. What never does: Spring, SQL, another room; a decision about who may scan. It also runs
 * in benches. Serves seed 000 s2.1 and s3.2 (A40, A79–A81).
 */
@NullMarked
package dev.bastide.asset.scan.engine;

import org.jspecify.annotations.NullMarked;
