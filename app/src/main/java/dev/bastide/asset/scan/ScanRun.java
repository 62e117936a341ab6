package dev.bastide.asset.scan;

import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One run of an agreement, with all that its dossier holds. Source: seed 000 s3.2 (A78). */
record ScanRun(
        UUID id,
        long number,
        UUID authorisation,
        Instant windowOpens,
        Instant windowCloses,
        List<String> targets,
        PersonId operator,
        String startedBy,
        UUID qualification,
        UUID intent,
        @Nullable UUID rerunOf,
        String toolVersion,
        String rulesVersion,
        Instant startedAt,
        String state,
        String phase,
        long steps,
        long stepsDone,
        boolean stopAsked,
        @Nullable Instant endedAt,
        @Nullable String endReason,
        @Nullable Boolean complete,
        int hosts,
        int hits,
        int refused,
        long probes,
        long lost,
        long baselineMicros,
        long worstMicros,
        @Nullable String reportHash,
        @Nullable String summary) {
    /** {@code SCN-000012}. */
    String name() {
        return String.format(Locale.ROOT, "SCN-%06d", number);
    }

    String path() {
        return "/scans/" + id;
    }

    boolean runs() {
        return state.equals("running");
    }

    int percent() {
        return steps <= 0 ? -1 : (int) Math.min(100, stepsDone * 100 / steps);
    }
}
