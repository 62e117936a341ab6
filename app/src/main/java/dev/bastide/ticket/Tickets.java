package dev.bastide.ticket;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.page.NoSuch;
import dev.bastide.ticket.TicketEvent.Verb;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Tickets, for the rooms that open them: everything stands or falls with the caller's transaction and throws where there is
 * none. Rooms answer for what they do; people go through pages and API, where they are asked whether they may. Source: seed
 * 000 s3.2 (A82).
 */
@Service
public class Tickets {
    private final Opening opening;
    private final TicketSteps steps;
    private final TicketRows rows;
    private final TicketStory story;

    Tickets(Opening opening, TicketSteps steps, TicketRows rows, TicketStory story) {
        this.opening = opening;
        this.steps = steps;
        this.rows = rows;
        this.story = story;
    }

    /** Opens it, or counts it into the open one about the same. Throws where nobody at all answers for its node. */
    @Transactional(propagation = Propagation.MANDATORY)
    public TicketId open(NewTicket wanted) {
        return Objects.requireNonNull(opening.open(List.of(wanted)).get(wanted.dedupe()));
    }

    /** The same for many in a number of statements that does not grow with them; gives each by what it is about. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Map<String, TicketId> openAll(List<NewTicket> wanted) {
        return wanted.isEmpty() ? Map.of() : opening.open(wanted);
    }

    /** Links it to something it is about or that was done for it; nothing happens where it is linked to that already. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void link(Actor by, TicketId id, TicketLink link) {
        steps.link(by, steps.lock(id), link);
    }

    /** Tells something of it in its story: a message key with arguments. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void tell(Actor by, TicketId id, String key, List<String> args) {
        steps.say(by, find(id), Verb.TOLD, args, key);
    }

    /**
     * Moves it into a state by its word: {@code in-remediation}, {@code waiting-for-proof}. What ends it or opens it again has
     * verbs of its own. Throws {@link ActRefused} where it does not go there.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void advance(Actor by, TicketId id, String state, String note) {
        steps.move(by, steps.lock(id), TicketState.of(state, ""), note);
    }

    /**
     * Closes it by this proof, from wherever it stands; nothing happens where it has ended. Throws {@link ActRefused} where the
     * room of its kind sees no proof.
     *
     * @param evidence a text or a message key
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void close(TicketId id, Actor by, String evidence) {
        Ticket ticket = steps.lock(id);
        if (ticket.state().ended()) {
            return;
        }
        if (!(ticket.state() instanceof TicketState.WaitingForProof)) {
            ticket = steps.move(by, ticket, new TicketState.WaitingForProof(), "");
        }
        steps.move(by, ticket, new TicketState.Closed(evidence), "");
    }

    /** Cancels it for this reason; nothing happens where it has ended. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void cancel(Actor by, TicketId id, String reason) {
        Ticket ticket = steps.lock(id);
        if (!ticket.state().ended()) {
            steps.move(by, ticket, new TicketState.Cancelled(reason), "");
        }
    }

    /** Opens it again for this reason; nothing happens where it is open. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void reopen(Actor by, TicketId id, String reason) {
        Ticket ticket = steps.lock(id);
        if (ticket.state().ended()) {
            steps.move(by, ticket, new TicketState.Reopened(reason), "");
        }
    }

    /** Gives it to somebody. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void assign(Actor by, TicketId id, Assignee who) {
        steps.assign(by, steps.lock(id), who, "");
    }

    /** Gives it another time. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void due(Actor by, TicketId id, Instant until) {
        steps.reschedule(by, steps.lock(id), until);
    }

    /** The ticket of this id; a row that this program did not write is none. */
    public Optional<Ticket> get(TicketId id) {
        return rows.find(id);
    }

    /** The tickets of these ids. */
    public Map<TicketId, Ticket> all(Collection<TicketId> ids) {
        return ids.isEmpty() ? Map.of() : rows.all(ids);
    }

    /** What a ticket leads to, oldest first. */
    public List<TicketLink> links(TicketId id) {
        return story.links(List.of(id)).getOrDefault(id, List.of());
    }

    private Ticket find(TicketId id) {
        return rows.find(id).orElseThrow(() -> new NoSuch("ticket.ticket", id.toString()));
    }
}
