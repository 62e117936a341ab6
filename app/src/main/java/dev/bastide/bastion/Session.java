package dev.bastide.bastion;

import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session on a host, live or past, with what it was allowed by and what became of it.
 *
 * @param connection the SSH connection it came through; null for the runner
 * @param machine {@code runner} when Bastide itself worked in the person's name
 * @param rule what the decision rested on: role path and permit
 * @param command the exact line or subsystem asked for; empty for a shell
 * @param endWhy message key of why it ended; null while it lives
 * @param endBy name of the person who ended it from outside; null when nobody did
 * @param endNote what that person said why
 * @param file where its recording lies, below the recordings' folder
 */
public record Session(
        SessionId id,
        @Nullable UUID connection,
        PersonId person,
        String personLogin,
        String personName,
        @Nullable String machine,
        HostId host,
        String hostPath,
        NodeId node,
        String account,
        boolean production,
        @Nullable PermitId permit,
        String rule,
        String source,
        SessionKind kind,
        String command,
        State state,
        Instant announced,
        @Nullable Instant started,
        Instant notAfter,
        @Nullable Instant ended,
        @Nullable Integer exitCode,
        @Nullable String exitSignal,
        @Nullable String endWhy,
        @Nullable String endBy,
        @Nullable String endNote,
        String file,
        RecordingState recording,
        @Nullable String headHex,
        long position) {

    /** Stands for a command whose sealed bytes are not this session's: its row was written or changed past the program. */
    public static final String UNREADABLE = "\uFFFD";

    /** How far a session is. */
    public enum State {
        /** Written down, the host not yet spoken to. */
        ANNOUNCED,
        RUNNING,
        ENDED,
        /** The program stopped in its midst; the recording tells how far it came. */
        UNKNOWN;

        /** The word in tables. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How the recording stands. */
    public enum RecordingState {
        OPEN,
        /** Ended properly, with a final hash. */
        WHOLE,
        /** The program stopped in its midst: readable to the last chunk. */
        ABRUPT,
        /** It could not be written on, so the session was ended. */
        FAILED;

        /** The word in tables. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it may still move. */
    public boolean live() {
        return state == State.ANNOUNCED || state == State.RUNNING;
    }
}
