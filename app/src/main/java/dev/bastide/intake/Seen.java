package dev.bastide.intake;

import dev.bastide.intake.Mapping.Mapped;
import dev.bastide.intake.engine.EventFamily;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** When each source last told of each family of events, by our clock: a sender's own could say anything. */
@Repository
class Seen {
    /** What a source's own canaries call what they do. */
    private static final String CANARY = "bastide-canary";

    private final JdbcClient jdbc;

    Seen(JdbcClient jdbc) {
        this.jdbc = jdbc;
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
            note(source.id(), family, count, now, onlyCanaries ? now : null);
        });
    }

    private void note(UUID source, EventFamily family, long times, Instant now, @Nullable Instant canary) {
        jdbc.sql("""
                insert into intake.seen as s (source, family, times, last_at, canary_at)
                values (:source, :family, :times, :now, :canary)
                on conflict (source, family) do update
                set times = s.times + excluded.times, last_at = greatest(s.last_at, excluded.last_at),
                    canary_at = coalesce(excluded.canary_at, s.canary_at)
                """)
                .param("source", source)
                .param("family", family.word())
                .param("times", times)
                .param("now", SourceRows.utc(now))
                .param("canary", canary == null ? null : SourceRows.utc(canary))
                .update();
    }
}
