package dev.bastide.audit.sequencer;

import dev.bastide.audit.LogStanding;
import dev.bastide.audit.segment.SegmentRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How long sealed segments are kept. What is older than that, and not held, is dropped from the beginning of its log: its
 * key and its file are destroyed; its row and the hashes above it stay, so that the tree proves what it proved. Source: seed
 * 000 s4 (A116: 180 days at least).
 */
@Component
public class LogRetention {
    /** Nothing younger is ever dropped. The database says so too, by its own clock. */
    public static final Duration FLOOR = Duration.ofDays(180);

    private final JdbcClient jdbc;
    private final LogHome home;
    private final LogKeys keys;
    private final Clock clock;
    private final Duration kept;

    LogRetention(
            JdbcClient jdbc,
            LogHome home,
            LogKeys keys,
            Clock clock,
            @Value("${bastide.audit.retention-days:400}") int retentionDays) {
        this.jdbc = jdbc;
        this.home = home;
        this.keys = keys;
        this.clock = clock;
        this.kept = Duration.ofDays(retentionDays);
        if (kept.compareTo(FLOOR) < 0) {
            throw new IllegalArgumentException(
                    "bastide.audit.retention-days is " + FLOOR.toDays() + " or more, and not " + retentionDays);
        }
    }

    /** A segment whose time is over. */
    public record Due(int log, long first, long past, Instant until) {
        /** As records name it. */
        public String name() {
            return log + "/" + new SegmentRange(first, past).fileName();
        }
    }

    /** How long records are kept. */
    public Duration kept() {
        return kept;
    }

    /** The segments whose time is over, in the order in which they go; none behind one that is held or younger. */
    public List<Due> due() {
        return jdbc.sql("""
                select s.log, s.first, s.past, s.logged_to
                from audit.sealed_segment as s
                where s.logged_to < :before
                  and not exists (select from audit.dropped_segment as d where d.log = s.log and d.first = s.first)
                  and not exists (
                      select from audit.sealed_segment as o
                      where o.log = s.log and o.first <= s.first
                        and not exists (select from audit.dropped_segment as d where d.log = o.log and d.first = o.first)
                        and (o.logged_to >= :before or exists (
                            select from audit.segment_hold as h
                            where h.log = o.log and h.first = o.first
                              and not exists (select from audit.segment_release as r where r.hold = h.id))))
                order by s.log, s.first
                """)
                .param("before", utc(clock.instant().minus(kept)))
                .query((row, number) -> new Due(
                        row.getInt("log"),
                        row.getLong("first"),
                        row.getLong("past"),
                        row.getObject("logged_to", OffsetDateTime.class).toInstant()))
                .list();
    }

    /**
     * Destroys the key of a segment, in the caller's transaction. The database refuses what is too young or held; a row that
     * does not bear the program's mark says nothing of how old it is, and is refused here.
     */
    public void drop(Due due) {
        boolean known = new SealedRows(jdbc)
                .all(due.log()).stream().anyMatch(row -> row.range().from() == due.first() && keys.bears(row));
        if (!known) {
            throw new IllegalStateException(
                    "the row of the segment " + due.name() + " is not one that was written here");
        }
        jdbc.sql("select audit.drop_segment(:log, :first)")
                .param("log", due.log())
                .param("first", due.first())
                .query((row, number) -> number)
                .list();
    }

    /** Removes the files of dropped segments, as far as they are still there. */
    public void removeFiles() {
        record Gone(String origin, SegmentRange range) {}
        List<Gone> gone = jdbc.sql("""
                select l.origin, d.first, d.past
                from audit.dropped_segment as d
                join audit.log as l on l.number = d.log
                """)
                .query((row, number) ->
                        new Gone(row.getString("origin"), new SegmentRange(row.getLong("first"), row.getLong("past"))))
                .list();
        for (Gone segment : gone) {
            Path folder = home.segments(segment.origin());
            delete(folder.resolve(segment.range().fileName()));
            delete(folder.resolve(segment.range().indexName()));
        }
    }

    private void delete(Path file) {
        try {
            home.disk().delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the file of a dropped segment cannot be removed", e);
        }
    }

    /** All holds that were not released. */
    public List<LogStanding.Hold> holds() {
        return jdbc.sql("""
                select h.id, h.log, h.first, s.past, h.reason, h.held_at
                from audit.segment_hold as h
                left join audit.sealed_segment as s on s.log = h.log and s.first = h.first
                where not exists (select from audit.segment_release as r where r.hold = h.id)
                order by h.id
                """)
                .query((row, number) -> new LogStanding.Hold(
                        row.getLong("id"),
                        row.getInt("log"),
                        row.getLong("first"),
                        Optional.ofNullable(row.getObject("past", Long.class)),
                        row.getString("reason"),
                        row.getObject("held_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** Holds each segment with records logged within this time, also the one that is being written; how many. */
    public int hold(Instant from, Instant until, String reason) {
        return jdbc.sql("""
                insert into audit.segment_hold (log, first, reason, held_at)
                select k.log, k.first, :reason, :now
                from audit.log_segment as k
                left join audit.sealed_segment as s on s.log = k.log and s.first = k.first
                where not exists (select from audit.dropped_segment as d where d.log = k.log and d.first = k.first)
                  and coalesce(s.logged_from, k.opened_at) < :until
                  and coalesce(s.logged_to, 'infinity') >= :from
                """)
                .param("reason", reason)
                .param("now", utc(clock.instant()))
                .param("from", utc(from))
                .param("until", utc(until))
                .update();
    }

    /** Releases a hold. False where there is none of this number, or it was released before. */
    public boolean release(long hold, String reason) {
        return jdbc.sql("""
                insert into audit.segment_release (hold, reason, released_at)
                select h.id, :reason, :now
                from audit.segment_hold as h
                where h.id = :hold
                on conflict do nothing
                """)
                        .param("hold", hold)
                        .param("reason", reason)
                        .param("now", utc(clock.instant()))
                        .update()
                == 1;
    }

    /** What the sealed record of the last thirty days says of the room it will need. */
    public Optional<LogStanding.Forecast> forecast() {
        record Grown(long bytes, double days) {}
        Grown grown = jdbc.sql("""
                select coalesce(sum(s.bytes), 0) as bytes,
                       coalesce(extract(epoch from max(s.logged_to) - min(s.logged_from)) / 86400, 0) as days
                from audit.sealed_segment as s
                where s.logged_to > :since
                """)
                .param("since", utc(clock.instant().minus(Duration.ofDays(30))))
                .query((row, number) -> new Grown(row.getLong("bytes"), row.getDouble("days")))
                .single();
        if (grown.bytes() == 0) {
            return Optional.empty();
        }
        long aDay = (long) (grown.bytes() / Math.max(grown.days(), 1));
        try {
            long free = Files.getFileStore(home.folder()).getUsableSpace();
            return Optional.of(new LogStanding.Forecast(aDay, aDay * kept.toDays(), free, kept));
        } catch (IOException e) {
            throw new UncheckedIOException("the room on the disk of the log cannot be asked", e);
        }
    }

    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
