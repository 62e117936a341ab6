package dev.bastide.bastion;

import dev.bastide.access.NewPermit;
import dev.bastide.access.Permits;
import dev.bastide.audit.WorkToReview;
import dev.bastide.bastion.session.SessionRows;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The sessions that were over in a time, and why some of them must not be left to chance. Source: seed 000 s4 (A112). */
@Component
class SessionsToReview implements WorkToReview {
    private static final String ROOT = "root";
    private static final String OUTSIDE_OF_DUTY = " exception";

    private final SessionRows rows;
    private final Permits permits;

    SessionsToReview(SessionRows rows, Permits permits) {
        this.rows = rows;
        this.permits = permits;
    }

    @Override
    public List<Done> risky(Instant from, Instant until) {
        return all(from, until).stream().filter(done -> !done.risks().isEmpty()).toList();
    }

    @Override
    public List<Done> all(Instant from, Instant until) {
        return rows.endedBetween(from, until).stream().map(this::done).toList();
    }

    @Override
    public Optional<Seen> seen(UUID session) {
        return rows.find(session)
                .map(found -> new Seen(
                        found.personName() + " (" + found.personLogin() + ")",
                        found.hostPath(),
                        found.account(),
                        "bastion.kind." + found.kind().word(),
                        found.rule(),
                        found.started(),
                        found.ended(),
                        "bastion.recording." + found.recording().word(),
                        found.recording() == Session.RecordingState.WHOLE,
                        found.position(),
                        "/sessions/" + found.id()));
    }

    private Done done(Session session) {
        return of(session, risks(session));
    }

    /** The session as a review names it. */
    private static Done of(Session session, Set<String> risks) {
        Instant ended = session.ended();
        String by = session.machine() == null ? "" : ", by the " + session.machine();
        return new Done(
                session.id().value(),
                session.person(),
                session.node(),
                ended == null ? session.announced() : ended,
                session.personLogin(),
                session.account() + " @ " + session.hostPath() + " ("
                        + session.kind().word() + ")" + by,
                risks);
    }

    private Set<String> risks(Session session) {
        Set<String> risks = new LinkedHashSet<>();
        if (session.permit() != null
                && permits.find(session.permit())
                        .filter(permit -> permit.kind() == NewPermit.Kind.OPERATION)
                        .isEmpty()) {
            // A permit that is not this program's is no approval either.
            risks.add(EMERGENCY);
        }
        if (session.production() && session.account().equals(ROOT)) {
            risks.add(PRODUCTION_ROOT);
        }
        if (session.rule().contains(OUTSIDE_OF_DUTY)) {
            risks.add(EXCEPTION);
        }
        if (session.state() == Session.State.UNKNOWN || session.recording() != Session.RecordingState.WHOLE) {
            risks.add(UNSEEN);
        }
        return risks;
    }
}
