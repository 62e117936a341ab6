package dev.bastide.bastion.session;

import dev.bastide.bastion.recorder.Recording;
import dev.bastide.bastion.ssh.LiveSession;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The sessions that run in this program, and the handles that end them. */
@Component
public class LiveSessions {
    private final Map<UUID, Live> live = new ConcurrentHashMap<>();

    /** One of them. */
    public static final class Live {
        private final Opening opening;
        private final Recording recording;
        private final AtomicReference<@Nullable Cut> cut = new AtomicReference<>();
        private final AtomicReference<@Nullable Instant> prolonged = new AtomicReference<>();
        private final Instant since;
        private volatile LiveSession handle = new NotStarted(() -> {});

        Live(Opening opening, Recording recording, Instant since) {
            this.opening = opening;
            this.recording = recording;
            this.since = since;
        }

        public Opening opening() {
            return opening;
        }

        public Recording recording() {
            return recording;
        }

        /** Ends it, also before the host has answered; the first reason given stays. Returns at once. */
        public void end(String why, String text) {
            end(new Cut(why, text, null));
        }

        /** The same by a person. */
        public void end(String why, String text, EndedBy by) {
            end(new Cut(why, text, by));
        }

        private void end(Cut reason) {
            cut.compareAndSet(null, reason);
            handle.end(reason.text());
        }

        /** The window of what it rests on closes later now. */
        public void prolong(Instant until) {
            prolonged.set(until);
            handle.prolong(until);
        }

        /** When the door ends it by itself, as far as is known now. */
        public Instant notAfter() {
            Instant later = prolonged.get();
            return later == null ? opening.notAfter() : later;
        }

        /** Why it was cut from our side, if it was. */
        Optional<Cut> cut() {
            return Optional.ofNullable(cut.get());
        }

        /** Until the host has answered, this is how it ends: nobody else could. It may run more than once. */
        void announced(Runnable ending) {
            NotStarted waits = new NotStarted(ending);
            handle = waits;
            Cut early = cut.get();
            if (early != null) {
                waits.end(early.text());
            }
        }

        /** Whether it was announced before this instant and no host has answered since. */
        boolean waitsSince(Instant before) {
            return handle instanceof NotStarted && since.isBefore(before);
        }

        /** The host has answered. False when it is over already: then it ends at once. */
        boolean started(LiveSession session) {
            handle = session;
            Instant later = prolonged.get();
            if (later != null) {
                session.prolong(later);
            }
            Cut early = cut.get();
            if (early != null) {
                session.end(early.text());
            }
            return early == null;
        }
    }

    /** Why our side ended a session: the message key, the words shown, and who wanted it. */
    record Cut(String why, String text, @Nullable EndedBy by) {}

    Live add(Opening opening, Recording recording, Instant now) {
        Live added = new Live(opening, recording, now);
        live.put(opening.id(), added);
        return added;
    }

    void remove(UUID id) {
        live.remove(id);
    }

    public Optional<Live> find(UUID id) {
        return Optional.ofNullable(live.get(id));
    }

    public Collection<Live> all() {
        return List.copyOf(live.values());
    }
}
