package dev.bastide.portal;

import dev.bastide.authority.Actor;
import dev.bastide.identity.Founding;
import dev.bastide.identity.SshKeys;
import dev.bastide.page.GuideStep;
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

    private record Step(String key, int order, String path, Predicate<Actor> isDone) implements GuideStep {
        @Override
        public boolean done(Actor actor) {
            return isDone.test(actor);
        }
    }

    @Bean
    GuideStep peopleStep(Founding founding) {
        return new Step(
                "portal.people.step",
                PEOPLE_ORDER,
                "/people/new",
                actor -> founding.state().enforceable());
    }

    @Bean
    GuideStep rolesStep(Founding founding) {
        return new Step("portal.roles.step", ROLES_ORDER, "/permissions/request", actor -> !founding.open());
    }

    @Bean
    GuideStep ratifyStep(Founding founding) {
        return new Step(
                "portal.ratify.step",
                RATIFY_ORDER,
                "/founding",
                actor -> founding.state().closed());
    }

    @Bean
    GuideStep keyStep(SshKeys keys) {
        return new Step(
                "portal.key.step",
                KEY_ORDER,
                "/me/keys",
                actor -> actor.person() == null || !keys.of(actor.person()).isEmpty());
    }
}
