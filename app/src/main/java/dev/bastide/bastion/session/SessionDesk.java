package dev.bastide.bastion.session;

import dev.bastide.bastion.Session;
import dev.bastide.bastion.recorder.Recorder;
import dev.bastide.bastion.recorder.Recording;
import dev.bastide.bastion.ssh.Exit;
import dev.bastide.bastion.ssh.Tap;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;

/**
 * Opens sessions: first the recording, then the intent, both safe, and only then may the host be spoken to. Source: seed
 * 000 s2.2 (A46: "session without recorder does not start").
 */
@Service
public class SessionDesk {
    private static final Logger LOG = LoggerFactory.getLogger(SessionDesk.class);

    /** Longer than the door waits for a host in all: to dial, to log in and to open a channel. */
    public static final Duration START_MAX = Duration.ofMinutes(3);

    private final Recorder recorder;
    private final SessionLog log;
    private final LiveSessions live;
    private final Aftermath aftermath;
    private final Clock clock;
    private final ObjectProvider<BeforeSession> before;

    SessionDesk(
            Recorder recorder,
            SessionLog log,
            LiveSessions live,
            Aftermath aftermath,
            Clock clock,
            ObjectProvider<BeforeSession> before) {
        this.before = before;
        this.recorder = recorder;
        this.log = log;
        this.live = live;
        this.aftermath = aftermath;
        this.clock = clock;
    }

    /** The person's terminal. */
    public record Screen(String type, int columns, int rows) {}

    /**
     * Opens the session and returns the tap that must see it. Throws when it cannot be recorded or written down; then
     * nothing has begun.
     */
    public Tap open(Opening opening, @Nullable Screen screen) {
        return open(opening, screen, recording -> log.announce(opening, recording));
    }

    /** The same, for a caller who announces the session in a transaction of his own. */
    public Tap open(Opening opening, @Nullable Screen screen, Consumer<Recording> announce) {
        Recording recording = recorder.begin(opening.id(), header(opening, screen));
        boolean announced = false;
        boolean opened = false;
        try {
            announce.accept(recording);
            announced = true;
            LiveSessions.Live added = live.add(opening, recording, clock.instant());
            before.forEach(look -> look.begins(opening));
            recording.onFailure(() -> added.end("bastion.end.recorder", "The recorder failed; the session ends."));
            Tap tap = new SessionTap(added, live, recorder, log, aftermath, clock, screen != null);
            added.announced(() -> tap.ended(new Exit.Cut("ended before the host answered")));
            opened = true;
            return tap;
        } finally {
            if (!opened) {
                abandon(opening, recording, announced);
            }
        }
    }

    /** What was announced and never began is closed at once: an open row would stand for somebody at work. */
    private void abandon(Opening opening, Recording recording, boolean announced) {
        live.remove(opening.id());
        Recording.Ending ending = recorder.end(recording, "never began");
        if (announced) {
            Session.RecordingState state =
                    ending.whole() ? Session.RecordingState.WHOLE : Session.RecordingState.FAILED;
            Closing closing = new Closing(
                    opening.id(),
                    true,
                    clock.instant(),
                    null,
                    null,
                    "bastion.end.not-started",
                    null,
                    state,
                    ending.head());
            aftermath.write(() -> log.ended(opening, closing));
        }
    }

    /** At a start: what an earlier run of this program left open is closed as far as its recordings tell. */
    public void takeOver() {
        log.takeOver();
        closeSilent();
    }

    /** Waits a moment until the ends of sessions are written. */
    public void settle() {
        aftermath.settle(Duration.ofSeconds(3));
    }

    /**
     * Renews the leases of the sessions here, and closes those whose holder fell silent and those that were announced and
     * never began.
     */
    public void beat() {
        Instant late = clock.instant().minus(START_MAX);
        live.all().stream().filter(session -> session.waitsSince(late)).forEach(session -> {
            LOG.warn(
                    "Session {} was announced and never began; it is closed",
                    session.opening().id());
            session.end("bastion.end.not-started", "The host did not answer in time; the session ends.");
        });
        log.renew();
        closeSilent();
    }

    private void closeSilent() {
        log.silent().forEach(session -> {
            try {
                log.closeSilent(session);
            } catch (RuntimeException e) {
                LOG.error("Session {} ended unseen and cannot be closed", session.id(), e);
            }
        });
    }

    /** How often {@link #beat} must be called. */
    public static final Duration BEAT = SessionLog.LEASE.dividedBy(6);

    private String header(Opening opening, @Nullable Screen screen) {
        Screen shown = screen == null ? new Screen("dumb", 80, 24) : screen;
        String title = opening.personLogin() + " on " + opening.hostPath() + " as " + opening.account();
        return "{\"version\":3,\"term\":{\"cols\":%d,\"rows\":%d,\"type\":\"%s\"},\"timestamp\":%d,\"title\":\"%s\",\"session\":\"%s\"}"
                .formatted(
                        size(shown.columns(), 80),
                        size(shown.rows(), 24),
                        plain(shown.type()),
                        clock.instant().getEpochSecond(),
                        plain(title),
                        opening.id());
    }

    /** A client that has no window of its own says 0; programs then take the usual size. */
    private static int size(int said, int usual) {
        return said < 1 ? usual : Math.min(said, 10_000);
    }

    /** Text of people and clients, without anything that JSON would need escaped. */
    private static String plain(String text) {
        String safe = text.replaceAll("[^\\p{L}\\p{N} ._@%+:/-]", "?");
        return safe.substring(0, Math.min(safe.length(), 200));
    }
}
