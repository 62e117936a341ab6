package dev.bastide.bastion;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.HearsOpenings;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Decision;
import dev.bastide.bastion.recorder.Recorder;
import dev.bastide.bastion.recorder.Recording;
import dev.bastide.bastion.recorder.RecordingFiles;
import dev.bastide.bastion.recorder.Spectator;
import dev.bastide.bastion.recording.EventCode;
import dev.bastide.bastion.recording.RecordingEvent;
import dev.bastide.bastion.recording.RecordingFailed;
import dev.bastide.bastion.recording.Verdict;
import dev.bastide.bastion.session.ChangeOf;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looking into recordings, live and past. Whoever looks is written down before he sees the first byte. Source: seed 000
 * s4 (A109, A115).
 */
@Service
public class Openings {
    /** Looking at what was recorded. */
    public static final Action OPEN = new Action("recording.open");

    private final Authority authority;
    private final Sessions sessions;
    private final Recorder recorder;
    private final RecordingFiles files;
    private final ChangeOf changes;
    private final AuditLog audit;
    private final ObjectProvider<HearsOpenings> listeners;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Openings(
            Authority authority,
            Sessions sessions,
            Recorder recorder,
            RecordingFiles files,
            ChangeOf changes,
            AuditLog audit,
            ObjectProvider<HearsOpenings> listeners,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.authority = authority;
        this.sessions = sessions;
        this.recorder = recorder;
        this.files = files;
        this.changes = changes;
        this.audit = audit;
        this.listeners = listeners;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Whether the actor may look at this recording: of the run he started, or as the session's own node allows. */
    public boolean mayOpen(Actor actor, Session session) {
        return asked(actor, session).isPermitted();
    }

    private Decision asked(Actor actor, Session session) {
        return Sessions.ownRun(actor, session)
                ? Decision.permitted("own run")
                : authority.may(actor, OPEN, session.node());
    }

    /** Writes the opening down; returning at all means that it is safe. Throws when the actor may not. */
    public void opened(Actor actor, Session session, String how) {
        asked(actor, session).orThrow();
        transaction.executeWithoutResult(status -> {
            record(actor, session, "recording.open", "Opened the recording (" + how + ")", null);
            // Of a session that goes on only the beginning is seen: it was not reviewed by that.
            if (!session.live()) {
                Instant now = clock.instant();
                listeners.forEach(hears -> hears.opened(
                        actor, HearsOpenings.Kind.SESSION, session.id().value(), now, true));
            }
        });
    }

    /** Reads a recording to its last whole chunk; the caller has called {@link #opened}. */
    public Verdict read(Session session, Consumer<RecordingEvent> sink) {
        return files.read(session.id().value(), session.file(), sink);
    }

    /** Joins a live session as a spectator, recorded in the audit record and in the recording itself. */
    public Optional<Spectator> watch(Actor actor, Session session) {
        sessions.mayWatch(actor, session).orThrow();
        Optional<Recording> live = recorder.live(session.id().value());
        live.ifPresent(recording -> {
            record(actor, session, "session.watch", "Watches the live session", recording.position());
            mark(recording, actor);
        });
        return live.map(Recording::watch);
    }

    private static void mark(Recording recording, Actor actor) {
        try {
            recording.append(EventCode.MARKER, "watched by " + actor.id());
        } catch (RecordingFailed e) {
            // One that ended between the look and the joining shows the spectator its end.
            if (!recording.over()) {
                throw e;
            }
        }
    }

    private void record(Actor actor, Session session, String operation, String what, @Nullable Long position) {
        String content = what + " of " + session.personLogin() + " on " + session.hostPath() + " as "
                + session.account() + ", begun " + session.announced();
        AuditRecord told = AuditRecord.of(clock.instant(), actor, Tag.RECORDING, operation, content, Result.DONE)
                .object("host", session.host())
                .session(session.id().toString(), position);
        transaction.executeWithoutResult(status -> audit.append(changes.mark(told, session.permit())));
    }
}
