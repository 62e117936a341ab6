package dev.bastide.ticket;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Moments;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.page.Live;
import dev.bastide.page.NoSuch;
import dev.bastide.page.Words;
import dev.bastide.page.WordsFor;
import dev.bastide.ticket.TicketEvent.Verb;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The steps of a ticket: each is decided by the rules of its kind, written with its event and its record, and told. Whoever
 * calls holds the row locked and has asked whether the actor may.
 */
@Component
class TicketSteps {
    static final String TOPIC = "tickets";
    static final int NOTE_CHARACTERS_MAX = 4_000;

    private final TicketRows rows;
    private final TicketStory story;
    private final TicketTimes times;
    private final TicketNotices notices;
    private final Answerable answerable;
    private final ObjectProvider<TicketRule> rules;
    private final AuditLog audit;
    private final Live live;
    private final Words words;
    private final Clock clock;

    TicketSteps(
            TicketRows rows,
            TicketStory story,
            TicketTimes times,
            TicketNotices notices,
            Answerable answerable,
            ObjectProvider<TicketRule> rules,
            AuditLog audit,
            Live live,
            WordsFor languages,
            Clock clock) {
        this.rows = rows;
        this.story = story;
        this.times = times;
        this.notices = notices;
        this.answerable = answerable;
        this.rules = rules;
        this.audit = audit;
        this.live = live;
        this.words = languages.of(Locale.ENGLISH);
        this.clock = clock;
    }

    /** Reads it and keeps others from changing it until the transaction ends. Throws {@link NoSuch}. */
    Ticket lock(TicketId id) {
        return rows.lock(id).orElseThrow(() -> new NoSuch("ticket.ticket", id.toString()));
    }

    /** Moves it. Throws {@link ActRefused} where a ticket does not go there, or where the room of its kind says no. */
    Ticket move(Actor by, Ticket ticket, TicketState to, String note) {
        decide(ticket, to.word());
        Instant now = Moments.now(clock);
        Ticket moved = ticket.moved(to, now);
        rows.put(moved);
        tell(moved, event(by, moved, Verb.MOVED, List.of(ticket.state().word()), note));
        record(
                by,
                moved,
                "ticket.advance",
                "Moved from " + ticket.state().word() + " to " + to.word() + said(to.told()) + said(note));
        if (to.ended()) {
            times.end(moved);
        } else if (to instanceof TicketState.Reopened) {
            return reschedule(by, moved, now.plus(moved.level().patience()));
        }
        return moved;
    }

    /** Gives it to somebody. */
    Ticket assign(Actor by, Ticket ticket, Assignee who, String note) {
        if (ticket.assignee().equals(who)) {
            return ticket;
        }
        Ticket given = ticket.assigned(who);
        rows.put(given);
        String name = answerable.name(who);
        tell(given, event(by, given, Verb.ASSIGNED, List.of(name), note));
        record(by, given, "ticket.assign", "Assigned to " + name + said(note));
        times.move(given);
        notices.assigned(by, given);
        return given;
    }

    /** Makes somebody answer for it. */
    Ticket answer(Actor by, Ticket ticket, PersonId who) {
        Ticket answered = ticket.answeredBy(who);
        rows.put(answered);
        tell(answered, event(by, answered, Verb.ANSWERS, List.of(answerable.name(who)), ""));
        record(by, answered, "ticket.answer", answerable.name(who) + " answers for it now");
        notices.answers(answered, who);
        return answered;
    }

    /** Gives it another time. */
    Ticket reschedule(Actor by, Ticket ticket, @Nullable Instant until) {
        Instant due = until == null ? null : until.truncatedTo(ChronoUnit.MICROS);
        if (Objects.equals(ticket.dueAt(), due)) {
            return ticket;
        }
        Ticket moved = ticket.due(due);
        rows.put(moved);
        tell(moved, event(by, moved, Verb.DUE, List.of(due == null ? "-" : due.toString()), ""));
        record(by, moved, "ticket.reschedule", due == null ? "Due at no time" : "Due at " + due);
        times.move(moved);
        return moved;
    }

    /** Adds what somebody, or the room of its kind, says of it. */
    void say(Actor by, Ticket ticket, Verb verb, List<String> args, String note) {
        tell(ticket, event(by, ticket, verb, args, note));
        String told = words.has(note) ? words.say(note, args) : note;
        record(by, ticket, verb == Verb.COMMENTED ? "ticket.comment" : "ticket.tell", told);
    }

    /** Links it to something, once. */
    void link(Actor by, Ticket ticket, TicketLink link) {
        boolean known = story.links(List.of(ticket.id())).getOrDefault(ticket.id(), List.of()).stream()
                .anyMatch(there -> there.isAbout(link));
        if (known) {
            return;
        }
        story.link(List.of(TicketStory.Linked.of(ticket.id(), link, Moments.now(clock))));
        tell(ticket, event(by, ticket, Verb.LINKED, List.of(link.kind(), link.label()), ""));
        record(by, ticket, "ticket.link", "Linked to " + link.kind() + " " + link.object() + " (" + link.label() + ")");
    }

    /** The event of a ticket as it stands now. */
    TicketEvent event(Actor by, Ticket ticket, Verb verb, List<String> args, String note) {
        return new TicketEvent(
                ticket.step(),
                verb,
                ticket.state().word(),
                by.person(),
                by.name(),
                fit(args),
                note.length() <= NOTE_CHARACTERS_MAX ? note : note.substring(0, NOTE_CHARACTERS_MAX - 1) + "…",
                Moments.now(clock));
    }

    /** Why it must not go there, or nothing. */
    void decide(Ticket ticket, String into) {
        if (!ticket.state().next().contains(into)) {
            throw new ActRefused(Reason.of(
                    "ticket.refused.move",
                    "A70",
                    ticket.path(),
                    ticket.name(),
                    ticket.state().word(),
                    into));
        }
        rules.orderedStream()
                .filter(rule -> rule.kind().equals(ticket.kind()))
                .flatMap(rule -> rule.refuses(ticket, into).stream())
                .findFirst()
                .ifPresent(reason -> {
                    throw new ActRefused(reason);
                });
        if (ticket.guarded().contains(into) && !rows.isCleared(ticket, into)) {
            throw new ActRefused(Reason.of("ticket.refused.uncleared", "A33", ticket.path(), ticket.name()));
        }
    }

    /** Texts that a row holds as a list: none is empty, and none holds what stands between them. */
    static List<String> fit(List<String> args) {
        return args.stream()
                .map(arg -> arg.isEmpty() ? "-" : arg.replace('\u001f', ' '))
                .toList();
    }

    private void tell(Ticket ticket, TicketEvent event) {
        story.tell(List.of(TicketStory.Told.of(ticket.id(), event)));
        live.changed(TOPIC);
    }

    private void record(Actor by, Ticket ticket, String operation, String content) {
        audit.append(AuditRecord.of(
                        Moments.now(clock),
                        by,
                        Tag.TICKET,
                        operation,
                        ticket.name() + ": " + content + ".",
                        Result.DONE)
                .object("ticket", ticket.id()));
    }

    private String said(String text) {
        return text.isBlank() ? "" : ": " + (words.has(text) ? words.say(text) : text);
    }
}
