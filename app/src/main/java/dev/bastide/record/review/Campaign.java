package dev.bastide.record.review;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.page.Chip;
import dev.bastide.page.Tone;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A review of everything that was recorded in a time, or of the sessions on a node and below it.
 *
 * @param node null for the whole record
 * @param commitment hash of the secret that decides what is drawn, in hex
 * @param openedBy who asked for it; null where its time had come
 * @param foreign whether a row stands for its draw or its end that this program did not write
 */
record Campaign(
        UUID id,
        long number,
        @Nullable NodeId node,
        Instant from,
        Instant until,
        String commitment,
        @Nullable PersonId openedBy,
        Instant announced,
        @Nullable Draw draw,
        @Nullable Completion completion,
        boolean foreign) {

    /** After its time is over a campaign is drawn at once; one that is not after so long is late. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    /** What was drawn, and all it takes to draw it anew; hashes in hex, the root in base64 as the checkpoint has it. */
    record Draw(
            Instant drawn,
            Instant due,
            String secret,
            String origin,
            String root,
            String checkpoint,
            LogSpan.Place announcement,
            List<LogSpan> spans,
            List<UUID> listed,
            long population,
            int confidence,
            int tolerable,
            int size,
            int items,
            String itemsHash,
            int rule) {
        /** Records of any origin are drawn alike. */
        static final int ALIKE = 1;

        /** Foreign records are a stratum of their own; {@link Sieve} says how. */
        static final int APART = 2;

        /** The same, and more positions are looked at. */
        static final int APART_FURTHER = 3;

        Draw {
            spans = List.copyOf(spans);
            listed = List.copyOf(listed);
        }

        /** The size of the log that the checkpoint was signed for. */
        long logSize() {
            return spans.getLast().past();
        }

        byte[] seed() {
            return Sample.seed(secret, origin, logSize(), root);
        }
    }

    /** Its end; {@code summary} is what was written into the log. */
    record Completion(PersonId by, Instant at, int items, int findings, String summary) {}

    /** How far it is. */
    enum State {
        ANNOUNCED(Tone.UNKNOWN),
        OPEN(Tone.PROGRESS),
        OVERDUE(Tone.VIOLATED),
        COMPLETED(Tone.HOLDS);

        private final Tone tone;

        State(Tone tone) {
            this.tone = tone;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        Chip chip() {
            return Chip.of(tone, "record.review.state." + word());
        }
    }

    String name() {
        return String.format(Locale.ROOT, "REV-%06d", number);
    }

    /** Where it is shown. */
    String path() {
        return Campaign.path(id);
    }

    static String path(UUID id) {
        return "/record/campaigns/" + id;
    }

    State state(Instant now) {
        if (completion != null) {
            return State.COMPLETED;
        }
        if (draw == null) {
            return until.plus(PATIENCE).isBefore(now) ? State.OVERDUE : State.ANNOUNCED;
        }
        return draw.due().isBefore(now) ? State.OVERDUE : State.OPEN;
    }
}
