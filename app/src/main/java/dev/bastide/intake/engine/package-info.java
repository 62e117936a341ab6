/**
 * What foreign logs look like, and nothing else: frames of a stream, syslog, JSON lines, OTLP, and what a line of a known
 * program says of its ten fields.
 *
 * <p>An engine: neither Spring nor SQL nor another room is imported here, so it also runs in a collector. What never lives
 * here: who a person is, which host is ours, what is kept. Serves seed 000 s3.1 and s4 (A67, A114).
 */
@NullMarked
package dev.bastide.intake.engine;

import org.jspecify.annotations.NullMarked;
