package dev.bastide.intake;

import dev.bastide.identity.MarkedLater;
import dev.bastide.identity.RowMarks;
import dev.bastide.intake.Mapping.Mapped;
import dev.bastide.intake.engine.EventFamily;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * When each source last told of each family of events, by our clock: a sender's own could say anything. Each row bears a
 * mark, so that nobody makes a silent source look heard by writing past the program. Source: seed 000 s4 (A113), ADR 022.
 */
@Repository
public class Seen {
    /** What a source's own canaries call what they do. */
    private static final String CANARY = "bastide-canary";

    private static final String TABLE = "intake.seen";

    private final JdbcClient jdbc;
    private final RowMarks marks;

    Seen(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    /**
     * When a source last told of a family.
     *
     * @param at in earnest or by its own canary
     * @param canaryAt by its own canary, or null
     */
    public record Told(
            UUID source,
            EventFamily family,
            Instant at,
            @Nullable Instant canaryAt) {
        private static Told of(ResultSet row) throws SQLException {
            OffsetDateTime canary = row.getObject("canary_at", OffsetDateTime.class);
            return new Told(
                    row.getObject("source", UUID.class),
                    EventFamily.ofWord(row.getString("family")).orElseThrow(),
                    row.getObject("last_at", OffsetDateTime.class).toInstant(),
                    canary == null ? null : canary.toInstant());
        }

        /** This and what was told before. */
        private Told after(Told before) {
            return new Told(
                    source,
                    family,
                    before.at.isAfter(at) ? before.at : at,
                    canaryAt == null ? before.canaryAt : canaryAt);
        }

        private @Nullable Object[] deciding() {
            return new @Nullable Object[] {source, family.word(), at, canaryAt};
        }
    }

    /** What all sources told; a row that somebody wrote past the program says nothing. */
    public List<Told> all() {
        List<Told> found = new ArrayList<>();
        jdbc.sql("select source, family, last_at, canary_at, mark from intake.seen")
                .query(row -> {
                    read(row).ifPresent(found::add);
                });
        return found;
    }

    /** What an older release left is marked once. */
    static MarkedLater markedLater() {
        return new MarkedLater(
                TABLE,
                List.of("source", "family"),
                "source, family, last_at, canary_at",
                row -> Told.of(row).deciding());
    }

    /** Counts what of a batch tells of a family, in its transaction. */
    void note(Source source, List<Mapped> mapped, Instant now) {
        Map<EventFamily, Long> times = new EnumMap<>(EventFamily.class);
        Map<EventFamily, Long> canaries = new EnumMap<>(EventFamily.class);
        for (Mapped one : mapped) {
            if (one instanceof Mapped.Entry entry) {
                boolean canary = entry.entry()
                        .operation()
                        .startsWith(CANARY, Mapping.begin(source).length());
                entry.family().ifPresent(family -> {
                    times.merge(family, 1L, Long::sum);
                    canaries.merge(family, canary ? 1L : 0, Long::sum);
                });
            }
        }
        times.forEach((family, count) -> {
            boolean onlyCanaries = count.equals(canaries.get(family));
            note(new Told(source.id(), family, now, onlyCanaries ? now : null), count);
        });
    }

    /** Counting holds the row, so that what it said before is still what it says when it is set. */
    private void note(Told told, long times) {
        Told newest = jdbc.sql("""
                insert into intake.seen as s (source, family, times, last_at, canary_at, mark)
                values (:source, :family, :times, :at, :canary, :mark)
                on conflict (source, family) do update set times = s.times + excluded.times
                returning source, family, last_at, canary_at, mark
                """)
                .param("source", told.source())
                .param("family", told.family().word())
                .param("times", times)
                .param("at", SourceRows.utc(told.at()))
                .param("canary", utc(told.canaryAt()))
                .param("mark", marks.of(TABLE, told.deciding()))
                .query((row, number) -> read(row).map(told::after).orElse(told))
                .single();
        jdbc.sql("""
                update intake.seen set last_at = :at, canary_at = :canary, mark = :mark
                where source = :source and family = :family
                """)
                .param("at", SourceRows.utc(newest.at()))
                .param("canary", utc(newest.canaryAt()))
                .param("mark", marks.of(TABLE, newest.deciding()))
                .param("source", newest.source())
                .param("family", newest.family().word())
                .update();
    }

    private Optional<Told> read(ResultSet row) throws SQLException {
        String key = row.getString("source") + " " + row.getString("family");
        return marks.reading(TABLE, key, () -> {
            Told told = Told.of(row);
            return marks.isOurs(TABLE, key, row.getBytes("mark"), told.deciding())
                    ? Optional.of(told)
                    : Optional.empty();
        });
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : SourceRows.utc(instant);
    }
}
