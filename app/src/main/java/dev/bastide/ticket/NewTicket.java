package dev.bastide.ticket;

import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Work, as the room sees it that opens a ticket. While one with the same {@code dedupe} is open, this is counted into it.
 *
 * @param kind {@code room.noun}; also the message key of its words
 * @param title message key and arguments of what is to be done
 * @param body what else is to be known, as text; may be empty
 * @param dedupe what it is about, as the room names it; at most 500 characters
 * @param guarded words of the states into which it goes only once its room has cleared it at the database
 * @param assignee who does it; null for whoever answers for the node
 * @param due until when; null for what its level allows
 * @param reopens so long after it was closed it is opened again, rather than another one beside it; zero for never
 * @param links what it is about
 * @param quiet whether the opener has told people already
 */
public record NewTicket(
        Actor by,
        String kind,
        TicketLevel level,
        NodeId node,
        Reason title,
        String body,
        String dedupe,
        List<String> guarded,
        @Nullable Assignee assignee,
        @Nullable Instant due,
        Duration reopens,
        List<TicketLink> links,
        boolean quiet) {
    private static final int BODY_CHARACTERS_MAX = 8_000;
    private static final int DEDUPE_CHARACTERS_MAX = 500;

    public NewTicket {
        Objects.requireNonNull(by);
        Objects.requireNonNull(level);
        Objects.requireNonNull(node);
        Objects.requireNonNull(title);
        Objects.requireNonNull(reopens);
        guarded = List.copyOf(guarded);
        links = List.copyOf(links);
        if (dedupe.isBlank() || dedupe.length() > DEDUPE_CHARACTERS_MAX) {
            throw new IllegalArgumentException("a ticket is about something that can be named: " + kind);
        }
        if (body.length() > BODY_CHARACTERS_MAX) {
            body = body.substring(0, BODY_CHARACTERS_MAX - 1) + "…";
        }
    }

    /** A ticket about this, unguarded, for whoever answers for the node, in the time that its level allows. */
    public static NewTicket of(Actor by, String kind, TicketLevel level, NodeId node, Reason title, String dedupe) {
        return new NewTicket(
                by, kind, level, node, title, "", dedupe, List.of(), null, null, Duration.ZERO, List.of(), false);
    }

    /** The same, with more to be known. */
    public NewTicket body(String text) {
        return new NewTicket(by, kind, level, node, title, text, dedupe, guarded, assignee, due, reopens, links, quiet);
    }

    /** The same, which goes into these states only once its room has cleared it. */
    public NewTicket guarded(String... states) {
        return new NewTicket(
                by, kind, level, node, title, body, dedupe, List.of(states), assignee, due, reopens, links, quiet);
    }

    /** The same, for this person or team. */
    public NewTicket assignee(@Nullable Assignee who) {
        return new NewTicket(by, kind, level, node, title, body, dedupe, guarded, who, due, reopens, links, quiet);
    }

    /** The same, until then. */
    public NewTicket due(@Nullable Instant until) {
        return new NewTicket(
                by, kind, level, node, title, body, dedupe, guarded, assignee, until, reopens, links, quiet);
    }

    /** The same; one that was closed so long ago at most is opened again instead. */
    public NewTicket reopens(Duration within) {
        return new NewTicket(by, kind, level, node, title, body, dedupe, guarded, assignee, due, within, links, quiet);
    }

    /** The same, about these. */
    public NewTicket links(List<TicketLink> about) {
        return new NewTicket(by, kind, level, node, title, body, dedupe, guarded, assignee, due, reopens, about, quiet);
    }

    /** The same, of which nobody is told: the opener has. */
    public NewTicket quietly() {
        return new NewTicket(by, kind, level, node, title, body, dedupe, guarded, assignee, due, reopens, links, true);
    }
}
