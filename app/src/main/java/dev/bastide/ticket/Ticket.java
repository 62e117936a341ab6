package dev.bastide.ticket;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A ticket as it stands.
 *
 * @param number counts up, for people
 * @param kind {@code room.noun}; also the message key of its words
 * @param guarded states into which it goes only once its room has cleared it
 * @param openedBy who opened it, null for the program
 * @param step how often it changed
 * @param round how often it was opened again
 * @param accountable who answers for it: there always is somebody
 * @param dueAt until when, null for never
 * @param times how often what it is about happened
 */
public record Ticket(
        TicketId id,
        long number,
        String kind,
        TicketLevel level,
        NodeId node,
        String titleKey,
        List<String> titleArgs,
        String body,
        String dedupe,
        List<String> guarded,
        @Nullable PersonId openedBy,
        Instant openedAt,
        int step,
        int round,
        TicketState state,
        Instant stateAt,
        Assignee assignee,
        PersonId accountable,
        @Nullable Instant dueAt,
        long times,
        Instant lastAt) {
    public Ticket {
        titleArgs = List.copyOf(titleArgs);
        guarded = List.copyOf(guarded);
    }

    /** How people call it. */
    public String name() {
        return String.format(Locale.ROOT, "TK-%06d", number);
    }

    /** What is to be done. */
    public Reason title() {
        return new Reason(titleKey, titleArgs, "", path());
    }

    /** Where it is shown. */
    public String path() {
        return "/tickets/" + id;
    }

    /** Whether its time has passed and it has not ended. */
    boolean late(Instant now) {
        return dueAt != null && !state.ended() && dueAt.isBefore(now);
    }

    /** The same ticket with the number that it was given. */
    Ticket numbered(long given) {
        return new Ticket(
                id,
                given,
                kind,
                level,
                node,
                titleKey,
                titleArgs,
                body,
                dedupe,
                guarded,
                openedBy,
                openedAt,
                step,
                round,
                state,
                stateAt,
                assignee,
                accountable,
                dueAt,
                times,
                lastAt);
    }

    /** The same ticket one step on, in this state since then. */
    Ticket moved(TicketState to, Instant at) {
        int rounds = to instanceof TicketState.Reopened ? round + 1 : round;
        return stepped(rounds, to, at, assignee, accountable, dueAt);
    }

    /** The same ticket one step on, with this assignee. */
    Ticket assigned(Assignee who) {
        return stepped(round, state, stateAt, who, accountable, dueAt);
    }

    /** The same ticket one step on, for which somebody else answers. */
    Ticket answeredBy(PersonId who) {
        return stepped(round, state, stateAt, assignee, who, dueAt);
    }

    /** The same ticket one step on, with another time. */
    Ticket due(@Nullable Instant until) {
        return stepped(round, state, stateAt, assignee, accountable, until);
    }

    private Ticket stepped(
            int rounds, TicketState to, Instant since, Assignee who, PersonId answers, @Nullable Instant until) {
        return new Ticket(
                id, number, kind, level, node, titleKey, titleArgs, body, dedupe, guarded, openedBy, openedAt, step + 1,
                rounds, to, since, who, answers, until, times, lastAt);
    }
}
