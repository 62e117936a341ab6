package dev.bastide.bastion.session;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.bastion.Session;
import dev.bastide.bastion.SessionEnded;
import dev.bastide.bastion.SessionId;
import dev.bastide.bastion.recorder.KnownHeads;
import dev.bastide.bastion.recorder.Recording;
import dev.bastide.bastion.recorder.RecordingFiles;
import dev.bastide.bastion.recording.Verdict;
import dev.bastide.page.Words;
import dev.bastide.page.WordsFor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Writes sessions down: the intent before the host is spoken to, the result after, each with its audit record in one
 * transaction. Source: seed 000 s4 (A109, A115).
 */
@Service
public class SessionLog {
    /** How long a holder may stay silent before its sessions count as ended unseen. */
    static final Duration LEASE = Duration.ofSeconds(60);

    private final SessionRows rows;
    private final KnownHeads heads;
    private final RecordingFiles files;
    private final ChangeOf changes;
    private final WordsFor words;
    private final AuditLog audit;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final UUID holder;

    SessionLog(
            SessionRows rows,
            KnownHeads heads,
            RecordingFiles files,
            ChangeOf changes,
            WordsFor words,
            AuditLog audit,
            ApplicationEventPublisher events,
            Clock clock,
            HolderName holder) {
        this.rows = rows;
        this.heads = heads;
        this.files = files;
        this.changes = changes;
        this.words = words;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
        this.holder = holder.value();
    }

    /** The intent: committed before the host is spoken to. */
    @Transactional
    public void announce(Opening opening, Recording recording) {
        Instant now = clock.instant();
        rows.announce(opening, recording, now, lease(now));
        String content = "Session announced on " + opening.hostPath() + " as " + opening.account() + ", "
                + opening.kind().word() + (opening.command().isEmpty() ? "" : ": " + opening.command())
                + "; allowed by "
                + opening.rule() + (opening.byRunner() ? "; in the name of " + opening.personLogin() : "");
        audit.append(told(opening, "session.open", content, Result.DONE, 0L));
    }

    /** The host answered. */
    @Transactional
    public void started(UUID id, Instant at) {
        rows.started(id, at);
    }

    /** Something worth a record of its own within a session, at this position of its recording. */
    @Transactional
    public void note(Opening opening, String operation, String content, long position) {
        audit.append(told(opening, operation, content, Result.DONE, position));
    }

    /** The result. Writing it twice changes nothing. */
    @Transactional
    public void ended(Opening opening, Closing closing) {
        if (!rows.close(opening, closing)) {
            return;
        }
        heads.keep(opening.id(), closing.head());
        String content = "Session on " + opening.hostPath() + " as " + opening.account() + " is over: " + why(closing)
                + ", " + exit(closing) + "; recording " + closing.recording().word() + ", "
                + closing.head().chunks() + " chunks, " + closing.head().position() + " bytes, head "
                + closing.head().hex();
        Result result = closing.recording() == Session.RecordingState.WHOLE ? Result.DONE : Result.FAILED;
        audit.append(
                told(opening, "session.end", content, result, closing.head().position()));
        events.publishEvent(new SessionEnded(new SessionId(opening.id())));
    }

    /** Records are written in English; what a message says as a sentence goes on here. */
    private String why(Closing closing) {
        Words english = words.of(Locale.ENGLISH);
        EndedBy by = closing.by();
        String said =
                by == null ? english.say(closing.why()) : english.say("bastion.end.ended", by.name(), by.reason());
        return said.endsWith(".") ? said.substring(0, said.length() - 1) : said;
    }

    private static String exit(Closing closing) {
        if (closing.exitCode() != null) {
            return "exit " + closing.exitCode();
        }
        return closing.exitSignal() != null ? "signal " + closing.exitSignal() : "no exit status";
    }

    /** Keeps the sessions of this program alive in the eyes of others. */
    @Transactional
    public void renew() {
        rows.renew(lease(clock.instant()));
    }

    /** Gives up the leases of an earlier run in this home folder, which one program at a time may hold. */
    @Transactional
    public void takeOver() {
        rows.release(holder, clock.instant());
    }

    /** Closes the sessions whose holder fell silent: outcome unknown, recording as far as it is readable. */
    public List<Session> silent() {
        return rows.silent(clock.instant());
    }

    /** Closes one such session. */
    @Transactional
    public void closeSilent(Session session) {
        Instant now = clock.instant();
        UUID id = session.id().value();
        Verdict verdict = files.read(id, session.file(), event -> {});
        Closing closing = new Closing(
                id,
                false,
                now,
                null,
                null,
                "bastion.end.unknown",
                null,
                verdict instanceof Verdict.Broken ? Session.RecordingState.FAILED : Session.RecordingState.ABRUPT,
                verdict.head());
        if (!rows.closeUnseen(closing)) {
            return;
        }
        heads.keep(id, verdict.head());
        String content = "The program stopped while " + session.personLogin() + " was on " + session.hostPath() + " as "
                + session.account() + "; the recording is readable to chunk "
                + verdict.head().chunks() + ", head "
                + verdict.head().hex();
        AuditRecord told = AuditRecord.of(
                        now,
                        Actor.machine("bastion", AccessMethod.JOB),
                        Tag.SESSION,
                        "session.end",
                        content,
                        Result.UNKNOWN)
                .object("session", id)
                .session(id.toString(), verdict.head().position());
        audit.append(changes.mark(told, session.permit()));
        events.publishEvent(new SessionEnded(session.id()));
    }

    private AuditRecord told(Opening opening, String operation, String content, Result result, long position) {
        AuditRecord told = AuditRecord.of(clock.instant(), opening.actor(), Tag.SESSION, operation, content, result)
                .object("host", opening.host())
                .session(opening.id().toString(), position);
        return changes.mark(told, opening.permit());
    }

    private SessionRows.Lease lease(Instant now) {
        return new SessionRows.Lease(holder, now.plus(LEASE));
    }
}
