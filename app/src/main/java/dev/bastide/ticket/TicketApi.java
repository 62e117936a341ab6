package dev.bastide.ticket;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.ApiList;
import dev.bastide.page.BadInput;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.Words;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tickets for programs and the command line; by id or by name, such as TK-000012. */
@RestController
@RequestMapping(
        path = "/api/v1/tickets",
        produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
class TicketApi {
    private final TicketList list;
    private final TicketDesk desk;
    private final TicketStory story;
    private final TicketLines lines;
    private final Answerable answerable;
    private final TicketPlaces places;

    TicketApi(
            TicketList list,
            TicketDesk desk,
            TicketStory story,
            TicketLines lines,
            Answerable answerable,
            TicketPlaces places) {
        this.list = list;
        this.desk = desk;
        this.story = story;
        this.lines = lines;
        this.answerable = answerable;
        this.places = places;
    }

    /** A ticket as it is read. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TicketJson(
            UUID id,
            String name,
            String kind,
            String level,
            String node,
            String title,
            String state,
            @Nullable String told,
            String assignee,
            String accountable,
            long times,
            @JsonProperty("opened_at") Instant openedAt,
            @JsonProperty("state_at") Instant stateAt,
            @JsonProperty("due_at") @Nullable Instant dueAt,
            @Nullable String body,
            @Nullable List<LinkJson> links,
            @Nullable List<EventJson> story) {}

    /** What it leads to. */
    record LinkJson(String kind, String object, String label, String path) {}

    /** One step of its story. */
    record EventJson(Instant at, String who, String verb, String state, String what, String note) {}

    /** A ticket to be opened. */
    record OpenJson(
            @Nullable String node,
            @Nullable String title,
            @Nullable String body,
            @Nullable String level,
            @Nullable String who) {}

    /** To whom it is given: a login, {@code me} or {@code team:NAME}. */
    record AssignJson(@Nullable String who, @Nullable String note) {}

    /** Where it goes, and why. */
    record AdvanceJson(@Nullable String state, @Nullable String note) {}

    /** A word about it. */
    record CommentJson(@Nullable String text) {}

    @GetMapping
    @Act("ticket.view")
    ResponseEntity<Object> list(
            Actor actor,
            ListQuery query,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        ListResult<Ticket> found = list.page(actor, query);
        return TicketLines.wanted(accept)
                ? lines.table(found.rows(), words)
                : ResponseEntity.ok(ApiList.of(found, ticket -> json(ticket, words, false)));
    }

    @PostMapping
    @Act("ticket.work")
    ResponseEntity<Object> open(
            Actor actor,
            @RequestBody OpenJson sent,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        Ticket opened = desk.open(
                actor,
                new TicketDesk.Task(
                        text(sent.node()),
                        text(sent.title()),
                        text(sent.body()),
                        sent.level() == null ? "medium" : sent.level(),
                        text(sent.who())));
        return answer(opened, words, accept);
    }

    @GetMapping("/{id}")
    @Act(Act.SELF)
    ResponseEntity<Object> one(
            Actor actor,
            @PathVariable String id,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        return answer(desk.read(actor, id), words, accept);
    }

    @PostMapping("/{id}/assign")
    @Act(Act.SELF)
    ResponseEntity<Object> assign(
            Actor actor,
            @PathVariable String id,
            @RequestBody AssignJson sent,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        if (text(sent.who()).isBlank()) {
            throw BadInput.in("who", "page.form.required");
        }
        return answer(desk.assign(actor, id, text(sent.who()), text(sent.note())), words, accept);
    }

    @PostMapping("/{id}/advance")
    @Act(Act.SELF)
    ResponseEntity<Object> advance(
            Actor actor,
            @PathVariable String id,
            @RequestBody AdvanceJson sent,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        return answer(desk.advance(actor, id, text(sent.state()), text(sent.note())), words, accept);
    }

    @PostMapping("/{id}/comment")
    @Act(Act.SELF)
    ResponseEntity<Object> comment(
            Actor actor,
            @PathVariable String id,
            @RequestBody CommentJson sent,
            Words words,
            @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        return answer(desk.comment(actor, id, text(sent.text())), words, accept);
    }

    private ResponseEntity<Object> answer(Ticket ticket, Words words, String accept) {
        return TicketLines.wanted(accept) ? lines.one(ticket, words) : ResponseEntity.ok(json(ticket, words, true));
    }

    private TicketJson json(Ticket ticket, Words words, boolean whole) {
        String told = TicketLines.said(ticket.state().told(), List.of(), words);
        return new TicketJson(
                ticket.id().value(),
                ticket.name(),
                ticket.kind(),
                ticket.level().word(),
                places.path(ticket.node()),
                words.why(ticket.title()),
                ticket.state().word(),
                told.isEmpty() ? null : told,
                answerable.name(ticket.assignee()),
                answerable.name(ticket.accountable()),
                ticket.times(),
                ticket.openedAt(),
                ticket.stateAt(),
                ticket.dueAt(),
                whole ? ticket.body() : null,
                whole ? links(ticket) : null,
                whole ? events(ticket, words) : null);
    }

    private List<LinkJson> links(Ticket ticket) {
        return story.links(List.of(ticket.id())).getOrDefault(ticket.id(), List.of()).stream()
                .map(link -> new LinkJson(link.kind(), link.object(), link.label(), link.path()))
                .toList();
    }

    private List<EventJson> events(Ticket ticket, Words words) {
        return story.of(ticket.id()).stream()
                .map(event -> new EventJson(
                        event.at(),
                        event.actor(),
                        event.verb().word(),
                        event.state(),
                        TicketLines.words(event, words),
                        TicketLines.said(event.note(), event.args(), words)))
                .toList();
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
