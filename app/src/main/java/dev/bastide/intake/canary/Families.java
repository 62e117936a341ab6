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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Whether each component tells of each family of events: this program by its canaries, found in the record; a source by what
 * it sends, its own canaries included. No setting makes the time longer. Source: seed 000 s4 (A113).
 */
@Component
class Families {
    /** Where nothing was heard for so long, a component is silent. */
    static final Duration HEARD_WITHIN = Duration.ofHours(24);

    private final CanaryRows rows;
    private final Seen seen;
    private final Sources sources;
    private final Clock clock;

    Families(CanaryRows rows, Seen seen, Sources sources, Clock clock) {
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

    /** A component with its five families. */
    record Row(String component, @Nullable NodeId node, List<Cell> cells) {
        Row {
            cells = List.copyOf(cells);
        }

        boolean isSource() {
            return node != null;
        }
    }

    List<Row> all() {
        Instant now = clock.instant();
        List<Row> found = new ArrayList<>();
        found.add(ours(now));
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

    private Row ours(Instant now) {
        List<Canary> sent = rows.since(now.minus(HEARD_WITHIN.multipliedBy(2)));
        List<Cell> cells = new ArrayList<>();
        for (EventFamily family : EventFamily.values()) {
            List<Canary> of = sent.stream()
                    .filter(canary ->
                            canary.family() == family && canary.component().equals(Try.COMPONENT))
                    .toList();
            @Nullable
            Canary hit = of.stream()
                    .filter(canary -> canary.record() != null)
                    .findFirst()
                    .orElse(null);
            // What was tried and not found is silence, from the first try on.
            Heard heard = hit != null && isFresh(hit.sentAt(), now) ? Heard.YES : of.isEmpty() ? Heard.YET : Heard.NO;
            cells.add(new Cell(
                    family, heard, hit == null ? null : hit.sentAt(), hit != null, hit == null ? null : hit.record()));
        }
        return new Row(Try.COMPONENT, null, cells);
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
