package dev.bastide.servicetree;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.page.Cell;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.Listing;
import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.Panels;
import dev.bastide.page.Step;
import dev.bastide.page.Tone;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The tree, a node, and the forms that plant and edit. */
@Controller
class TreePages {
    private final ServiceTree tree;
    private final TreeForms forms;
    private final TreeFacts facts;
    private final Panels panels;

    TreePages(ServiceTree tree, TreeForms forms, TreeFacts facts, Panels panels) {
        this.tree = tree;
        this.forms = forms;
        this.facts = facts;
        this.panels = panels;
    }

    @Bean
    NavEntry treeNav() {
        return NavEntry.of(NavGroup.OPERATE, "servicetree.nav", "sitemap", "/tree", "tree.read", 25)
                .letter("t");
    }

    @GetMapping("/tree")
    @Act("tree.read")
    ModelAndView list(ListQuery query) {
        Listing<ServiceNode> listing = Listing.<ServiceNode>of("servicetree.nodes")
                .search("q")
                .choice("environment", "production", "staging", "test")
                .column("path", node -> Cell.text(node.isRoot() ? "/ " + node.name() : node.path()))
                .column("environment", TreeFacts::environment)
                .column("tier", node -> Cell.number(node.tier()))
                .column("owner", facts::owner)
                .column("customer", node -> Cell.text(node.customer()))
                .column(
                        "below",
                        node -> Cell.number(tree.snapshot().subtree(node.id()).size() - 1L))
                .opens(node -> "/tree/" + node.id())
                .firstStep("/tree/new")
                .create("/tree/new");
        return listing.page(query, rows(query));
    }

    private ListResult<ServiceNode> rows(ListQuery query) {
        TreeSnapshot now = tree.snapshot();
        NodeId scope = query.scope();
        String text = query.filter("q");
        String environment = query.filter("environment");
        List<ServiceNode> fitting = (scope == null ? now.all() : now.subtree(scope))
                .stream()
                        .filter(node -> node.path().contains(text))
                        .filter(node -> environment.isEmpty()
                                || node.environment().word().equals(environment))
                        .toList();
        String[] place = query.place();
        int from = place == null ? 0 : Math.min(Integer.parseInt(place[1]), fitting.size());
        int to = Math.min(from + query.size(), fitting.size());
        String next = to < fitting.size() ? ListQuery.cursor("", Integer.toString(to)) : null;
        return new ListResult<>(fitting.subList(from, to), next, fitting.size());
    }

    @GetMapping("/tree/{id}")
    @Act("tree.read")
    ModelAndView view(Actor actor, @PathVariable UUID id) {
        ServiceNode node = facts.require(id);
        ObjectHead head = ObjectHead.of("servicetree.node", node.isRoot() ? node.name() : node.path())
                .at(node.path(), facts.ownerName(node))
                .primary(Step.go("servicetree.plant", "/tree/new?parent=" + id))
                .menu(Step.go("servicetree.edit", "/tree/" + id + "/edit"));
        return new ModelAndView("servicetree/view")
                .addObject("head", head)
                .addObject("above", tree.snapshot().path(node.id()))
                .addObject("children", tree.snapshot().children(node.id()))
                .addObject("facts", facts.of(node))
                .addObject("blocks", panels.of("node", id, actor));
    }

    @GetMapping("/tree/new")
    @Act("tree.edit")
    ModelAndView blank(@RequestParam(name = "parent", defaultValue = "") String parent) {
        return forms.page("servicetree/new", forms.blank(parent));
    }

    @PostMapping("/tree")
    @Act("tree.edit")
    Object plant(Actor actor, Form form, RedirectAttributes redirect) {
        Optional<NodeFacts> wanted = forms.read(form);
        if (wanted.isEmpty()) {
            return forms.again("servicetree/new", form);
        }
        NodeId id = tree.plant(actor, wanted.get());
        Flash.done(redirect, "servicetree.planted", wanted.get().name());
        return "redirect:/tree/" + id;
    }

    @GetMapping("/tree/{id}/edit")
    @Act("tree.edit")
    ModelAndView edit(@PathVariable UUID id) {
        ServiceNode node = facts.require(id);
        return of(node, forms.page("servicetree/edit", forms.of(node)));
    }

    @PostMapping("/tree/{id}")
    @Act("tree.edit")
    Object change(Actor actor, @PathVariable UUID id, Form form, RedirectAttributes redirect) {
        ServiceNode node = facts.require(id);
        Optional<NodeFacts> wanted = forms.read(form);
        if (wanted.isEmpty()) {
            return of(node, forms.again("servicetree/edit", form));
        }
        return switch (tree.edit(actor, node.id(), wanted.get(), form.text("reason"))) {
            case TreeOutcome.Done() -> {
                Flash.done(redirect, "servicetree.edited", wanted.get().name());
                yield "redirect:/tree/" + id;
            }
            case TreeOutcome.Asked asked -> {
                Flash.say(redirect, Tone.DUE, "servicetree.asked");
                yield "redirect:/approvals/" + asked.approval();
            }
        };
    }

    /** The root stays the root: it is offered no parent. */
    private static ModelAndView of(ServiceNode node, ModelAndView page) {
        page.addObject("node", node);
        return node.isRoot() ? page.addObject("parents", Map.of()) : page;
    }
}
