package dev.bastide.ticket;

import dev.bastide.authority.PersonId;
import dev.bastide.deadline.DeadlineKind;
import dev.bastide.deadline.Deadlines;
import dev.bastide.page.Words;
import dev.bastide.page.WordsFor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Until when tickets are due, as promises that are reminded of and found broken. */
@Component
class TicketTimes {
    static final DeadlineKind DUE = new DeadlineKind("ticket.due", false, "/tickets/");

    private final Deadlines deadlines;
    private final Words words;

    TicketTimes(Deadlines deadlines, WordsFor languages) {
        this.deadlines = deadlines;
        this.words = languages.of(Locale.ENGLISH);
    }

    /** The promises of tickets that were just opened. */
    void begin(List<Ticket> tickets) {
        deadlines.setAll(
                DUE,
                tickets.stream()
                        .filter(ticket -> ticket.dueAt() != null)
                        .map(this::promise)
                        .toList());
    }

    /** The promise of a ticket that another has now, or that has another time. */
    void move(Ticket ticket) {
        if (ticket.dueAt() == null || ticket.state().ended()) {
            deadlines.drop(DUE, ticket.id().toString());
        } else {
            begin(List.of(ticket));
        }
    }

    /** What was proven was kept; what was cancelled is no promise any more. */
    void end(Ticket ticket) {
        if (ticket.state() instanceof TicketState.Closed) {
            deadlines.met(DUE, ticket.id().toString());
        } else {
            deadlines.drop(DUE, ticket.id().toString());
        }
    }

    private Deadlines.Promise promise(Ticket ticket) {
        Instant due = Objects.requireNonNull(ticket.dueAt());
        Duration whole = Duration.between(ticket.openedAt(), due);
        PersonId owner =
                ticket.assignee() instanceof Assignee.OnePerson(PersonId person) ? person : ticket.accountable();
        // Half of the time is left, and a fifth.
        List<Duration> before = whole.isPositive() ? List.of(whole.dividedBy(2), whole.dividedBy(5)) : List.of();
        return new Deadlines.Promise(
                ticket.id().toString(), ticket.name() + " " + words.why(ticket.title()), due, before, owner);
    }
}
