package dev.bastide.asset.inventory;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What happened to each asset, in order. */
@Repository
public class StoryRows {
    private static final int DETAIL_CHARACTERS_MAX = 2_000;

    private final JdbcClient jdbc;

    StoryRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One thing that happened. */
    public record Happened(Instant at, @Nullable UUID by, String kind, String detail) {}

    /** Writes it down. */
    public void tell(UUID asset, String kind, String detail, @Nullable UUID by, Instant at) {
        jdbc.sql(
                        "insert into asset.asset_event (id, asset_id, happened_at, by_person, kind, detail) values (?, ?, ?, ?, ?, ?)")
                .param(UUID.randomUUID())
                .param(asset)
                .param(Timestamp.from(at))
                .param(by)
                .param(kind)
                .param(detail.length() <= DETAIL_CHARACTERS_MAX ? detail : detail.substring(0, DETAIL_CHARACTERS_MAX))
                .update();
    }

    /** The whole story of an asset, the first first. */
    public List<Happened> of(UUID asset) {
        return jdbc.sql(
                        "select happened_at, by_person, kind, detail from asset.asset_event where asset_id = ? order by happened_at, id")
                .param(asset)
                .query((row, number) -> new Happened(
                        row.getTimestamp("happened_at").toInstant(),
                        row.getObject("by_person", UUID.class),
                        row.getString("kind"),
                        row.getString("detail")))
                .list();
    }
}
