package dev.bastide.access;

import dev.bastide.access.rights.Role;
import dev.bastide.access.rights.RoleBook;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.page.Form;
import dev.bastide.servicetree.ServiceTree;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/** The form that asks for a permission. */
@Component
class GrantForms {
    private static final String TEMPLATE = "access/request";
    private static final String SHORTENED = "shortened";
    private static final int DAYS_OFFERED = 90;
    private static final int ROLE_CHARACTERS_MAX = 60;
    private static final int REASON_CHARACTERS_MAX = 2_000;

    private final RoleBook roles;
    private final ServiceTree tree;
    private final People people;
    private final Grants grants;
    private final GrantRules rules;
    private final Clock clock;

    GrantForms(RoleBook roles, ServiceTree tree, People people, Grants grants, GrantRules rules, Clock clock) {
        this.roles = roles;
        this.tree = tree;
        this.people = people;
        this.grants = grants;
        this.rules = rules;
        this.clock = clock;
    }

    ModelAndView page(Actor actor, Form form) {
        return choices(actor, fitted(new ModelAndView(TEMPLATE), actor, form));
    }

    ModelAndView again(Actor actor, Form form) {
        ModelAndView page = fitted(Form.again(TEMPLATE, form), actor, form);
        // What was typed stays as it was typed; what is wrong with it stands beside it.
        return choices(actor, page.addObject("form", form));
    }

    /** The part that follows from person, role and node, while they are chosen. */
    ModelAndView fit(Actor actor, Form form) {
        return fitted(new ModelAndView("access/fit"), actor, form);
    }

    private ModelAndView fitted(ModelAndView page, Actor actor, Form form) {
        GrantFit fit = fitOf(actor, form);
        boolean shortened = form.ticked(SHORTENED);
        Form shown = form;
        if (fit instanceof GrantFit.ByException && tooLong(form)) {
            shown = form.with("days", Integer.toString(GrantAsk.EXCEPTION_DAYS_MAX))
                    .with(SHORTENED, "1");
        } else if (fit instanceof GrantFit.ByDuty && shortened) {
            shown = form.with("days", Integer.toString(DAYS_OFFERED)).with(SHORTENED, "");
        }
        int most = fit instanceof GrantFit.ByException ? GrantAsk.EXCEPTION_DAYS_MAX : GrantAsk.DAYS_MAX;
        return page.addObject("form", shown)
                .addObject("fit", fit)
                .addObject("latest", GrantRules.expiry(clock.instant(), most));
    }

    private static boolean tooLong(Form form) {
        return Form.blank("days", form.text("days"))
                .number("days", 1, GrantAsk.EXCEPTION_DAYS_MAX)
                .isEmpty();
    }

    private GrantFit fitOf(Actor actor, Form form) {
        // Read from a copy: nothing is marked as wrong that nobody has sent.
        Form quiet = Form.blank("person", form.text("person"), "node", form.text("node"));
        Optional<UUID> person = quiet.id("person");
        Optional<UUID> node = quiet.id("node");
        if (person.isEmpty() || node.isEmpty() || actor.person() == null) {
            return new GrantFit.Unsaid();
        }
        return rules.fit(
                actor.requirePerson(),
                new PersonId(person.get()),
                form.text("role"),
                new NodeId(node.get()),
                grants.founds(actor));
    }

    Optional<GrantAsk> read(Actor actor, Form form) {
        Optional<UUID> person = form.id("person");
        Optional<UUID> node = form.id("node");
        Optional<Integer> days = form.number("days", 1, GrantAsk.DAYS_MAX);
        String role = form.required("role", ROLE_CHARACTERS_MAX);
        String reason = form.required("reason", REASON_CHARACTERS_MAX);
        String exception = form.text("exception");
        if (exception.length() > REASON_CHARACTERS_MAX) {
            form.required("exception", REASON_CHARACTERS_MAX);
        }
        if (!exception.isEmpty()
                && days.filter(wanted -> wanted > GrantAsk.EXCEPTION_DAYS_MAX).isPresent()) {
            form.reject("days", "access.bad.exception-days", Integer.toString(GrantAsk.EXCEPTION_DAYS_MAX));
        }
        if (exception.isEmpty() && fitOf(actor, form) instanceof GrantFit.ByException) {
            form.reject("exception", "access.bad.exception-needed");
        }
        if (!form.ok() || person.isEmpty() || node.isEmpty() || days.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new GrantAsk(
                new PersonId(person.get()),
                role,
                new NodeId(node.get()),
                Duration.ofDays(days.get()),
                reason,
                exception.isEmpty() ? null : exception));
    }

    private ModelAndView choices(Actor actor, ModelAndView page) {
        Map<String, String> persons = new LinkedHashMap<>();
        people.active()
                .forEach(person -> persons.put(person.id().toString(), person.name() + " (" + person.login() + ")"));
        Map<String, String> names = new LinkedHashMap<>();
        roles.all().stream()
                .filter(role -> role.reach() != Role.Reach.FOUNDING)
                .forEach(role -> names.put(role.name(), role.name()));
        Map<String, String> nodes = new LinkedHashMap<>();
        tree.snapshot().all().forEach(node -> nodes.put(node.id().toString(), node.path()));
        return page.addObject("people", persons)
                .addObject("roles", names)
                .addObject("nodes", nodes)
                .addObject("founds", grants.founds(actor));
    }
}
