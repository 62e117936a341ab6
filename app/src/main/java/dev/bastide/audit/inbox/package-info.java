/**
 * How a record lies in the inbox: its bytes, and the keys they are sealed under.
 *
 * <p>What lives here: encoding and encryption of one record. What never does: its place in the log, a search. Who may
 * come in: the rest of {@code audit}. Serves seed 000 s4 (A111, A114).
 */
@NullMarked
package dev.bastide.audit.inbox;

import org.jspecify.annotations.NullMarked;
