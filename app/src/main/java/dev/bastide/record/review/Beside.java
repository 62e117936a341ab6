package dev.bastide.record.review;

import dev.bastide.audit.WorkToReview;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.page.Cell;
import dev.bastide.page.Fact;
import dev.bastide.page.NoSuch;
import dev.bastide.page.Tone;
import dev.bastide.record.RecordCards;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What stands beside the questions, so that a reviewer need not leave them. To show a record here is to open it. */
@Component
class Beside {
    private final RecordCards records;
    private final List<WorkToReview> rooms;

    Beside(RecordCards records, List<WorkToReview> rooms) {
        this.records = records;
        this.rooms = List.copyOf(rooms);
    }

    /**
     * What is shown of an item.
     *
     * @param record its record, opened; null for a session, or where it could not be read
     * @param unreadable whether it was tried and could not be read, which is itself what there is to judge
     * @param session key facts of its session; empty for a record, or where nobody keeps the session
     * @param page of the session; empty as the facts are
     */
    record Shown(RecordCards.@Nullable Card record, boolean unreadable, List<Fact> session, String page) {
        Shown {
            session = List.copyOf(session);
        }

        static Shown nothing() {
            return new Shown(null, false, List.of(), "");
        }
    }

    /** Opens the item's record for this reader, which is recorded and heard as any opening is. */
    Shown record(Actor actor, Item item) {
        try {
            return new Shown(records.open(actor, item.object()), false, List.of(), "");
        } catch (NoSuch | ActRefused unreadable) {
            return new Shown(null, true, List.of(), "");
        }
    }

    /** What is known of the item's session. Its recording is opened where it is played, not here. */
    Shown session(Item item) {
        return rooms.stream()
                .flatMap(room -> room.seen(item.object()).stream())
                .findFirst()
                .map(seen -> new Shown(null, false, facts(seen), seen.path()))
                .orElseGet(Shown::nothing);
    }

    private static List<Fact> facts(WorkToReview.Seen seen) {
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.text("record.review.session.person", seen.person()));
        facts.add(Fact.text("record.review.session.host", seen.host()));
        facts.add(Fact.text("record.review.session.account", seen.account()));
        facts.add(new Fact("record.review.session.kind", Cell.said(seen.kind())));
        facts.add(new Fact("record.review.session.started", Cell.moment(seen.started())));
        facts.add(new Fact("record.review.session.ended", Cell.moment(seen.ended())));
        if (seen.started() != null && seen.ended() != null) {
            long seconds =
                    Math.max(0, Duration.between(seen.started(), seen.ended()).toSeconds());
            facts.add(new Fact(
                    "record.review.session.lasted",
                    Cell.said(
                            "record.review.session.seconds",
                            Long.toString(seconds / 3_600),
                            Long.toString(seconds / 60 % 60),
                            Long.toString(seconds % 60))));
        }
        facts.add(new Fact(
                "record.review.session.recording", Cell.chip(seen.whole() ? Tone.HOLDS : Tone.DUE, seen.recording())));
        facts.add(new Fact("record.review.session.bytes", Cell.number(seen.bytes())));
        facts.add(new Fact("record.review.session.rule", Cell.code(seen.rule())));
        return facts;
    }
}
