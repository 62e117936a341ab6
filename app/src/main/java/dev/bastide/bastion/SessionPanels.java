package dev.bastide.bastion;

import dev.bastide.authority.Actor;
import dev.bastide.authority.HostId;
import dev.bastide.authority.PersonId;
import dev.bastide.page.Cell;
import dev.bastide.page.Fact;
import dev.bastide.page.Panel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The last sessions on the pages of a host and of a person. */
@Configuration(proxyBeanMethods = false)
class SessionPanels {
    private static final int SHOWN = 5;

    @Bean
    Panel sessionsOfHost(Sessions sessions) {
        return new Last("host", sessions, (id, limit) -> sessions.ofHost(new HostId(id), limit));
    }

    @Bean
    Panel sessionsOfPerson(Sessions sessions) {
        return new Last("person", sessions, (id, limit) -> sessions.ofPerson(new PersonId(id), limit));
    }

    private record Last(String on, Sessions sessions, BiFunction<UUID, Integer, List<Session>> history)
            implements Panel {
        @Override
        public int order() {
            return 40;
        }

        @Override
        public Optional<Block> block(UUID subject, Actor actor) {
            List<Fact> facts = new ArrayList<>();
            history.apply(subject, SHOWN).stream()
                    .filter(session -> sessions.mayRead(actor, session).isPermitted())
                    .forEach(session -> facts.add(new Fact(
                            "bastion.state." + session.state().word(),
                            Cell.link(
                                    on.equals("host") ? session.personName() : session.hostPath(),
                                    "/sessions/" + session.id()))));
            return facts.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Block("bastion.panel.sessions", facts, "/sessions?" + on + "=" + subject));
        }
    }
}
