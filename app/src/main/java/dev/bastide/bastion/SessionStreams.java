package dev.bastide.bastion;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bastide.authority.Actor;
import dev.bastide.bastion.recorder.Spectator;
import dev.bastide.bastion.recording.Cast;
import dev.bastide.bastion.recording.Feed;
import dev.bastide.bastion.recording.RecordingEvent;
import dev.bastide.bastion.recording.Verdict;
import dev.bastide.page.Words;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Recordings on their way to a browser or a file. */
@Component
class SessionStreams {
    private static final Logger LOG = LoggerFactory.getLogger(SessionStreams.class);
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration CLOSING = Duration.ofSeconds(3);

    private final Openings openings;
    private final Sessions sessions;

    SessionStreams(Openings openings, Sessions sessions) {
        this.openings = openings;
        this.sessions = sessions;
    }

    /** The lines for the player, and as the last one what the check of every chunk said. */
    void feed(Session session, OutputStream out) {
        try (Writer writer = new BufferedWriter(new OutputStreamWriter(out, UTF_8))) {
            Verdict verdict = openings.read(session, new Feed((event, line) -> write(writer, line)));
            write(
                    writer,
                    "{\"verdict\":\"" + word(verdict) + "\",\"head\":\""
                            + verdict.head().hex() + "\"}");
        } catch (IOException e) {
            LOG.debug("A reader of a recording left: {}", e.toString());
        }
    }

    /** The plain asciicast file. */
    void cast(Session session, OutputStream out) {
        try (Writer writer = new BufferedWriter(new OutputStreamWriter(out, UTF_8))) {
            openings.read(session, new Cast(writer));
        } catch (IOException e) {
            LOG.debug("A reader of a recording left: {}", e.toString());
        }
    }

    /** The session so far and everything as it happens. The right to watch is asked again while it goes on. */
    SseEmitter live(Actor actor, Session session, Spectator spectator, Words words) {
        SseEmitter emitter = new SseEmitter(0L);
        emitter.onCompletion(spectator::close);
        return stream(session, emitter, () -> {
            try (spectator) {
                Feed feed = new Feed((event, line) -> send(emitter, line));
                openings.read(session, event -> {
                    if (event.position() < spectator.from()) {
                        feed.accept(event);
                    }
                });
                return farewell(follow(actor, session, spectator, emitter, feed), session, words);
            }
        });
    }

    /** For a spectator who comes when the session has just ended: how it ended, and nothing else. */
    SseEmitter over(Session session, Words words) {
        return stream(session, new SseEmitter(0L), () -> farewell(Over.SESSION, session, words));
    }

    /** What a spectator is shown; its last words are the answer. */
    @FunctionalInterface
    private interface Show {
        String run() throws IOException, InterruptedException;
    }

    private static SseEmitter stream(Session session, SseEmitter emitter, Show show) {
        Thread.ofVirtual().name("watch-" + session.id()).start(() -> {
            try {
                emitter.send(SseEmitter.event().name("over").data(show.run()));
                emitter.complete();
            } catch (IOException | RuntimeException e) {
                LOG.debug("A spectator left: {}", e.toString());
                emitter.complete();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return emitter;
    }

    /** Why a spectator sees nothing more. */
    private enum Over {
        SESSION,
        RIGHT,
        LEFT_BEHIND
    }

    /** The last words to a spectator: how the session ended, or why he alone is sent away. */
    private String farewell(Over over, Session session, Words words) throws InterruptedException {
        return switch (over) {
            case RIGHT -> words.say("bastion.watch.no-longer");
            case LEFT_BEHIND -> words.say("bastion.watch.left-behind");
            case SESSION -> words.say("bastion.watch.over", SessionView.why(closed(session), words));
        };
    }

    /** The session with its end, which is written down a moment after the last byte was shown. */
    private Session closed(Session session) throws InterruptedException {
        long deadline = System.nanoTime() + CLOSING.toNanos();
        Session now = sessions.find(session.id()).orElse(session);
        while (now.live() && System.nanoTime() < deadline) {
            Thread.sleep(CLOSING.dividedBy(60));
            now = sessions.find(session.id()).orElse(session);
        }
        return now;
    }

    private Over follow(Actor actor, Session session, Spectator spectator, SseEmitter emitter, Feed feed)
            throws InterruptedException, IOException {
        long asked = System.nanoTime();
        while (true) {
            Optional<RecordingEvent> event = spectator.next(QUIET);
            if (event.isPresent() && Spectator.over(event.get())) {
                return Spectator.leftBehind(event.get()) ? Over.LEFT_BEHIND : Over.SESSION;
            }
            if (System.nanoTime() - asked > 1_000_000_000L) {
                asked = System.nanoTime();
                if (!sessions.mayWatch(actor, session).isPermitted()) {
                    return Over.RIGHT;
                }
            }
            if (event.isPresent()) {
                feed.accept(event.get());
            } else {
                emitter.send(SseEmitter.event().comment("still here"));
            }
        }
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Whole whole -> "whole";
            case Verdict.Unfinished unfinished -> "unfinished";
            case Verdict.Broken broken -> "broken";
        };
    }

    private static void send(SseEmitter emitter, String line) {
        try {
            emitter.send(SseEmitter.event().data(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Writer writer, String line) {
        try {
            writer.write(line);
            writer.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
