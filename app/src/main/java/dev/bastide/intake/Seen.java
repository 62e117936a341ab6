package dev.bastide.intake;

import dev.bastide.intake.Mapping.Mapped;
import dev.bastide.intake.engine.EventFamily;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** When each source last told of each family of events, by our clock: a sender's own could say anything. */
@Repository
class Seen {
    private final JdbcClient jdbc;

    Seen(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Counts what of a batch tells of a family, in its transaction. */
    void note(Source source, List<Mapped> mapped, Instant now) {
        Map<EventFamily, Long> times = new EnumMap<>(EventFamily.class);
        for (Mapped one : mapped) {
            if (one instanceof Mapped.Entry entry) {
                entry.family().ifPresent(family -> times.merge(family, 1L, Long::sum));
            }
        }
        times.forEach((family, count) -> note(source.id(), family, count, now));
    }

    private void note(UUID source, EventFamily family, long times, Instant now) {
        jdbc.sql("""
                insert into intake.seen as s (source, family, times, last_at)
                values (:source, :family, :times, :now)
                on conflict (source, family) do update
                set times = s.times + excluded.times, last_at = greatest(s.last_at, excluded.last_at)
                """)
                .param("source", source)
                .param("family", family.word())
                .param("times", times)
                .param("now", SourceRows.utc(now))
                .update();
    }
}
