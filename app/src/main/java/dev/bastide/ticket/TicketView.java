package dev.bastide.ticket;

import dev.bastide.authority.Actor;
import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.Fact;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.Panels;
import dev.bastide.page.StoryEntry;
import dev.bastide.page.Tone;
import dev.bastide.page.Words;
import dev.bastide.ticket.TicketEvent.Verb;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/** How tickets are shown: the cards of the board, and one ticket with its story, its facts and what it leads to. */
@Component
class TicketView {
    private final TicketStory story;
    private final TicketDesk desk;
    private final Answerable answerable;
    private final TicketPlaces places;
    private final Panels panels;

    TicketView(TicketStory story, TicketDesk desk, Answerable answerable, TicketPlaces places, Panels panels) {
        this.story = story;
        this.desk = desk;
        this.answerable = answerable;
        this.places = places;
        this.panels = panels;
    }

    /** A column of the board with its cards. */
    record Lane(String state, long count, List<Card> cards) {}

    /** A card; {@code moves} are the states into which it goes by one button, where the reader may. */
    record Card(Ticket ticket, Chip level, Chip state, String node, String assignee, List<String> moves) {}

    List<Lane> lanes(Actor actor, List<TicketList.Lane> lanes) {
        return lanes.stream()
                .map(lane -> new Lane(
                        lane.state(),
                        lane.count(),
                        lane.tickets().stream()
                                .map(ticket -> card(actor, ticket))
                                .toList()))
                .toList();
    }

    private Card card(Actor actor, Ticket ticket) {
        List<String> moves = !ticket.state().ended() && desk.mayWork(actor, ticket)
                ? ticket.state().next().stream()
                        .filter(state -> state.equals("in-remediation") || state.equals("waiting-for-proof"))
                        .toList()
                : List.of();
        return new Card(
                ticket,
                ticket.level().chip(),
                ticket.state().chip(),
                places.path(ticket.node()),
                answerable.name(ticket.assignee()),
                moves);
    }

    ModelAndView page(Actor actor, Ticket ticket, boolean works, Words words) {
        ObjectHead head = ObjectHead.of("ticket.ticket", words.why(ticket.title()))
                .state(ticket.state().chip())
                .at(places.path(ticket.node()), answerable.name(ticket.assignee()));
        @Nullable String next = next(ticket);
        return new ModelAndView("ticket/ticket")
                .addObject("head", head)
                .addObject("ticket", ticket)
                .addObject("works", works)
                .addObject("next", works && next != null ? next : "")
                .addObject("story", entries(ticket, words))
                .addObject("facts", facts(ticket, words))
                .addObject("links", links(ticket))
                .addObject("blocks", panels.of("ticket", ticket.id().value(), actor));
    }

    /** The step that most tickets take from here by one button, or null. */
    private static @Nullable String next(Ticket ticket) {
        return switch (ticket.state()) {
            case TicketState.Open _, TicketState.Reopened _ -> "in-remediation";
            case TicketState.InRemediation() -> "waiting-for-proof";
            case TicketState.WaitingForProof _, TicketState.Closed _, TicketState.Cancelled _ -> null;
        };
    }

    private List<Fact> facts(Ticket ticket, Words words) {
        List<Fact> facts = new ArrayList<>(List.of(
                new Fact("ticket.tickets.name", Cell.code(ticket.name())),
                new Fact("ticket.tickets.level", new Cell.State(ticket.level().chip())),
                new Fact("ticket.fact.kind", Cell.said(ticket.kind())),
                Fact.text("ticket.tickets.assignee", answerable.name(ticket.assignee())),
                Fact.text("ticket.fact.accountable", answerable.name(ticket.accountable())),
                new Fact(
                        "ticket.tickets.due",
                        ticket.state().ended() ? Cell.moment(ticket.dueAt()) : Cell.due(ticket.dueAt())),
                new Fact("ticket.tickets.opened", Cell.moment(ticket.openedAt())),
                Fact.text(
                        "ticket.fact.opener",
                        ticket.openedBy() == null ? words.say("ticket.program") : answerable.name(ticket.openedBy()))));
        if (ticket.times() > 1) {
            facts.add(new Fact("ticket.tickets.times", Cell.number(ticket.times())));
            facts.add(new Fact("ticket.fact.last", Cell.time(ticket.lastAt())));
        }
        if (!ticket.state().told().isEmpty()) {
            facts.add(Fact.text(
                    "ticket.fact.told", TicketLines.said(ticket.state().told(), List.of(), words)));
        }
        return facts;
    }

    private List<Fact> links(Ticket ticket) {
        return story.links(List.of(ticket.id())).getOrDefault(ticket.id(), List.of()).stream()
                .map(link -> new Fact(
                        "ticket.link." + link.kind(),
                        link.path().isEmpty() ? Cell.text(link.label()) : Cell.link(link.label(), link.path())))
                .toList();
    }

    private List<StoryEntry> entries(Ticket ticket, Words words) {
        return story.of(ticket.id()).stream().map(event -> entry(event, words)).toList();
    }

    private static StoryEntry entry(TicketEvent event, Words words) {
        String key = switch (event.verb()) {
            case TOLD -> words.has(event.note()) ? event.note() : "ticket.story.told";
            case MOVED -> "ticket.story.moved";
            default -> "ticket.story." + event.verb().word();
        };
        List<String> args =
                event.verb() == Verb.MOVED ? List.of(words.say("ticket.state." + event.state())) : linked(event, words);
        boolean saidByKey = event.verb() == Verb.TOLD && words.has(event.note());
        String quote = saidByKey ? "" : TicketLines.said(event.note(), event.args(), words);
        return new StoryEntry(event.at(), icon(event.verb()), tone(event), event.actor(), key, args, quote, "");
    }

    private static List<String> linked(TicketEvent event, Words words) {
        return event.verb() == Verb.LINKED
                ? List.of(
                        words.say("ticket.link." + event.args().getFirst()),
                        event.args().getLast())
                : event.args();
    }

    private static Tone tone(TicketEvent event) {
        return switch (event.verb()) {
            case MOVED -> TicketState.of(event.state(), "-").chip().tone();
            case COUNTED -> Tone.VIOLATED;
            case OPENED -> Tone.DUE;
            default -> Tone.PROGRESS;
        };
    }

    private static String icon(Verb verb) {
        return switch (verb) {
            case OPENED -> "ticket";
            case MOVED -> "player-play";
            case ASSIGNED, ANSWERS -> "user-check";
            case DUE -> "calendar";
            case COMMENTED -> "file-text";
            case TOLD -> "bell";
            case LINKED -> "link";
            case COUNTED -> "refresh";
        };
    }
}
