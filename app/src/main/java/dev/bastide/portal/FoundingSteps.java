package dev.bastide.portal;

import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Founding;
import dev.bastide.identity.SshKeys;
import dev.bastide.page.GuideStep;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The steps of the first hour that are about people: enough of them, their consent, and a key to log in with. */
@Configuration(proxyBeanMethods = false)
class FoundingSteps {
    private static final int PEOPLE_ORDER = 40;
    private static final int ROLES_ORDER = 55;
    private static final int RATIFY_ORDER = 60;
    private static final int KEY_ORDER = 70;
    private static final Action VOTE = new Action("approval.vote");

    private record Step(String key, int order, String path, Predicate<Actor> isDone, Predicate<Actor> doer)
            implements GuideStep {
        @Override
        public boolean done(Actor actor) {
            return isDone.test(actor);
        }

        @Override
        public boolean isFor(Actor actor) {
            return doer.test(actor);
        }
    }

    /** Invited people count once they have a second factor; until then the step says how many do. */
    private record PeopleStep(Founding founding) implements GuideStep {
        @Override
        public String key() {
            return "portal.people.step";
        }

        @Override
        public int order() {
            return PEOPLE_ORDER;
        }

        @Override
        public String path() {
            return "/people/new";
        }

        @Override
        public boolean done(Actor actor) {
            return founding.state().enforceable();
        }

        @Override
        public Said said() {
            return new Said(
                    key() + ".missing",
                    List.of(
                            Integer.toString(founding.state().peopleWithFactor()),
                            Integer.toString(Founding.PEOPLE_NEEDED)));
        }
    }

    /** Until the founder's powers have ended it says, node by node, whose role would be missing then. */
    private record RolesStep(Founding founding) implements GuideStep {
        @Override
        public String key() {
            return "portal.roles.step";
        }

        @Override
        public int order() {
            return ROLES_ORDER;
        }

        @Override
        public String path() {
            return "/permissions/request";
        }

        @Override
        public boolean done(Actor actor) {
            return !founding.open();
        }

        @Override
        public boolean isFor(Actor actor) {
            return founding.mayFound(actor);
        }

        @Override
        public List<Reason> obstacles() {
            return founding.lockOuts();
        }
    }

    @Bean
    GuideStep peopleStep(Founding founding) {
        return new PeopleStep(founding);
    }

    @Bean
    GuideStep rolesStep(Founding founding) {
        return new RolesStep(founding);
    }

    @Bean
    GuideStep ratifyStep(Founding founding, Authority authority) {
        return new Step(
                "portal.ratify.step",
                RATIFY_ORDER,
                "/founding",
                actor -> founding.state().closed(),
                actor -> mayRatify(founding, authority, actor));
    }

    @Bean
    GuideStep keyStep(SshKeys keys) {
        return new Step(
                "portal.key.step",
                KEY_ORDER,
                "/me/keys",
                actor -> actor.person() == null || !keys.of(actor.person()).isEmpty(),
                actor -> true);
    }

    private static boolean mayRatify(Founding founding, Authority authority, Actor actor) {
        return founding.unratified()
                && actor.person() != null
                && !actor.person().equals(founding.state().founder())
                && authority.mayAnywhere(actor, VOTE).isPermitted();
    }
}
