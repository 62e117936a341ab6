package dev.bastide.change;

import dev.bastide.asset.Sight;
import dev.bastide.authority.Act;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.change.specification.Specification;
import dev.bastide.change.specification.Specifications;
import dev.bastide.page.BadInput;
import dev.bastide.page.Cell;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.ListQuery;
import dev.bastide.page.Listing;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The list of operations, and the guided form that shows what would happen before anybody is asked. */
@Controller
class OperationPages {
    private static final Listing<OperationLine> OPERATIONS = Listing.<OperationLine>of("change.operations")
            .search("q")
            .choice(
                    "state",
                    "asked",
                    "approved",
                    "running",
                    "done",
                    "failed",
                    "unknown",
                    "rejected",
                    "cancelled",
                    "expired")
            .choice("env", "production", "other")
            .choice("kind", "specified", "free", "emergency")
            .sorted("number", line -> Cell.text(line.name()))
            .sorted("state", line -> new Cell.State(OperationView.chip(line)))
            .column("target", line -> Cell.text(line.target()))
            .column("reason", line -> Cell.text(line.reason()))
            .column("spec", line -> Cell.text(line.specification()))
            .sorted("executor", line -> Cell.text(line.executor()))
            .sorted("asked", line -> Cell.time(line.askedAt()))
            .column("closes", line -> line.state().isOpen() ? Cell.due(line.to()) : Cell.time(line.to()))
            .opens(OperationLine::path)
            .firstStep("/operations/new")
            .create("/operations/new");
    private static final String PREVIEW = "/operations/preview";
    private static final Duration COUNTED = Duration.ofDays(30);

    private final Operations operations;
    private final Emergencies emergencies;
    private final OperationLines lines;
    private final Specifications specifications;
    private final OperationView view;
    private final Sight sight;
    private final Offers offers;
    private final Clock clock;

    OperationPages(
            Operations operations,
            Emergencies emergencies,
            OperationLines lines,
            Specifications specifications,
            OperationView view,
            Sight sight,
            Offers offers,
            Clock clock) {
        this.operations = operations;
        this.emergencies = emergencies;
        this.lines = lines;
        this.specifications = specifications;
        this.view = view;
        this.sight = sight;
        this.offers = offers;
        this.clock = clock;
    }

    @GetMapping("/operations")
    @Act("operation.read")
    ModelAndView list(Actor actor, ListQuery query) {
        ModelAndView page = OPERATIONS.page(
                "change/list", query, lines.list(query, actor, sight.nodes(actor, Operations.READ, query.scope())));
        return page.addObject("unspecified", lines.unspecified(clock.instant().minus(COUNTED)));
    }

    @GetMapping("/operations/new")
    @Act("operation.request")
    ModelAndView blank(
            Actor actor,
            ListQuery query,
            @RequestParam(defaultValue = "") String host,
            @RequestParam(defaultValue = "") String spec,
            @RequestParam(defaultValue = "") String rehearse) {
        Form form = Form.blank("hosts", host, "window", "2h", "zone", "UTC", "rehearse", rehearse);
        Offers.Offer offer = offer(actor, query, form);
        Specification chosen =
                specifications.current(spec).or(() -> only(offer)).orElse(null);
        return form(actor, offer, form.with("account", offer.onlyAccount()), chosen, PREVIEW);
    }

    /** On production nothing but a specification will do: where there is one only, it is that. */
    private Optional<Specification> only(Offers.Offer offer) {
        List<Specification> usable = offer.production()
                ? specifications.current().stream()
                        .filter(OperationPages::onProduction)
                        .toList()
                : List.of();
        return usable.size() == 1 ? Optional.of(usable.getFirst()) : Optional.empty();
    }

    private static boolean onProduction(Specification specification) {
        return specification.text().production();
    }

    /** What there is to choose from, while somebody types the host. */
    @GetMapping("/operations/offers")
    @Act("operation.request")
    ModelAndView offers(Actor actor, ListQuery query, Form form) {
        Action action = form.ticked("emergency") ? Drafting.EMERGENCY : Drafting.REQUEST;
        return new ModelAndView("change/offers")
                .addObject("urgent", form.ticked("emergency"))
                .addObject("offer", offers.of(actor, action, query.scope(), OperationForm.hosts(form)));
    }

    private Offers.Offer offer(Actor actor, ListQuery query, Form form) {
        return offers.of(actor, Drafting.REQUEST, query.scope(), OperationForm.hosts(form));
    }

    @PostMapping("/operations/preview")
    @Act("operation.request")
    ModelAndView preview(Actor actor, ListQuery query, Form form) {
        Specification specification = specifications.current(form.text("spec")).orElse(null);
        Offers.Offer offer = offer(actor, query, form);
        if (specification == null && form.text("steps").isEmpty() && offer.production()) {
            return form(actor, offer, form.reject("spec", "change.bad.spec-needed"), null, PREVIEW);
        }
        try {
            Draft draft = operations.preview(actor, OperationForm.read(form, specification));
            return new ModelAndView("change/preview")
                    .addObject("form", form)
                    .addObject("draft", draft)
                    .addObject("hidden", hidden(form, specification))
                    .addObject("executor", view.name(draft.content().executor()))
                    .addObject("head", view.name(draft.head()));
        } catch (BadInput mistake) {
            return form(
                    actor,
                    offer(actor, query, form),
                    OperationForm.marked(form, named(mistake), specification),
                    specification,
                    PREVIEW);
        }
    }

    @PostMapping("/operations")
    @Act("operation.request")
    Object request(Actor actor, ListQuery query, Form form, RedirectAttributes redirect) {
        Specification specification = specifications.current(form.text("spec")).orElse(null);
        if (form.text("do").equals("back")) {
            return form(actor, offer(actor, query, form), form, specification, PREVIEW);
        }
        try {
            Operation made = operations.request(actor, OperationForm.read(form, specification));
            Flash.done(redirect, "change.asked", made.name());
            return "redirect:" + made.path();
        } catch (BadInput mistake) {
            return form(
                    actor,
                    offer(actor, query, form),
                    OperationForm.marked(form, named(mistake), specification),
                    specification,
                    PREVIEW);
        }
    }

    @GetMapping("/operations/{reference}/edit")
    @Act("operation.request")
    ModelAndView edit(Actor actor, ListQuery query, @PathVariable String reference) {
        Operation operation = operations.require(actor, reference);
        Specification specification = operation.content().specification() == null
                ? null
                : specifications
                        .current(operation.content().specification().name())
                        .orElse(null);
        Form form = OperationForm.of(operation);
        return form(actor, offer(actor, query, form), form, specification, operation.path() + "/edit");
    }

    @PostMapping("/operations/{reference}/edit")
    @Act("operation.request")
    Object edited(
            Actor actor, ListQuery query, @PathVariable String reference, Form form, RedirectAttributes redirect) {
        Operation operation = operations.require(actor, reference);
        Specification specification = specifications.current(form.text("spec")).orElse(null);
        try {
            operations.edit(actor, operation, OperationForm.read(form, specification));
            Flash.done(redirect, "change.asked", operation.name());
            return "redirect:" + operation.path();
        } catch (BadInput mistake) {
            return form(
                    actor,
                    offer(actor, query, form),
                    form.reject(named(mistake)),
                    specification,
                    operation.path() + "/edit");
        }
    }

    @GetMapping("/operations/emergency")
    @Act("emergency.start")
    ModelAndView emergency(Actor actor, ListQuery query, @RequestParam(defaultValue = "") String host) {
        Form form = Form.blank("hosts", host, "window", "30m");
        Offers.Offer offer = urgent(actor, query, form);
        return new ModelAndView("change/emergency")
                .addObject("form", form.with("account", offer.onlyAccount()))
                .addObject("offer", offer);
    }

    private Offers.Offer urgent(Actor actor, ListQuery query, Form form) {
        return offers.of(actor, Drafting.EMERGENCY, query.scope(), OperationForm.hosts(form));
    }

    @PostMapping("/operations/emergency")
    @Act("emergency.start")
    Object start(Actor actor, ListQuery query, Form form, RedirectAttributes redirect) {
        try {
            OperationRequest request = OperationForm.readEmergency(form);
            if (form.ok()) {
                Operation started = emergencies.start(actor, request);
                Flash.done(redirect, "change.emergency.started", started.name());
                return "redirect:" + started.path();
            }
        } catch (BadInput mistake) {
            form.reject(named(mistake));
        }
        return Form.again("change/emergency", form).addObject("offer", urgent(actor, query, form));
    }

    private ModelAndView form(
            Actor actor, Offers.Offer offer, Form form, @Nullable Specification specification, String action) {
        Map<String, String> choices = new TreeMap<>();
        specifications.current().stream()
                .filter(known -> !offer.production() || onProduction(known))
                .forEach(known -> choices.put(
                        known.text().name(),
                        known.text().name() + " · " + known.text().title()));
        ModelAndView page = form.ok() ? new ModelAndView("change/new") : Form.again("change/new", form);
        return page.addObject("form", form)
                .addObject("offer", offer)
                .addObject("specification", specification)
                .addObject("specifications", choices)
                .addObject("rehearseOn", specification == null ? "" : rehearseOn(actor, offer, specification))
                .addObject("action", action);
    }

    /** Where to rehearse first, for a specification on production; empty where nothing is to be rehearsed. */
    private String rehearseOn(Actor actor, Offers.Offer offer, Specification specification) {
        String path = "/operations/new?spec=" + specification.text().name() + "&rehearse=1";
        return offer.production()
                ? offers.toRehearseOn(actor)
                        .map(host -> path + "&host=" + host.path())
                        .orElse(path)
                : "";
    }

    /** What the preview carries on to the request itself. */
    private static Map<String, String> hidden(Form form, @Nullable Specification specification) {
        Map<String, String> hidden = new TreeMap<>();
        for (String name : new String[] {
            "account",
            "steps",
            "rollback",
            "purpose",
            "window",
            "from",
            "zone",
            "reason",
            "impact",
            "impact_nodes",
            "ticket",
            "executor"
        }) {
            hidden.put(name, form.text(name));
        }
        hidden.put("hosts", String.join("\n", OperationForm.hosts(form)));
        if (specification != null) {
            hidden.put("spec", specification.text().name());
            specification
                    .text()
                    .parameters()
                    .forEach(parameter ->
                            hidden.put("value." + parameter.name(), form.text("value." + parameter.name())));
        }
        return hidden;
    }

    /** The API's name of a field as the form has it. */
    private static BadInput named(BadInput mistake) {
        String field =
                mistake.field().equals("host") ? "hosts" : mistake.field().replace("values.", "value.");
        return new BadInput(field, mistake.key(), mistake.args());
    }
}
