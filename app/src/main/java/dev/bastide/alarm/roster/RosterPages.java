package dev.bastide.alarm.roster;

import dev.bastide.authority.Act;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.BadInput;
import dev.bastide.page.Cell;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.Listing;
import dev.bastide.page.NoSuch;
import dev.bastide.page.Tone;
import dev.bastide.servicetree.Heads;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.servicetree.TreeSnapshot;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Who is on duty where, and the week of one node. */
@Controller
class RosterPages {
    private static final Action VIEW = new Action("alarm.view");

    private final RosterBook book;
    private final RosterWeek week;
    private final RosterPlan plan;
    private final OnDuty duty;
    private final ServiceTree tree;
    private final Heads heads;
    private final People people;
    private final ObjectProvider<Authority> authority;
    private final Clock clock;
    private final Listing<Row> nodes;

    RosterPages(
            RosterBook book,
            RosterWeek week,
            RosterPlan plan,
            OnDuty duty,
            ServiceTree tree,
            Heads heads,
            People people,
            ObjectProvider<Authority> authority,
            Clock clock) {
        this.book = book;
        this.week = week;
        this.plan = plan;
        this.duty = duty;
        this.tree = tree;
        this.heads = heads;
        this.people = people;
        this.authority = authority;
        this.clock = clock;
        this.nodes = Listing.<Row>of("alarm.roster")
                .search("q")
                .choice("state", "covered", "empty")
                .column("node", row -> Cell.text(row.node().path()))
                .column(
                        "state",
                        row -> row.covered()
                                ? Cell.chip(Tone.HOLDS, "alarm.roster.covered")
                                : Cell.chip(Tone.DUE, "alarm.roster.empty-now"))
                .column("who", row -> Cell.text(row.who()))
                .column("from", row -> Cell.text(row.from()))
                .opens(row -> "/roster/" + row.node().id());
    }

    /** A node and who is there for it now. */
    private record Row(ServiceNode node, boolean covered, String who, String from) {}

    @GetMapping("/roster")
    @Act("alarm.view")
    ModelAndView list(Actor actor, ListQuery query) {
        TreeSnapshot snapshot = tree.snapshot();
        NodeId scope = query.scope();
        List<ServiceNode> looked = scope == null ? snapshot.all() : snapshot.subtree(scope);
        String text = query.filter("q").toLowerCase(Locale.ROOT);
        String state = query.filter("state");
        List<Row> rows = looked.stream()
                .filter(node -> node.path().contains(text))
                .filter(node ->
                        authority.getObject().may(actor, VIEW, node.id()).isPermitted())
                .map(this::row)
                .filter(row -> state.isEmpty() || row.covered() == state.equals("covered"))
                .toList();
        return nodes.page(query, ListResult.whole(rows));
    }

    // Not alarm.view: the head of the node opens it, whatever he may else.
    @GetMapping("/roster/{id}")
    @Act(Act.SELF)
    ModelAndView node(Actor actor, @PathVariable UUID id, @RequestParam(name = "week", defaultValue = "") String from) {
        ServiceNode node = find(actor, id);
        ZoneId zone = zone(actor);
        LocalDate monday = monday(from, zone);
        LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
        String first = (monday.isBefore(today) ? today : monday).toString();
        Form blank = Form.blank("place", "1", "first", first, "at", "09:00", "hours", "24", "count", "7");
        return page(actor, node, monday, blank);
    }

    @PostMapping("/roster/{id}")
    @Act(Act.SELF)
    Object enter(Actor actor, @PathVariable UUID id, Form form, RedirectAttributes redirect) {
        ServiceNode node = find(actor, id);
        List<RosterBook.Planned> planned = plan.read(form, zone(actor));
        if (form.ok()) {
            try {
                book.enter(actor, node.id(), planned);
                Flash.done(redirect, "alarm.roster.entered", Integer.toString(planned.size()));
                return "redirect:/roster/" + id + "?week=" + form.text("first");
            } catch (BadInput mistake) {
                form.reject(mistake);
            }
        }
        ModelAndView again = page(actor, node, monday(form.text("first"), zone(actor)), form);
        again.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
        return again;
    }

    private ModelAndView page(Actor actor, ServiceNode node, LocalDate monday, Form form) {
        ZoneId zone = zone(actor);
        boolean edits = book.mayEdit(actor, node.id());
        List<Shift> shifts = book.between(
                node.id(),
                monday.atStartOfDay(zone).toInstant(),
                monday.plusDays(RosterWeek.DAYS).atStartOfDay(zone).toInstant());
        Row now = row(node);
        return new ModelAndView("alarm/roster/week")
                .addObject("node", node)
                .addObject("covered", now.covered())
                .addObject("who", now.who())
                .addObject("from", now.from())
                .addObject("zone", zone.getId())
                .addObject("monday", monday)
                .addObject("days", week.days(shifts, monday, zone, actor, edits))
                .addObject("edits", edits)
                .addObject("form", form);
    }

    private Row row(ServiceNode node) {
        Optional<OnDuty.Duty> found = duty.on(node.id());
        if (found.isPresent()) {
            String from = tree.snapshot()
                    .node(found.get().from())
                    .map(ServiceNode::path)
                    .orElse("");
            return new Row(node, true, name(found.get().first()), from);
        }
        String head = heads.headsOf(node.id(), Set.of()).stream()
                .map(this::name)
                .sorted()
                .collect(Collectors.joining(", "));
        return new Row(node, false, head, "");
    }

    private ServiceNode find(Actor actor, UUID id) {
        NodeId node = new NodeId(id);
        return tree.snapshot()
                .node(node)
                .filter(found -> authority.getObject().may(actor, VIEW, node).isPermitted()
                        || book.mayEdit(actor, node)
                        || book.offeredTo(actor.requirePerson()).stream()
                                .anyMatch(shift -> shift.node().equals(node)))
                .orElseThrow(() -> new NoSuch("servicetree.node", id.toString()));
    }

    private LocalDate monday(String text, ZoneId zone) {
        LocalDate day;
        try {
            day = text.isEmpty() ? LocalDate.ofInstant(clock.instant(), zone) : LocalDate.parse(text);
        } catch (DateTimeException e) {
            day = LocalDate.ofInstant(clock.instant(), zone);
        }
        return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    private ZoneId zone(Actor actor) {
        return people.require(actor.requirePerson()).zone();
    }

    private String name(PersonId person) {
        return people.find(person).map(Person::name).orElse(person.toString());
    }
}
