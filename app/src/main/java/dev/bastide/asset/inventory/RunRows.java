package dev.bastide.asset.inventory;

import dev.bastide.asset.Discovery;
import dev.bastide.asset.Reconciled;
import dev.bastide.asset.SurfaceChange;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Looks at what is there, and what was decided of each thing they saw. */
@Repository
class RunRows {
    private final JdbcClient jdbc;

    RunRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    UUID begin(Discovery look, @Nullable UUID by, Instant at) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                insert into asset.discovery_run (id, source, title, site_id, run_by, started_at)
                values (?, ?, ?, ?, ?, ?)
                """)
                .param(id)
                .param(look.source())
                .param(look.title())
                .param(look.site())
                .param(by)
                .param(Timestamp.from(at))
                .update();
        return id;
    }

    void hit(UUID run, Reconciled reconciled, Instant at) {
        jdbc.sql("""
                insert into asset.discovery_hit (run_id, asset_id, outcome, rule, seen_at)
                values (?, ?, ?, ?, ?)
                on conflict (run_id, asset_id) do update set outcome = excluded.outcome, rule = excluded.rule
                    where discovery_hit.outcome = 'known'
                """)
                .param(run)
                .param(reconciled.asset().value())
                .param(reconciled.outcome().word())
                .param(reconciled.rule())
                .param(Timestamp.from(at))
                .update();
    }

    /** The look is over; what it saw is counted from its hits. */
    void end(UUID run, boolean complete, int fresh, Instant at) {
        jdbc.sql("""
                update asset.discovery_run
                set ended_at = ?, complete = ?, fresh = ?,
                    seen = (select count(*) from asset.discovery_hit h where h.run_id = discovery_run.id)
                where id = ? and ended_at is null
                """)
                .param(Timestamp.from(at))
                .param(complete)
                .param(fresh)
                .param(run)
                .update();
    }

    void surface(UUID asset, String kind, @Nullable String now, UUID run, Instant at) {
        jdbc.sql("""
                insert into asset.surface_event (id, asset_id, kind, now_is, run_id, seen_at) values (?, ?, ?, ?, ?, ?)
                """)
                .param(UUID.randomUUID())
                .param(asset)
                .param(kind)
                .param(now)
                .param(run)
                .param(Timestamp.from(at))
                .update();
    }

    void changed(UUID run, SurfaceChange change) {
        jdbc.sql("""
                insert into asset.surface_event (id, asset_id, kind, protocol, port, was, now_is, run_id, approved, seen_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
                .param(UUID.randomUUID())
                .param(change.asset().value())
                .param(change.kind().word())
                .param(change.protocol())
                .param(change.port())
                .param(change.was())
                .param(change.now())
                .param(run)
                .param(change.approved())
                .param(Timestamp.from(change.at()))
                .update();
    }
}
