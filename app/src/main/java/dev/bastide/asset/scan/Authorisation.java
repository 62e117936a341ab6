package dev.bastide.asset.scan;

import dev.bastide.approval.ApprovalId;
import dev.bastide.approval.ContentHash;
import dev.bastide.authority.PersonId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An agreement to scan, as stored. It is the approved operation of each of its runs: its steps, tool, scope and window are
 * what two people signed. Source: seed 000 s3.2 (A77, A79, A80).
 */
record Authorisation(
        UUID id,
        long number,
        ScanAsk ask,
        List<String> steps,
        String tool,
        PersonId requester,
        Instant askedAt,
        State state,
        @Nullable ApprovalId approval) {
    Authorisation {
        steps = List.copyOf(steps);
    }

    /** Where an agreement stands. */
    enum State {
        PROPOSED,
        APPROVED,
        REJECTED,
        ENDED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** One of its windows. */
    record Window(Instant opens, Instant closes) {
        boolean holds(Instant at) {
            return !at.isBefore(opens) && at.isBefore(closes);
        }
    }

    /** {@code SCA-000007}. */
    String name() {
        return String.format(Locale.ROOT, "SCA-%06d", number);
    }

    String path() {
        return "/scans/authorisations/" + id;
    }

    /** The exact content that is signed. */
    List<String> content() {
        List<String> content = new ArrayList<>(List.of(
                "scan-authorisation-1",
                id.toString(),
                ask.node().toString(),
                ask.purpose(),
                ask.profile(),
                ask.vantage(),
                tool,
                String.join(" ", ask.ranges()),
                String.join(" ", ask.excludes()),
                ask.scope().ports().toString(),
                ask.rate().perSecond() + " " + ask.rate().perHost() + " "
                        + ask.rate().perNetwork(),
                ask.opens().toString(),
                ask.window().toString(),
                Integer.toString(ask.repeatDays()),
                ask.expires().toString(),
                ask.operator().toString(),
                ask.engineer().toString(),
                requester.toString()));
        content.addAll(steps);
        return content;
    }

    String hash() {
        return ContentHash.of(content());
    }

    @Nullable
    Object[] deciding() {
        return new @Nullable Object[] {id, hash(), state.word(), approval == null ? null : approval.value()};
    }

    Authorisation decided(State next, @Nullable ApprovalId by) {
        return new Authorisation(id, number, ask, steps, tool, requester, askedAt, next, by);
    }

    /** The window that is open at this moment, else the next one; nothing once the agreement has expired. */
    Optional<Window> window(Instant at) {
        Instant opens = ask.opens();
        if (ask.repeatDays() > 0 && !at.isBefore(opens.plus(ask.window()))) {
            Duration every = Duration.ofDays(ask.repeatDays());
            long passed = Duration.between(opens, at).dividedBy(every);
            opens = opens.plus(every.multipliedBy(passed));
            if (!at.isBefore(opens.plus(ask.window()))) {
                opens = opens.plus(every);
            }
        }
        Instant closes = opens.plus(ask.window());
        if (closes.isAfter(ask.expires())) {
            closes = ask.expires();
        }
        return closes.isAfter(at) && closes.isAfter(opens) ? Optional.of(new Window(opens, closes)) : Optional.empty();
    }
}
