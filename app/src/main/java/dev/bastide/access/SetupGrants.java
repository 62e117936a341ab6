package dev.bastide.access;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.SetupFile;
import dev.bastide.page.SetupSection;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** The set-up file's section {@code grants}: who holds which role where, for at most three months. */
@Component
class SetupGrants implements SetupSection {
    private static final int ORDER = 30;
    static final String DAYS_DEFAULT = "90";

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
    public void apply(SetupFile section, Actor actor) {
        for (SetupFile entry : section.items()) {
            GrantAsk ask = ask(entry);
            try {
                grants.foundingGrant(actor, ask);
            } catch (ActRefused e) {
                throw entry.refused(e.reason());
            }
        }
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
