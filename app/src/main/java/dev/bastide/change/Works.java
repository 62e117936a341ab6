package dev.bastide.change;

import dev.bastide.access.Permit;
import dev.bastide.access.Permits;
import dev.bastide.authority.Actor;
import dev.bastide.bastion.Session;
import dev.bastide.bastion.Sessions;
import dev.bastide.page.Cell;
import dev.bastide.page.Fact;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/** The sessions under an operation's permits, those that live first: where one may look on. */
@Component
class Works {
    private static final int SHOWN = 10;

    private final OperationReads reads;
    private final Permits permits;
    private final Sessions sessions;

    Works(OperationReads reads, Permits permits, Sessions sessions) {
        this.reads = reads;
        this.permits = permits;
        this.sessions = sessions;
    }

    /** A line for each session that this reader may know of; a live one leads to the live view if he may watch. */
    List<Fact> facts(Actor actor, Operation operation) {
        return reads.revisions(operation.id()).stream()
                .flatMap(revision -> permits.of(revision).stream())
                .map(Permit::id)
                .flatMap(permit -> sessions.ofPermit(permit, SHOWN).stream())
                .filter(session -> sessions.mayRead(actor, session).isPermitted())
                .sorted(Comparator.comparing(Session::live)
                        .thenComparing(Session::announced)
                        .reversed())
                .limit(SHOWN)
                .map(session -> fact(actor, session))
                .toList();
    }

    private Fact fact(Actor actor, Session session) {
        boolean watch = session.live() && sessions.mayWatch(actor, session).isPermitted();
        return new Fact(
                watch
                        ? "bastion.session.watch"
                        : "bastion.state." + session.state().word(),
                Cell.link(session.hostPath(), "/sessions/" + session.id() + (watch ? "/watch" : "")));
    }
}
