package dev.bastide.bastion;

import dev.bastide.authority.PermitId;
import dev.bastide.bastion.recorder.RecordingFiles;
import dev.bastide.bastion.recording.EventCode;
import dev.bastide.bastion.session.SessionRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.stereotype.Service;

/**
 * The commands that recordings tell of, for the report of deviations: exact ones of exec requests (L0), and typed lines as
 * the terminal echoed them (L1), which miss recalled history and completion. Source: seed 000 s2.2 (A48).
 */
@Service
public class CommandHistory {
    private final SessionRows sessions;
    private final RecordingFiles files;

    CommandHistory(SessionRows sessions, RecordingFiles files) {
        this.sessions = sessions;
        this.files = files;
    }

    /** A command in a session. */
    public record Seen(SessionId session, Instant at, CommandSeen command) {}

    /** Whether anybody opened a session under one of these permits. */
    public boolean used(Collection<PermitId> permits) {
        return permits.stream().anyMatch(permit -> !sessions.ofPermit(permit, 1).isEmpty());
    }

    /** Every command seen in the session, in order of time. File transfers and subsystems are named by their request. */
    public List<Seen> in(Session session) {
        List<Seen> seen = new ArrayList<>();
        read(session, seen);
        return seen;
    }

    private void read(Session session, List<Seen> seen) {
        files.read(session.id().value(), session.file(), event -> {
            if (event.code() == EventCode.MARKER) {
                Instant at = session.announced().plus(Duration.ofNanos(event.atMicros() * 1_000));
                CommandSeen.of(event.text(), event.position(), event.atMicros())
                        .ifPresent(command -> seen.add(new Seen(session.id(), at, command)));
            }
        });
    }
}
