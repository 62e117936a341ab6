package dev.bastide.bastion;

import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.NodeId;
import dev.bastide.bastion.session.SessionRows;
import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.ListSql;
import dev.bastide.page.Listing;
import dev.bastide.page.Tone;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.util.Arrays;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The list of sessions, live and past, as far as the reader may know of them. */
@Component
class SessionList {
    static final Listing<Session> LISTING = Listing.<Session>of("bastion.sessions")
            .search("q")
            .choice("state", "live", "past")
            .choice(
                    "kind",
                    Arrays.stream(SessionKind.values()).map(SessionKind::word).toArray(String[]::new))
            .choice("recording", "whole", "abrupt", "failed")
            .column("state", session -> new Cell.State(chip(session)))
            .sorted("person", session -> Cell.text(session.personName()))
            .sorted("host", session -> Cell.text(session.hostPath()))
            .column("account", session -> Cell.text(session.account()))
            .column(
                    "kind",
                    session -> Cell.said("bastion.kind." + session.kind().word()))
            .sorted("started", session -> Cell.time(session.announced()))
            .column("ended", session -> Cell.time(session.ended()))
            .column("exit", session -> Cell.text(exit(session)))
            .opens(session -> "/sessions/" + session.id());

    private final JdbcClient jdbc;
    private final SessionRows rows;
    private final Authority authority;
    private final ServiceTree tree;

    SessionList(JdbcClient jdbc, SessionRows rows, Authority authority, ServiceTree tree) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.authority = authority;
        this.tree = tree;
    }

    ListResult<Session> page(Actor actor, ListQuery query) {
        ListSql sql = ListSql.select(SessionRows.COLUMNS, "bastion.session s", "s.id")
                .where("(s.node = any (:nodes) or s.person = :me)", "nodes", nodes(actor))
                .where(
                        "true",
                        "me",
                        actor.person() == null ? new UUID(0, 0) : actor.person().value())
                .search("q", "(s.person_name ilike :q or s.person_login ilike :q or s.host_path ilike :q)")
                .filter("state", "(s.state in ('announced', 'running')) = (:state = 'live')")
                .filter("kind", "s.kind = :kind")
                .filter("recording", "s.recording = :recording")
                .filter("host", "s.host::text = :host")
                .filter("person", "s.person::text = :person")
                .filter("permit", "s.permit::text = :permit")
                .sortDescending("started", "s.announced_at", "timestamptz")
                .sort("person", "s.person_name", "text")
                .sort("host", "s.host_path", "text");
        NodeId scope = query.scope();
        if (scope != null) {
            sql = sql.where(
                    "s.node = any (:scope)",
                    "scope",
                    tree.snapshot().subtree(scope).stream()
                            .map(node -> node.id().value())
                            .toArray(UUID[]::new));
        }
        return sql.fetch(jdbc, query, rows::read);
    }

    static Chip chip(Session session) {
        Tone tone = switch (session.state()) {
            case ANNOUNCED, RUNNING -> Tone.PROGRESS;
            case UNKNOWN -> Tone.UNKNOWN;
            case ENDED -> session.recording() == Session.RecordingState.WHOLE ? Tone.HOLDS : Tone.VIOLATED;
        };
        return Chip.of(tone, "bastion.state." + session.state().word());
    }

    static String exit(Session session) {
        if (session.exitCode() != null) {
            return session.exitCode().toString();
        }
        return session.exitSignal() == null ? "" : session.exitSignal();
    }

    private UUID[] nodes(Actor actor) {
        return tree.snapshot().all().stream()
                .map(ServiceNode::id)
                .filter(node -> authority.may(actor, Sessions.READ, node).isPermitted())
                .map(NodeId::value)
                .toArray(UUID[]::new);
    }
}
