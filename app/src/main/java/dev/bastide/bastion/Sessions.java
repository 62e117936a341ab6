package dev.bastide.bastion;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Decision;
import dev.bastide.authority.HostId;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.bastion.session.ChangeOf;
import dev.bastide.bastion.session.EndedBy;
import dev.bastide.bastion.session.LiveSessions;
import dev.bastide.bastion.session.SessionRows;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.WordsFor;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The sessions on hosts, live and past: the operation history of every machine. Source: seed 000 s4 (A109). */
@Service
public class Sessions {
    /** Seeing which sessions there were on a host: whoever may see the host. */
    public static final Action READ = new Action("host.read");

    /** Seeing what a session was for. */
    private static final Action OPERATION = new Action("operation.read");

    /** Looking on while somebody else works. */
    public static final Action WATCH = new Action("session.watch");

    /** Ending the session of somebody else. */
    public static final Action END = new Action("session.end");

    /** Characters of the reason for ending a session. */
    static final int REASON_MAX = 500;

    private final SessionRows rows;
    private final LiveSessions live;
    private final ChangeOf changes;
    private final Authority authority;
    private final AuditLog audit;
    private final People people;
    private final WordsFor words;
    private final Clock clock;

    Sessions(
            SessionRows rows,
            LiveSessions live,
            ChangeOf changes,
            Authority authority,
            AuditLog audit,
            People people,
            WordsFor words,
            Clock clock) {
        this.rows = rows;
        this.live = live;
        this.changes = changes;
        this.authority = authority;
        this.audit = audit;
        this.people = people;
        this.words = words;
        this.clock = clock;
    }

    /** The session with this id. */
    public Optional<Session> find(SessionId id) {
        return rows.find(id.value());
    }

    /** Every session that is not over, newest first. */
    public List<Session> live() {
        return rows.live();
    }

    /** The history of a host, newest first. Retired hosts keep theirs. */
    public List<Session> ofHost(HostId host, int limit) {
        return rows.ofHost(host, limit);
    }

    /** The history of a person, newest first. */
    public List<Session> ofPerson(PersonId person, int limit) {
        return rows.ofPerson(person, limit);
    }

    /** What was done under a permit, newest first. */
    public List<Session> ofPermit(PermitId permit, int limit) {
        return rows.ofPermit(permit, limit);
    }

    /** Whether this reader may know of the session: his own, or one on a host that he may see. */
    public Decision mayRead(Actor actor, Session session) {
        return own(actor, session) ? Decision.permitted("own session") : authority.may(actor, READ, session.node());
    }

    /** Whether this reader may see what goes on in it: whoever started a run sees that one, others need the right. */
    public Decision mayWatch(Actor actor, Session session) {
        return ownRun(actor, session) ? Decision.permitted("own run") : authority.may(actor, WATCH, session.node());
    }

    /** Whether this actor may end it: his own, or with {@code session.end} that of another. */
    public boolean mayEnd(Actor actor, Session session) {
        return own(actor, session) || authority.may(actor, END, session.node()).isPermitted();
    }

    /** The operation it was opened for, if this reader may know of operations there. */
    public Optional<Work> work(Actor actor, Session session) {
        boolean may = own(actor, session)
                || authority.may(actor, OPERATION, session.node()).isPermitted();
        return may ? changes.work(session.permit()) : Optional.empty();
    }

    /** Whether the command line may be shown: to its author, and to whoever may watch. */
    public boolean mayReadCommand(Actor actor, Session session) {
        return own(actor, session) || mayWatch(actor, session).isPermitted();
    }

    /**
     * Ends a live session, one's own or, with {@code session.end}, that of another. It is over within a second. Throws
     * {@link ActRefused}.
     */
    @Transactional
    public void end(Actor actor, SessionId id, String reason) {
        Session session = find(id).orElseThrow(() -> new ActRefused(over()));
        if (!own(actor, session)) {
            authority.may(actor, END, session.node()).orThrow();
        }
        if (!session.live()) {
            throw new ActRefused(over());
        }
        LiveSessions.Live running = live.find(id.value())
                .orElseThrow(() -> new ActRefused(Reason.of("bastion.refused.session-elsewhere", "", "/sessions")));
        String content = "Ended the session of " + session.personLogin() + " on " + session.hostPath() + ": " + reason;
        AuditRecord told = AuditRecord.of(clock.instant(), actor, Tag.SESSION, "session.end", content, Result.DONE)
                .object("host", session.host())
                .session(id.toString(), running.recording().position());
        audit.append(changes.mark(told, session.permit()));
        Locale locale = people.find(session.person()).map(Person::locale).orElse(Locale.ENGLISH);
        running.end(
                "bastion.end.by-person",
                words.of(locale).say("bastion.end.ended", actor.name(), reason),
                new EndedBy(actor.name(), reason));
    }

    /** Whether Bastide works or worked there in this actor's name: what a host answered was meant for him. */
    static boolean ownRun(Actor actor, Session session) {
        return session.machine() != null && own(actor, session);
    }

    private static boolean own(Actor actor, Session session) {
        return session.person().equals(actor.person());
    }

    private static Reason over() {
        return Reason.of("bastion.refused.session-over", "", "/sessions");
    }
}
