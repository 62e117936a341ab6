package dev.bastide.intake.canary;

import dev.bastide.identity.RowMarks;
import dev.bastide.intake.engine.EventFamily;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of canaries and of where they were found; one without our mark counts for nothing. */
@Repository
class CanaryRows {
    private static final String CANARY = "intake.canary";
    private static final String HIT = "intake.canary_hit";

    private final JdbcClient jdbc;
    private final RowMarks marks;

    CanaryRows(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    /**
     * A canary.
     *
     * @param record where it was found, or null
     */
    record Canary(
            UUID id,
            String component,
            EventFamily family,
            Instant sentAt,
            @Nullable UUID record) {
        /** As the record knows it. */
        String name() {
            return "canary-" + id;
        }

        boolean isOf(Aim aim) {
            return component.equals(aim.component()) && family == aim.family();
        }
    }

    void sent(Canary canary) {
        jdbc.sql("insert into intake.canary (id, component, family, sent_at, mark) values (?, ?, ?, ?, ?)")
                .params(
                        canary.id(),
                        canary.component(),
                        canary.family().word(),
                        utc(canary.sentAt()),
                        marks.of(
                                CANARY,
                                canary.id(),
                                canary.component(),
                                canary.family().word(),
                                canary.sentAt()))
                .update();
    }

    void found(Canary canary, UUID record, Instant now) {
        jdbc.sql(
                        "insert into intake.canary_hit (canary, record, found_at, mark) values (?, ?, ?, ?) on conflict do nothing")
                .params(canary.id(), record, utc(now), marks.of(HIT, canary.id(), record))
                .update();
    }

    /** Those sent since then, newest first. */
    List<Canary> since(Instant then) {
        List<Canary> found = new ArrayList<>();
        jdbc.sql("""
                select c.id, c.component, c.family, c.sent_at, c.mark, h.record, h.mark as hit_mark
                from intake.canary c
                left join intake.canary_hit h on h.canary = c.id
                where c.sent_at > ?
                order by c.sent_at desc
                """).param(utc(then)).query(row -> {
            UUID id = row.getObject("id", UUID.class);
            String component = row.getString("component");
            String family = row.getString("family");
            Instant at = row.getObject("sent_at", OffsetDateTime.class).toInstant();
            @Nullable UUID record = row.getObject("record", UUID.class);
            if (marks.isOurs(CANARY, id, row.getBytes("mark"), id, component, family, at)) {
                boolean hit = record != null && marks.isOurs(HIT, id, row.getBytes("hit_mark"), id, record);
                found.add(new Canary(id, component, EventFamily.ofWord(family).orElseThrow(), at, hit ? record : null));
            }
        });
        return found;
    }

    /** Whether the first one of this aim was sent before then; a row that somebody wrote makes an alarm, never none. */
    boolean isOlder(Aim aim, Instant then) {
        return jdbc.sql("""
                select exists (
                    select from intake.canary where component = ? and family = ? and sent_at <= ?)
                """)
                .params(aim.component(), aim.family().word(), utc(then))
                .query(Boolean.class)
                .single();
    }

    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
