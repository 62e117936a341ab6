package dev.bastide.audit;

import dev.bastide.authority.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What witnesses said of the log, as the page of its health shows it.
 *
 * @param witnesses those of the policy, in its order; none where there is no policy
 * @param witnessed the newest checkpoint that enough of them cosigned
 * @param fault why the policy cannot be read, if so
 */
public record WitnessStanding(List<One> witnesses, Optional<Cosigned> witnessed, Optional<Reason> fault) {
    /** A witness has seen more records than there are. */
    public static final String AHEAD = "record.witness.ahead";

    /** A witness has seen other records than there are. */
    public static final String OTHER = "record.witness.other";

    private static final Duration LATEST = Duration.ofDays(1);

    /** Copies the list. */
    public WitnessStanding {
        witnesses = List.copyOf(witnesses);
    }

    /** Whether there is a policy and nobody, or too few, have seen the log for a day. */
    public boolean isUnseen(Instant now) {
        boolean wanted = !witnesses.isEmpty() || fault.isPresent();
        return wanted && !isSeen(now);
    }

    /** Whether enough witnesses saw the log within a day. */
    public boolean isSeen(Instant now) {
        return witnessed.filter(seen -> seen.at().isAfter(now.minus(LATEST))).isPresent();
    }

    /**
     * One of them.
     *
     * @param name of its key
     * @param size the newest checkpoint it cosigned, or -1
     * @param at when
     * @param problem what it last answered instead
     */
    public record One(String name, long size, Optional<Instant> at, Optional<Reason> problem) {
        /** What it says against the log: it saw more of it, or another one. */
        public Optional<Reason> contradiction() {
            return problem.filter(said -> said.key().equals(AHEAD) || said.key().equals(OTHER));
        }
    }

    /**
     * What a witness said against the log, and nobody has answered yet.
     *
     * @param witness name of its key
     * @param at when it said so first
     */
    public record Contradiction(UUID id, String witness, Reason reason, Instant at) {}

    /**
     * A checkpoint with its cosignatures.
     *
     * @param log number of the log
     * @param note the checkpoint with one line of the log and one of each witness
     * @param at when the last of them said so
     */
    public record Cosigned(int log, long size, String note, Instant at) {}
}
