package dev.bastide.ticket;

import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.PersonDisabled;
import dev.bastide.job.Jobs;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * No ticket is an orphan: whoever left, or is no head any more, has a successor, who is told. Looked at again and again, as the
 * tree and the people change without asking tickets.
 */
@Component
class TicketCare {
    static final String NAME = "ticket.care";
    static final Duration EVERY = Duration.ofMinutes(5);

    private static final int BATCH = 500;

    private final TicketRows rows;
    private final TicketSteps steps;
    private final Answerable answerable;
    private final TransactionTemplate transaction;

    TicketCare(TicketRows rows, TicketSteps steps, Answerable answerable, PlatformTransactionManager transactions) {
        this.rows = rows;
        this.steps = steps;
        this.answerable = answerable;
        this.transaction = new TransactionTemplate(transactions);
    }

    private record Place(PersonId accountable, NodeId node) {}

    /** One look at every open ticket. */
    void look() {
        Map<Place, Boolean> stands = new HashMap<>();
        Map<Assignee, Boolean> somebody = new HashMap<>();
        @Nullable TicketId after = null;
        List<Ticket> some;
        do {
            some = rows.openAfter(after, BATCH);
            for (Ticket ticket : some) {
                boolean answered = stands.computeIfAbsent(
                        new Place(ticket.accountable(), ticket.node()),
                        place -> answerable.stands(place.accountable(), place.node()));
                boolean done = somebody.computeIfAbsent(ticket.assignee(), answerable::isSomebody);
                if (!answered || !done) {
                    transaction.executeWithoutResult(status -> mend(ticket.id()));
                }
                after = ticket.id();
            }
        } while (some.size() == BATCH);
    }

    @ApplicationModuleListener
    void hear(PersonDisabled event) {
        look();
    }

    private void mend(TicketId id) {
        Actor by = Jobs.actor(NAME);
        Ticket ticket = steps.lock(id);
        if (ticket.state().ended()) {
            return;
        }
        if (!answerable.stands(ticket.accountable(), ticket.node())) {
            ticket = steps.answer(by, ticket, answerable.of(ticket.node()));
        }
        if (!answerable.isSomebody(ticket.assignee())) {
            steps.assign(by, ticket, Assignee.person(ticket.accountable()), "");
        }
    }
}
