package dev.bastide.intake.canary;

import dev.bastide.authority.NodeId;
import dev.bastide.intake.Seen;
import dev.bastide.intake.Seen.Told;
import dev.bastide.intake.Source;
import dev.bastide.intake.Sources;
import dev.bastide.intake.canary.CanaryRows.Canary;
import dev.bastide.intake.engine.EventFamily;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Whether each component tells of each family of events: this program by its canaries, found in the record; a source by what
 * it sends, its own canaries included. No setting makes the time longer. Source: seed 000 s4 (A113).
 */
@Component
class Families {
    /** Where nothing was heard for so long, a component is silent. */
    static final Duration HEARD_WITHIN = Duration.ofHours(24);

    /** So long a canary may be on its way: it was looked for at least twice by then. */
    static final Duration PATIENCE = Duration.ofMinutes(15);

    /** After a start canaries are sent within this time, or nobody sends any. */
    private static final Duration SENT_AFTER_START = Duration.ofHours(1);

    private final Aims aims;
    private final CanaryRows rows;
    private final Seen seen;
    private final Sources sources;
    private final Clock clock;
    private final Instant upSince;

    @Autowired
    Families(Aims aims, CanaryRows rows, Seen seen, Sources sources, Clock clock) {
        this(aims, rows, seen, sources, clock, clock.instant());
    }

    Families(Aims aims, CanaryRows rows, Seen seen, Sources sources, Clock clock, Instant upSince) {
        this.upSince = upSince;
        this.aims = aims;
        this.rows = rows;
        this.seen = seen;
        this.sources = sources;
        this.clock = clock;
    }

    /** How a family of a component stands. */
    enum Heard {
        YES,
        /** Not yet, and it is not a day since it could. */
        YET,
        NO
    }

    /**
     * A family of a component.
     *
     * @param at when it was heard last, or null
     * @param canary whether that was a canary
     * @param record where that canary was found, or null
     */
    record Cell(
            EventFamily family,
            Heard heard,
            @Nullable Instant at,
            boolean canary,
            @Nullable UUID record) {}

    /** A component with those of the five families that pass it: all of a source's, of a door of ours what it logs. */
    record Row(String component, @Nullable NodeId node, List<Cell> cells) {
        Row {
            cells = List.copyOf(cells);
        }

        boolean isSource() {
            return node != null;
        }

        /** The room of this program that it is; empty for every other component. */
        String room() {
            return !isSource() && component.startsWith(Try.ROOM) ? component.substring(Try.ROOM.length()) : "";
        }

        /** The door that it is, beside that of the console; empty for every other component. */
        String door() {
            int slash = component.indexOf('/');
            return slash < 0 || isSource() || !room().isEmpty()
                    ? ""
                    : component.substring(slash + 1).toUpperCase(Locale.ROOT);
        }

        Optional<Cell> cell(EventFamily family) {
            return cells.stream().filter(cell -> cell.family() == family).findFirst();
        }
    }

    List<Row> all() {
        Instant now = clock.instant();
        List<Row> found = new ArrayList<>();
        found.addAll(ours(now));
        Map<UUID, Map<EventFamily, Told>> told = new java.util.HashMap<>();
        for (Told one : seen.all()) {
            told.computeIfAbsent(one.source(), id -> new EnumMap<>(EventFamily.class))
                    .put(one.family(), one);
        }
        for (Source source : sources.all()) {
            if (source.enabled()) {
                found.add(row(source, told.getOrDefault(source.id(), Map.of()), now));
            }
        }
        return found;
    }

    /** Each of this program's own doors, with the families it logs. */
    private List<Row> ours(Instant now) {
        List<Canary> sent = rows.since(now.minus(HEARD_WITHIN.multipliedBy(2)));
        Map<String, List<Cell>> cells = new LinkedHashMap<>();
        for (Aim aim : aims.all()) {
            List<Canary> of = sent.stream().filter(canary -> canary.isOf(aim)).toList();
            cells.computeIfAbsent(aim.component(), component -> new ArrayList<>())
                    .add(cell(aim, of, now));
        }
        return cells.entrySet().stream()
                .map(row -> new Row(row.getKey(), null, row.getValue()))
                .toList();
    }

    private Cell cell(Aim aim, List<Canary> sent, Instant now) {
        @Nullable
        Canary hit = sent.stream()
                .filter(canary -> canary.record() != null)
                .findFirst()
                .orElse(null);
        boolean fresh = hit != null && isFresh(hit.sentAt(), now);
        Heard heard = fresh ? Heard.YES : isSilent(aim, sent, now) ? Heard.NO : Heard.YET;
        return new Cell(
                aim.family(), heard, hit == null ? null : hit.sentAt(), hit != null, hit == null ? null : hit.record());
    }

    /**
     * Nothing was found for a day. It is silence where it could have been for a day, and one that was sent had its time, or
     * none was sent though the program is up: what is only on its way is none.
     */
    private boolean isSilent(Aim aim, List<Canary> sent, Instant now) {
        boolean tried =
                sent.stream().map(Canary::sentAt).anyMatch(at -> isFresh(at, now) && !at.isAfter(now.minus(PATIENCE)));
        boolean nobodySends = sent.stream().noneMatch(canary -> isFresh(canary.sentAt(), now))
                && upSince.isBefore(now.minus(SENT_AFTER_START));
        return (tried || nobodySends) && rows.isOlder(aim, now.minus(HEARD_WITHIN));
    }

    private static Row row(Source source, Map<EventFamily, Told> told, Instant now) {
        List<Cell> cells = new ArrayList<>();
        boolean young = isFresh(source.setting().at(), now);
        for (EventFamily family : EventFamily.values()) {
            @Nullable Told one = told.get(family);
            @Nullable Instant at = one == null ? null : one.at();
            boolean fresh = at != null && isFresh(at, now);
            boolean canary = one != null && one.at().equals(one.canaryAt());
            cells.add(new Cell(family, fresh ? Heard.YES : young ? Heard.YET : Heard.NO, at, canary, null));
        }
        return new Row(source.name(), source.setting().node(), cells);
    }

    /** A time to come is no proof of the past day. */
    private static boolean isFresh(Instant at, Instant now) {
        return at.isAfter(now.minus(HEARD_WITHIN)) && at.isBefore(now.plus(Duration.ofMinutes(5)));
    }
}
