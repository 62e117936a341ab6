package dev.bastide.access;

import dev.bastide.access.rights.Role;
import dev.bastide.access.rights.RoleBook;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.page.Form;
import dev.bastide.servicetree.ServiceTree;
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
    private static final int ROLE_CHARACTERS_MAX = 60;
    private static final int REASON_CHARACTERS_MAX = 2_000;

    private final RoleBook roles;
    private final ServiceTree tree;
    private final People people;

    GrantForms(RoleBook roles, ServiceTree tree, People people) {
        this.roles = roles;
        this.tree = tree;
        this.people = people;
    }

    ModelAndView page(Form form) {
        return choices(new ModelAndView(TEMPLATE).addObject("form", form));
    }

    ModelAndView again(Form form) {
        return choices(Form.again(TEMPLATE, form));
    }

    Optional<GrantAsk> read(Form form) {
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

    private ModelAndView choices(ModelAndView page) {
        Map<String, String> persons = new LinkedHashMap<>();
        people.active()
                .forEach(person -> persons.put(person.id().toString(), person.name() + " (" + person.login() + ")"));
        Map<String, String> names = new LinkedHashMap<>();
        roles.all().stream()
                .filter(role -> role.reach() != Role.Reach.FOUNDING)
                .forEach(role -> names.put(role.name(), role.name()));
        Map<String, String> nodes = new LinkedHashMap<>();
        tree.snapshot().all().forEach(node -> nodes.put(node.id().toString(), node.path()));
        return page.addObject("people", persons).addObject("roles", names).addObject("nodes", nodes);
    }
}
