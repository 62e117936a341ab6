package dev.bastide.change;

import dev.bastide.audit.WorkToReview;
import dev.bastide.bastion.Session;
import dev.bastide.bastion.SessionId;
import dev.bastide.bastion.Sessions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The sessions in which something was done that no approved step says. Source: seed 000 s4 (A112). */
@Component
class DeviatingSessions implements WorkToReview {
    private final ReviewRows rows;
    private final Sessions sessions;

    DeviatingSessions(ReviewRows rows, Sessions sessions) {
        this.rows = rows;
        this.sessions = sessions;
    }

    @Override
    public List<Done> risky(Instant from, Instant until) {
        return rows.deviating(from, until).stream()
                .map(this::done)
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public List<Done> all(Instant from, Instant until) {
        return List.of();
    }

    private Optional<Done> done(UUID id) {
        return sessions.find(new SessionId(id))
                .filter(session -> !session.live())
                .map(session -> new Done(
                        id,
                        session.person(),
                        session.node(),
                        at(session),
                        session.personLogin(),
                        session.account() + " @ " + session.hostPath(),
                        Set.of(DEVIATION)));
    }

    private static Instant at(Session session) {
        Instant ended = session.ended();
        return ended == null ? session.announced() : ended;
    }
}
