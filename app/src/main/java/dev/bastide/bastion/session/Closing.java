package dev.bastide.bastion.session;

import dev.bastide.bastion.Session.RecordingState;
import dev.bastide.bastion.recording.Head;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a session ended.
 *
 * @param known false when the program stopped in its midst
 * @param why message key
 * @param by who ended it from outside, if anybody did
 * @param head the last head of the recording that is safe
 */
public record Closing(
        UUID id,
        boolean known,
        Instant at,
        @Nullable Integer exitCode,
        @Nullable String exitSignal,
        String why,
        @Nullable EndedBy by,
        RecordingState recording,
        Head head) {}
