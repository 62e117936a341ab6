package dev.bastide.ticket;

import dev.bastide.page.Words;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Tickets in words for the shell: a line each, or one with its story. */
@Component
class TicketLines {
    private final Answerable answerable;
    private final TicketPlaces places;
    private final TicketStory story;

    TicketLines(Answerable answerable, TicketPlaces places, TicketStory story) {
        this.answerable = answerable;
        this.places = places;
        this.story = story;
    }

    /** Whether the caller would rather have text than JSON. */
    static boolean wanted(String accept) {
        return accept.startsWith(MediaType.TEXT_PLAIN_VALUE);
    }

    ResponseEntity<Object> table(List<Ticket> rows, Words words) {
        List<String> lines = new ArrayList<>();
        lines.add(Stream.of("name", "level", "state", "node", "title", "assignee", "due")
                .map(column -> words.say("ticket.tickets." + column))
                .collect(Collectors.joining("\t")));
        for (Ticket row : rows) {
            lines.add(Stream.of(
                            row.name(),
                            words.say(row.level().key()),
                            words.say("ticket.state." + row.state().word()),
                            places.path(row.node()),
                            words.why(row.title()) + (row.times() > 1 ? " (" + row.times() + "x)" : ""),
                            answerable.name(row.assignee()),
                            at(row.dueAt()))
                    .map(TicketLines::flat)
                    .collect(Collectors.joining("\t")));
        }
        return text(lines);
    }

    ResponseEntity<Object> one(Ticket ticket, Words words) {
        List<String> lines = new ArrayList<>();
        lines.add(flat(ticket.name() + ": " + words.why(ticket.title())));
        fact(
                lines,
                words.say("ticket.tickets.state"),
                words.say("ticket.state." + ticket.state().word()));
        fact(lines, words.say("ticket.fact.told"), said(ticket.state().told(), List.of(), words));
        fact(lines, words.say("ticket.tickets.level"), words.say(ticket.level().key()));
        fact(lines, words.say("ticket.fact.kind"), words.say(ticket.kind()));
        fact(lines, words.say("ticket.tickets.node"), places.path(ticket.node()));
        fact(lines, words.say("ticket.tickets.assignee"), answerable.name(ticket.assignee()));
        fact(lines, words.say("ticket.fact.accountable"), answerable.name(ticket.accountable()));
        fact(lines, words.say("ticket.tickets.opened"), at(ticket.openedAt()));
        fact(lines, words.say("ticket.tickets.due"), at(ticket.dueAt()));
        for (TicketLink link : story.links(List.of(ticket.id())).getOrDefault(ticket.id(), List.of())) {
            fact(lines, words.say("ticket.link." + link.kind()), link.label() + " " + link.path());
        }
        for (TicketEvent event : story.of(ticket.id())) {
            lines.add(flat(at(event.at()) + "  " + event.actor() + ": " + words(event, words)
                    + (event.note().isEmpty() || event.verb() == TicketEvent.Verb.TOLD
                            ? ""
                            : " - " + said(event.note(), event.args(), words))));
        }
        return text(lines);
    }

    /** What an event says, without what was said with it. */
    static String words(TicketEvent event, Words words) {
        return switch (event.verb()) {
            case TOLD -> said(event.note(), event.args(), words);
            case MOVED -> words.say("ticket.story.moved", words.say("ticket.state." + event.state()));
            default -> words.say("ticket.story." + event.verb().word(), event.args());
        };
    }

    /** A text that may be a message key: rooms say it by a key, people in words. */
    static String said(String text, List<String> args, Words words) {
        return words.has(text) ? words.say(text, args) : text;
    }

    private static void fact(List<String> lines, String label, String value) {
        if (!value.isEmpty()) {
            lines.add(label + "  " + flat(value));
        }
    }

    private static String flat(String text) {
        return text.isEmpty() ? "-" : text.replace('\t', ' ').replace('\n', ' ').replace('\r', ' ');
    }

    private static String at(@Nullable Instant instant) {
        return instant == null ? "" : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static ResponseEntity<Object> text(List<String> lines) {
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
                .body(String.join("\n", lines) + "\n");
    }
}
