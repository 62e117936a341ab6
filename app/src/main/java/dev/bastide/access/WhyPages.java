package dev.bastide.access;

import dev.bastide.access.rights.Considered;
import dev.bastide.access.rights.HeldGrant;
import dev.bastide.access.rights.RoleBook;
import dev.bastide.authority.Act;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.Cell;
import dev.bastide.page.Form;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.Listing;
import dev.bastide.page.Tone;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.ModelAndView;

/** Who can reach this, and why; and why somebody cannot. */
@Controller
class WhyPages {
    private final Why why;
    private final RoleBook roles;
    private final People people;
    private final ServiceTree tree;
    private final Authority authority;

    WhyPages(Why why, RoleBook roles, People people, ServiceTree tree, Authority authority) {
        this.why = why;
        this.roles = roles;
        this.people = people;
        this.tree = tree;
        this.authority = authority;
    }

    @GetMapping("/permissions/why")
    @Act("grant.read")
    ModelAndView why(Actor actor, Form form) {
        if (form.text("person").isEmpty() && actor.person() != null) {
            String action = form.text("action").isEmpty() ? Permits.OPEN.name() : form.text("action");
            form = Form.blank(
                    "person", actor.requirePerson().toString(), "action", action, "where", form.text("where"));
        }
        Why.@Nullable Answer answer = question(actor, form).map(why::answer).orElse(null);
        Map<String, String> names = new LinkedHashMap<>();
        people.active().forEach(person -> names.put(person.id().toString(), person.name()));
        Map<String, String> actions = new TreeMap<>();
        roles.all().forEach(role -> role.actions().forEach(action -> actions.put(action, action)));
        return new ModelAndView("access/why")
                .addObject("form", form)
                .addObject("people", names)
                .addObject("actions", actions)
                .addObject("answer", answer)
                .addObject(
                        "person", answer == null ? "" : nameOf(answer.question().person()));
    }

    @GetMapping("/permissions/reach")
    @Act("grant.read")
    ModelAndView reach(Actor actor, ListQuery query) {
        Listing<HeldGrant> listing = Listing.<HeldGrant>of("access.reach")
                .search("node")
                .choice("action", "session.open", "approval.vote", "operation.request", "audit.read")
                .column(
                        "person",
                        grant -> Cell.link(
                                nameOf(grant.facts().person()),
                                "/people/" + grant.facts().person()))
                .column("role", grant -> Cell.text(grant.facts().role().name()))
                .column(
                        "basis",
                        grant -> grant.facts().exception()
                                ? Cell.chip(Tone.DUE, "access.basis.exception")
                                : Cell.said("access.basis.duty"))
                .column("through", grant -> Cell.text(pathOf(grant.facts().node())))
                .column("expires", grant -> Cell.due(grant.facts().expiresAt()))
                .opens(grant -> "/permissions/" + grant.facts().id());
        String action = query.filter("action");
        Optional<NodeId> node = why.host(query.filter("node"))
                .map(HostPlaces.Place::node)
                .or(() -> why.node(query.filter("node")).map(ServiceNode::id));
        Action wanted = action.isEmpty() ? Permits.OPEN : new Action(action);
        node.ifPresent(place -> authority.may(actor, GrantPages.READ, place).orThrow());
        ListResult<HeldGrant> result =
                ListResult.whole(node.map(place -> why.reach(wanted, place)).orElse(java.util.List.of()));
        return listing.page(query, result);
    }

    private Optional<Why.Question> question(Actor actor, Form form) {
        String where = form.text("where");
        if (where.isEmpty() || form.text("action").isEmpty()) {
            return Optional.empty();
        }
        Optional<HostPlaces.Place> host = why.host(where);
        Optional<NodeId> node =
                host.map(HostPlaces.Place::node).or(() -> why.node(where).map(ServiceNode::id));
        Optional<PersonId> person = form.id("person").map(PersonId::new);
        if (node.isEmpty()) {
            form.reject("where", "access.why.nowhere");
        }
        if (person.isPresent() && people.find(person.get()).isEmpty()) {
            form.reject("person", "access.why.nobody");
        }
        if (!form.ok() || person.isEmpty() || node.isEmpty()) {
            return Optional.empty();
        }
        if (!person.get().equals(actor.person())) {
            authority.may(actor, GrantPages.READ, node.get()).orThrow();
        }
        return Optional.of(new Why.Question(
                person.get(), new Action(form.text("action")), node.get(), host.orElse(null), form.text("account")));
    }

    private String nameOf(PersonId person) {
        return people.find(person).map(Person::name).orElse(person.toString());
    }

    private String pathOf(NodeId node) {
        return tree.snapshot().node(node).map(ServiceNode::path).orElse(node.toString());
    }

    /** The message key of what a grant says. */
    static String key(Considered considered) {
        return "access.verdict."
                + considered.verdict().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
