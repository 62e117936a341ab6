package dev.bastide.ticket;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.identity.Teams;
import dev.bastide.page.BadInput;
import dev.bastide.page.Cell;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.ListQuery;
import dev.bastide.page.Listing;
import dev.bastide.page.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What is to be done: as a list, as a board by state, and one ticket with its whole story. */
@Controller
class TicketPages {
    private final TicketList list;
    private final TicketDesk desk;
    private final TicketView view;
    private final Teams teams;
    private final TicketPlaces places;
    private final Listing<Ticket> tickets;

    TicketPages(
            TicketList list,
            TicketDesk desk,
            TicketView view,
            Teams teams,
            Answerable answerable,
            TicketPlaces places) {
        this.list = list;
        this.desk = desk;
        this.view = view;
        this.teams = teams;
        this.places = places;
        this.tickets = Listing.<Ticket>of("ticket.tickets")
                .search("q")
                .choice("state", TicketList.STATES.toArray(String[]::new))
                .choice("level", "critical", "high", "medium", "low")
                .choice("whose", "mine", "team", "answer")
                .choice("due", "late", "soon", "never")
                .choice("from", "alarm", "vulnerability", "asset", "ticket")
                .column("title", row -> new Cell.Said(row.titleKey(), row.titleArgs()))
                .column("state", row -> new Cell.State(row.state().chip()))
                .sorted("level", row -> new Cell.State(row.level().chip()))
                .column("node", row -> Cell.text(places.path(row.node())))
                .column("assignee", row -> Cell.text(answerable.name(row.assignee())))
                .sorted("due", row -> row.state().ended() ? Cell.time(row.dueAt()) : Cell.due(row.dueAt()))
                .column("times", row -> Cell.number(row.times()))
                .sorted("opened", row -> Cell.time(row.openedAt()))
                .column("name", row -> Cell.code(row.name()))
                .opens(Ticket::path)
                .firstStep("/tickets/new")
                .create("/tickets/new");
    }

    @GetMapping("/tickets")
    @Act("ticket.view")
    ModelAndView list(Actor actor, ListQuery query) {
        return tickets.page("ticket/tickets", query, list.page(actor, query));
    }

    @GetMapping("/tickets/board")
    @Act("ticket.view")
    ModelAndView board(Actor actor, ListQuery query) {
        return new ModelAndView("ticket/board")
                .addObject("lanes", view.lanes(actor, list.board(actor, query)))
                .addObject("whose", query.filter("whose"))
                .addObject("level", query.filter("level"))
                .addObject("here", query.with("", ""));
    }

    @GetMapping("/tickets/new")
    @Act("ticket.work")
    ModelAndView blank(Actor actor, @RequestParam(name = "node", defaultValue = "") String node, Words words) {
        return form(Form.blank("node", node, "level", "medium"), actor, words);
    }

    @PostMapping("/tickets")
    @Act("ticket.work")
    Object open(Actor actor, Form form, Words words, RedirectAttributes redirect) {
        try {
            Ticket opened = desk.open(
                    actor,
                    new TicketDesk.Task(
                            form.text("node"),
                            form.text("title"),
                            form.text("body"),
                            form.text("level"),
                            form.text("who")));
            Flash.done(redirect, "ticket.opened", opened.name());
            return "redirect:" + opened.path();
        } catch (BadInput mistake) {
            ModelAndView again = form(form.reject(mistake), actor, words);
            again.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
            return again;
        }
    }

    // Not ticket.view: whose it is opens it, whatever he may else.
    @GetMapping("/tickets/{id}")
    @Act(Act.SELF)
    ModelAndView one(Actor actor, @PathVariable String id, Words words) {
        return page(actor, desk.read(actor, id), Form.blank(), words);
    }

    @PostMapping("/tickets/{id}/advance")
    @Act(Act.SELF)
    Object advance(Actor actor, @PathVariable String id, Form form, Words words, RedirectAttributes redirect) {
        try {
            Ticket moved = desk.advance(actor, id, form.text("state"), form.text("note"));
            Flash.done(
                    redirect,
                    "ticket.moved",
                    moved.name(),
                    words.say("ticket.state." + moved.state().word()));
            boolean board = form.text("back").equals("board");
            return board ? "redirect:/tickets/board" : "redirect:" + moved.path();
        } catch (BadInput mistake) {
            return again(actor, id, form.reject(mistake), words);
        }
    }

    @PostMapping("/tickets/{id}/assign")
    @Act(Act.SELF)
    Object assign(Actor actor, @PathVariable String id, Form form, Words words, RedirectAttributes redirect) {
        try {
            Ticket given = desk.assign(actor, id, form.text("who"), form.text("why"));
            Flash.done(redirect, "ticket.given", given.name());
            return "redirect:" + given.path();
        } catch (BadInput mistake) {
            return again(actor, id, form.reject(mistake), words);
        }
    }

    @PostMapping("/tickets/{id}/comment")
    @Act(Act.SELF)
    Object comment(Actor actor, @PathVariable String id, Form form, Words words, RedirectAttributes redirect) {
        try {
            Ticket ticket = desk.comment(actor, id, form.text("text"));
            Flash.done(redirect, "ticket.said");
            return "redirect:" + ticket.path();
        } catch (BadInput mistake) {
            BadInput inText = new BadInput("text", mistake.key(), mistake.args());
            return again(actor, id, form.reject(inText), words);
        }
    }

    private ModelAndView again(Actor actor, String id, Form form, Words words) {
        ModelAndView again = page(actor, desk.read(actor, id), form, words);
        again.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
        return again;
    }

    private ModelAndView page(Actor actor, Ticket ticket, Form form, Words words) {
        boolean works = desk.mayWork(actor, ticket);
        Map<String, String> moves = new LinkedHashMap<>();
        ticket.state().next().forEach(state -> moves.put(state, words.say("ticket.move." + state)));
        return view.page(actor, ticket, works, words)
                .addObject("moves", moves)
                .addObject("teams", teams())
                .addObject("form", form);
    }

    private ModelAndView form(Form form, Actor actor, Words words) {
        Map<String, String> levels = new LinkedHashMap<>();
        for (TicketLevel level : TicketLevel.values()) {
            levels.put(level.word(), words.say(level.key()));
        }
        Map<String, String> nodes = new LinkedHashMap<>();
        places.nodes(actor, TicketPlaces.WORK, null).forEach(node -> nodes.put(node.path(), node.path()));
        return new ModelAndView("ticket/new")
                .addObject("form", form)
                .addObject("levels", levels)
                .addObject("nodes", nodes)
                .addObject("teams", teams());
    }

    /** Teams to choose from, for whoever does not want to type a login. */
    private List<String> teams() {
        return teams.all().stream().map(team -> "team:" + team.name()).toList();
    }
}
