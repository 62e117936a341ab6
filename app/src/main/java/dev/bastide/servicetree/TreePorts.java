package dev.bastide.servicetree;

import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.page.Found;
import dev.bastide.page.GuideStep;
import dev.bastide.page.Scope;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** What the tree offers to the frame: the node picker, the search, and a step of the first hour. */
@Component
class TreePorts implements Scope.Source, Found, GuideStep {
    private static final int CHOICES_MAX = 500;
    private static final int ORDER = 30;

    private final ServiceTree tree;
    private final ObjectProvider<Authority> authority;

    TreePorts(ServiceTree tree, ObjectProvider<Authority> authority) {
        this.tree = tree;
        this.authority = authority;
    }

    @Override
    public List<Scope.Choice> nodesFor(Actor actor) {
        return tree.snapshot().all().stream()
                .filter(node -> maySee(actor, node))
                .limit(CHOICES_MAX)
                .map(node -> new Scope.Choice(node.id(), node.path()))
                .toList();
    }

    @Override
    public List<Hit> search(String text, Actor actor, int limit) {
        String wanted = text.strip().toLowerCase(java.util.Locale.ROOT);
        return tree.snapshot().all().stream()
                .filter(node -> node.path().contains(wanted) && maySee(actor, node))
                .limit(limit)
                .map(node -> new Hit(
                        "servicetree.node", node.path(), node.environment().word(), "/tree/" + node.id()))
                .toList();
    }

    private boolean maySee(Actor actor, ServiceNode node) {
        return authority.getObject().may(actor, ServiceTree.READ, node.id()).isPermitted();
    }

    @Override
    public String key() {
        return "servicetree.guide";
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public boolean done(Actor actor) {
        return tree.snapshot().size() > 1;
    }

    @Override
    public Said said() {
        return new Said(tree.snapshot().size() == 0 ? "servicetree.guide.why" : "servicetree.guide.below", List.of());
    }

    @Override
    public String path() {
        return "/tree/new";
    }
}
