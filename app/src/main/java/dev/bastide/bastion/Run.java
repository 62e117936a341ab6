package dev.bastide.bastion;

import dev.bastide.authority.HostId;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run of steps by Bastide, under way or past.
 *
 * @param rollbackOf the run that it rolls back; null for none
 * @param person in whose name it runs
 * @param why what forbade its next step; null unless that ended it
 */
public record Run(
        RunId id,
        UUID operation,
        PermitId permit,
        @Nullable RunId rollbackOf,
        PersonId person,
        boolean production,
        State state,
        Instant started,
        @Nullable Instant ended,
        @Nullable Reason why,
        List<Step> steps) {
    public Run {
        steps = List.copyOf(steps);
    }

    /** Whether at least one step was begun: what was not begun needs no undoing. */
    public boolean touchedAnything() {
        return steps.stream().anyMatch(step -> step.announced() != null);
    }

    /** How a run stands. */
    public enum State {
        RUNNING,
        DONE,
        /** A step failed; what followed was not begun. */
        FAILED,
        /** A person stopped it, or its permit ended. */
        STOPPED,
        /** The program was cut off in the midst of a step, and nobody saw how that ended. */
        UNKNOWN;

        /** The word in tables. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How one step stands. */
    public enum StepState {
        PLANNED,
        ANNOUNCED,
        DONE,
        FAILED,
        UNKNOWN,
        SKIPPED;

        /** The word in tables. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One step on one host. */
    public record Step(
            int position,
            HostId host,
            String hostPath,
            String account,
            String text,
            StepState state,
            @Nullable SessionId session,
            @Nullable Instant announced,
            @Nullable Instant ended,
            @Nullable Integer exitCode) {}
}
