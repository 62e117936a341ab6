/**
 * Records go to a SIEM as they happen: by syslog and by signed webhook, from the log, in its order, at least once.
 *
 * <p>What lives here: the targets that two people decided on, how far each has acknowledged, what is sent and how, and the
 * page of it. What never does: a record of its own for each delivery, which would be delivered again; reading the log
 * anywhere but in {@code audit.LogFeed}. Nobody may come in. Serves seed 000 s4 (A111, A103).
 */
@NullMarked
package dev.bastide.record.forward;

import org.jspecify.annotations.NullMarked;
