package dev.bastide.ticket;

import dev.bastide.authority.Reason;
import java.util.Optional;

/**
 * Port: the room of a kind of tickets refuses moves of its own. Every rule of a kind is asked before a ticket moves; one that
 * fails refuses by failing. What must hold at the database too, the room names as guarded when it opens the ticket.
 */
public interface TicketRule {

    /** The kind whose tickets it speaks of. */
    String kind();

    /** Why this ticket must not go into this state, a word of {@link TicketState}; nothing when it may. */
    Optional<Reason> refuses(Ticket ticket, String into);
}
