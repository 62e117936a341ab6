package dev.bastide.alarm.errors;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.BadInput;
import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.Fact;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.Listing;
import dev.bastide.page.NoSuch;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.StoryEntry;
import dev.bastide.page.Tone;
import dev.bastide.page.Words;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What lies behind what keeps going wrong: the list, one record, and how it goes on. */
@Controller
class ProblemPages {
    private static final int TITLE_CHARACTERS_MAX = 200;
    private static final int NOTE_CHARACTERS_MAX = 2_000;
    private static final int ALARMS_SHOWN = 20;
    private static final String KIND = "[a-z][a-z0-9.-]{2,60}";

    private final Problems problems;
    private final ProblemRows rows;
    private final People people;
    private final ServiceTree tree;
    private final Listing<Problem> listing;

    ProblemPages(Problems problems, ProblemRows rows, People people, ServiceTree tree) {
        this.problems = problems;
        this.rows = rows;
        this.people = people;
        this.tree = tree;
        this.listing = Listing.<Problem>of("alarm.problems")
                .choice("state", "open", "done")
                .column("title", problem -> Cell.text(problem.title()))
                .column("state", problem -> new Cell.State(chip(problem)))
                .column("kind", problem -> Cell.said(problem.kind()))
                .column("node", problem -> Cell.text(path(problem.node())))
                .column("owner", problem -> Cell.text(name(problem.owner())))
                .column("opened", problem -> Cell.time(problem.openedAt()))
                .column("name", problem -> Cell.code(problem.name()))
                .opens(problem -> "/problems/" + problem.id())
                .firstStep("/alarms/errors");
    }

    @GetMapping("/problems")
    @Act("alarm.view")
    ModelAndView list(Actor actor, ListQuery query) {
        String state = query.filter("state");
        List<Problem> shown = problems.all(actor).stream()
                .filter(problem -> state.isEmpty() || problem.isOpen() == state.equals("open"))
                .toList();
        return listing.page(query, ListResult.whole(shown));
    }

    @GetMapping("/problems/new")
    @Act("alarm.acknowledge")
    ModelAndView blank(
            Actor actor,
            @RequestParam(name = "kind", defaultValue = "") String kind,
            @RequestParam(name = "node", defaultValue = "") String node,
            Words words) {
        String owner = people.find(actor.requirePerson()).map(Person::login).orElse("");
        return form(Form.blank("kind", kind, "node", node, "owner", owner), words);
    }

    @PostMapping("/problems")
    @Act("alarm.acknowledge")
    Object open(Actor actor, Form form, Words words, RedirectAttributes redirect) {
        String title = form.required("title", TITLE_CHARACTERS_MAX);
        String note = form.required("note", NOTE_CHARACTERS_MAX);
        if (!form.text("kind").matches(KIND)) {
            throw new NoSuch("alarm.problem", form.text("kind"));
        }
        if (form.ok()) {
            try {
                Problem opened = problems.open(
                        actor,
                        new Problems.Opening(
                                title, form.text("kind"), node(form.text("node")), form.text("owner"), note));
                Flash.done(redirect, "alarm.problem.opened", opened.name());
                return "redirect:/problems/" + opened.id();
            } catch (BadInput mistake) {
                form.reject(mistake);
            }
        }
        ModelAndView again = form(form, words);
        again.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
        return again;
    }

    @GetMapping("/problems/{id}")
    @Act("alarm.view")
    ModelAndView one(Actor actor, @PathVariable UUID id, Words words) {
        Problem problem = problems.read(actor, id);
        String owner = people.find(problem.owner()).map(Person::login).orElse("");
        return page(actor, problem, Form.blank("state", problem.state(), "owner", owner), words);
    }

    @PostMapping("/problems/{id}")
    @Act("alarm.acknowledge")
    Object step(Actor actor, @PathVariable UUID id, Form form, Words words, RedirectAttributes redirect) {
        String note = form.required("note", NOTE_CHARACTERS_MAX);
        if (form.ok()) {
            try {
                problems.step(actor, id, form.text("state"), form.text("owner"), note);
                Flash.done(redirect, "alarm.problem.stepped");
                return "redirect:/problems/" + id;
            } catch (BadInput mistake) {
                form.reject(mistake);
            }
        }
        ModelAndView again = page(actor, problems.read(actor, id), form, words);
        again.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
        return again;
    }

    private ModelAndView form(Form form, Words words) {
        String kind = form.text("kind");
        return new ModelAndView("alarm/errors/new")
                .addObject("form", form)
                .addObject("kind", words.has(kind) ? words.say(kind) : kind)
                .addObject("path", path(node(form.text("node"))));
    }

    private ModelAndView page(Actor actor, Problem problem, Form form, Words words) {
        List<StoryEntry> story = problem.steps().stream()
                .map(step -> new StoryEntry(
                        step.at(),
                        step.state().equals("solved") ? "circle-check" : "search",
                        tone(step.state()),
                        name(step.person()),
                        "alarm.problem.story." + step.state(),
                        List.of(),
                        step.note(),
                        ""))
                .toList();
        List<Fact> alarms = new ArrayList<>();
        for (ProblemRows.Linked alarm : rows.alarms(problem, ALARMS_SHOWN)) {
            alarms.add(new Fact(
                    alarm.closed() ? "alarm.state.resolved" : "alarm.alarm",
                    Cell.link(String.format(Locale.ROOT, "ALM-%06d", alarm.number()), "/alarms/" + alarm.id())));
        }
        Map<String, String> states = new LinkedHashMap<>();
        Problem.STATES.forEach(state -> states.put(state, words.say("alarm.problem.state." + state)));
        return new ModelAndView("alarm/errors/problem")
                .addObject(
                        "head",
                        ObjectHead.of("alarm.problem", problem.title())
                                .state(chip(problem))
                                .at(path(problem.node()), name(problem.owner())))
                .addObject("id", problem.id().toString())
                .addObject("story", story)
                .addObject(
                        "facts",
                        List.of(
                                new Fact("alarm.problems.name", Cell.code(problem.name())),
                                new Fact("alarm.problems.kind", Cell.said(problem.kind())),
                                new Fact("alarm.problems.opened", Cell.moment(problem.openedAt()))))
                .addObject("alarms", alarms)
                .addObject("states", states)
                .addObject("cares", problems.mayCare(actor, problem.node()))
                .addObject("form", form);
    }

    private @Nullable NodeId node(String text) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            NodeId node = NodeId.of(text);
            return tree.snapshot()
                    .node(node)
                    .map(ServiceNode::id)
                    .orElseThrow(() -> new NoSuch("servicetree.node", text));
        } catch (IllegalArgumentException e) {
            throw new NoSuch("servicetree.node", text);
        }
    }

    private static Chip chip(Problem problem) {
        return Chip.of(tone(problem.state()), "alarm.problem.state." + problem.state());
    }

    private static Tone tone(String state) {
        return switch (state) {
            case "solved" -> Tone.HOLDS;
            case "understood" -> Tone.PROGRESS;
            case "accepted" -> Tone.UNKNOWN;
            default -> Tone.DUE;
        };
    }

    private String path(@Nullable NodeId node) {
        return node == null
                ? "/"
                : tree.snapshot().node(node).map(ServiceNode::path).orElse(node.toString());
    }

    private String name(PersonId person) {
        return people.find(person).map(Person::name).orElse(person.toString());
    }
}
