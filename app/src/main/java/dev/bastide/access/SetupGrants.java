package dev.bastide.access;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.SetupFile;
import dev.bastide.page.SetupSection;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * The set-up file's section {@code grants}: who holds which role where, for at most three months. One of them is the
 * role administrator on the root: a company that nobody administers could never be mended.
 */
@Component
class SetupGrants implements SetupSection {
    private static final int ORDER = 30;
    private static final String ADMINISTRATOR = "administrator";
    private static final String NOBODY = "access.setup.no-administrator";
    private static final String DAYS_DEFAULT = "90";

    private final Grants grants;
    private final People people;
    private final ServiceTree tree;

    SetupGrants(Grants grants, People people, ServiceTree tree) {
        this.grants = grants;
        this.people = people;
        this.tree = tree;
    }

    @Override
    public String name() {
        return "grants";
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public void leftOut(SetupFile section) {
        throw section.wrong(NOBODY);
    }

    @Override
    public void apply(SetupFile section, Actor actor) {
        boolean administered = false;
        for (SetupFile entry : section.items()) {
            entry.allow("person", "role", "node", "days");
            GrantAsk ask = ask(entry);
            try {
                grants.foundingGrant(actor, ask);
            } catch (ActRefused e) {
                throw entry.wrong(e.reason().key(), e.reason().args().toArray(String[]::new));
            }
            administered |= ask.role().equals(ADMINISTRATOR) && isRoot(ask.node());
        }
        if (!administered) {
            throw section.wrong(NOBODY);
        }
    }

    private boolean isRoot(NodeId node) {
        return tree.snapshot().node(node).filter(ServiceNode::isRoot).isPresent();
    }

    private GrantAsk ask(SetupFile entry) {
        String login = entry.text("person");
        Person person =
                people.byLogin(login).orElseThrow(() -> entry.at("person").wrong("access.setup.no-person", login));
        String path = entry.text("node");
        ServiceNode node =
                tree.snapshot().byPath(path).orElseThrow(() -> entry.at("node").wrong("access.setup.no-node", path));
        try {
            long days = Long.parseLong(entry.text("days", DAYS_DEFAULT));
            return new GrantAsk(
                    person.id(), entry.text("role"), node.id(), Duration.ofDays(days), "Named in the set-up file");
        } catch (NumberFormatException e) {
            throw entry.at("days").wrong("access.setup.days");
        }
    }
}
