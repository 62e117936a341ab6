/**
 * Tickets: work that somebody has to do, and to prove, before it counts as done.
 *
 * <p>What lives here: {@link dev.bastide.ticket.Tickets} with their states, who does the work and who answers for it, their
 * story, their board and list. What never does: what a ticket is about, or what proves it; the room of a kind opens, guards
 * ({@link dev.bastide.ticket.TicketRule}) and clears its own. The room of alarms and everybody above may come in. Serves seed
 * 000 s3.2 (A82: the response system accepts the alarm directly) and carries A33 and A70.
 */
@NullMarked
@ApplicationModule(
        displayName = "ticket",
        allowedDependencies = {
            "authority",
            "vault",
            "audit",
            "job",
            "page",
            "notification",
            "identity",
            "servicetree",
            "deadline"
        })
package dev.bastide.ticket;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
