/**
 * The recording format: events in, encrypted chained chunks out, and back again; exported as asciicast v3.
 *
 * <p>What lives here: bytes, files and hashes, as {@code docs/formats/recording.md} describes them. What never lives
 * here: Spring, SQL, other rooms, the question who may look. Who may come in: the room {@code bastion} only. Duties: A46
 * (no session without its recording), A115 (a position in a recording is an address).
 */
@NullMarked
package dev.bastide.bastion.recording;

import org.jspecify.annotations.NullMarked;
