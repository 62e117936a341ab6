package dev.bastide.asset.inventory;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.job.Jobs;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What the scope was on each day: every living asset, and what was found and not decided, frozen once a day and kept with
 * its hash in the record. The scope is what was found, not what somebody typed. Source: seed 004 s2 (B02).
 */
@Service
class ScopeSnapshots {
    static final String JOB = "asset.scope";

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final Clock clock;

    ScopeSnapshots(JdbcClient jdbc, AuditLog audit, Clock clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    /** Freezes today's scope, once. */
    @Transactional
    public boolean take() {
        Instant now = clock.instant();
        LocalDate day = now.atZone(ZoneOffset.UTC).toLocalDate();
        String hash = jdbc.sql("""
                insert into asset.scope_snapshot (day, taken_at, living, unclaimed, overdue, members, hash)
                select ?, ?, count(*), count(*) filter (where state = 'unclaimed'),
                    count(*) filter (where state = 'unclaimed' and decide_by < ?),
                    coalesce(array_agg(id order by id), '{}'),
                    sha256(convert_to(coalesce(string_agg(id || ' ' || state || ' ' || node_id || ' ' || owner, E'\\n' order by id),
                        ''), 'UTF8'))
                from asset.asset where state <> 'retired'
                on conflict (day) do nothing
                returning encode(hash, 'hex') || ' ' || living || ' ' || unclaimed || ' ' || overdue as said
                """)
                .param(Date.valueOf(day))
                .param(Timestamp.from(now))
                .param(Timestamp.from(now))
                .query((row, number) -> row.getString("said"))
                .optional()
                .orElse("");
        if (hash.isEmpty()) {
            return false;
        }
        String[] said = hash.split(" ", -1);
        audit.append(AuditRecord.of(
                        now,
                        Jobs.actor(JOB),
                        Tag.HOST,
                        "asset.scope",
                        "Scope of " + day + ": " + said[1] + " assets, " + said[2] + " unclaimed, " + said[3]
                                + " of them past their day; sha256 " + said[0],
                        Result.DONE)
                .object("scope", day.toString()));
        return true;
    }
}
