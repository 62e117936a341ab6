package dev.bastide.record.review;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One record or recording to be looked at.
 *
 * @param ordinal its place in the campaign, from 1
 * @param origin {@code sample}, {@code risk} or {@code both}
 * @param kind {@code record} or {@code session}
 * @param object the record, or the session whose recording it is
 * @param place where in the log it was drawn; null where it was not drawn by its place
 * @param risks why it was not left to chance
 * @param person who acted; null for a machine without an owner and for whom nobody knows
 * @param team of that person when it was drawn
 * @param who the user ID of the act
 * @param what the operation, or the session's host and account; never content
 * @param assignments the last one holds
 * @param verdicts the last one holds
 */
record Item(
        UUID id,
        UUID campaign,
        int ordinal,
        String origin,
        String kind,
        UUID object,
        LogSpan.@Nullable Place place,
        List<String> risks,
        @Nullable PersonId person,
        @Nullable UUID team,
        @Nullable NodeId node,
        String who,
        String what,
        Instant at,
        List<Assignment> assignments,
        List<Opening> openings,
        List<Verdict> verdicts) {
    static final String RECORD = "record";
    static final String SESSION = "session";
    static final String SAMPLE = "sample";
    static final String RISK = "risk";
    static final String BOTH = "both";

    Item {
        risks = List.copyOf(risks);
        assignments = List.copyOf(assignments);
        openings = List.copyOf(openings);
        verdicts = List.copyOf(verdicts);
    }

    /** Who reviews it, from when. */
    record Assignment(UUID id, PersonId reviewer, @Nullable PersonId by, String why, Instant at) {}

    /** That the reviewer opened it. */
    record Opening(UUID id, UUID assignment, PersonId reviewer, boolean readable, Instant at) {}

    /** What the reviewer said. */
    record Verdict(
            UUID id,
            UUID opening,
            UUID assignment,
            PersonId reviewer,
            boolean inOrder,
            String finding,
            String note,
            long checklist,
            List<String> answers,
            @Nullable UUID corrects,
            Instant at) {
        static final String IN_ORDER = "in-order";
        static final String NOT_IN_ORDER = "not-in-order";

        Verdict {
            answers = List.copyOf(answers);
        }

        String word() {
            return inOrder ? IN_ORDER : NOT_IN_ORDER;
        }
    }

    @Nullable
    Assignment assignment() {
        return assignments.isEmpty() ? null : assignments.getLast();
    }

    @Nullable
    Verdict verdict() {
        return verdicts.isEmpty() ? null : verdicts.getLast();
    }

    /** The opening under the assignment that holds; a readable one rather than one that was not. */
    Optional<Opening> opening() {
        Assignment now = assignment();
        if (now == null) {
            return Optional.empty();
        }
        List<Opening> mine = openings.stream()
                .filter(opening -> opening.assignment().equals(now.id())
                        && opening.reviewer().equals(now.reviewer())
                        && !opening.at().isBefore(now.at()))
                .toList();
        return mine.stream()
                .filter(Opening::readable)
                .findFirst()
                .or(() -> mine.stream().findFirst());
    }

    boolean isFor(@Nullable PersonId reader) {
        Assignment now = assignment();
        return now != null && now.reviewer().equals(reader);
    }

    /** Drawn by chance, and not told by a foreign program. */
    boolean isOwnSample() {
        return !origin.equals(RISK) && !(kind.equals(RECORD) && Sieve.isForeign(what));
    }

    /** Drawn by chance among what foreign programs told. */
    boolean isForeignSample() {
        return !origin.equals(RISK) && !isOwnSample();
    }

    /** Where it is shown. */
    String path() {
        return Campaign.path(campaign) + "/items/" + ordinal;
    }

    /** Where it is opened. */
    String opensAt() {
        return kind.equals(SESSION) ? "/sessions/" + object + "/replay" : "/record/" + object;
    }

    /** One line of what the hash of all items is made of. */
    String line() {
        return ordinal + "\t" + origin + "\t" + kind + "\t" + object + "\t"
                + (place == null ? "-" : place.log() + "/" + place.index()) + "\t" + String.join(",", risks) + "\n";
    }
}
