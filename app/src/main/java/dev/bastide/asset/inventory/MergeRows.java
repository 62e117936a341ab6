package dev.bastide.asset.inventory;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/** Which assets were found to be one, and which of these findings were taken back. */
@Repository
class MergeRows {
    private static final String SELECT = """
            select id, survivor, loser, rule, moved_keys, loser_state, merged_by, merged_at, undone_at, undone_why
            from asset.asset_merge
            """;

    private final JdbcClient jdbc;

    MergeRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One merge. */
    record Merge(
            UUID id,
            UUID survivor,
            UUID loser,
            String rule,
            UUID[] movedKeys,
            String loserState,
            @Nullable UUID by,
            Instant at,
            @Nullable Instant undoneAt,
            @Nullable String undoneWhy) {}

    void add(Merge merge) {
        jdbc.sql("""
                insert into asset.asset_merge (id, survivor, loser, rule, moved_keys, loser_state, merged_by, merged_at)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                """)
                .param(merge.id())
                .param(merge.survivor())
                .param(merge.loser())
                .param(merge.rule())
                .param(merge.movedKeys())
                .param(merge.loserState())
                .param(merge.by())
                .param(Timestamp.from(merge.at()))
                .update();
    }

    void undo(UUID id, UUID by, String why, Instant at) {
        jdbc.sql("update asset.asset_merge set undone_at = ?, undone_by = ?, undone_why = ? where id = ?")
                .param(Timestamp.from(at))
                .param(by)
                .param(why)
                .param(id)
                .update();
    }

    Optional<Merge> lock(UUID id) {
        return read(jdbc.sql(SELECT + "where id = ? for update").param(id)).stream()
                .findFirst();
    }

    List<Merge> of(UUID asset) {
        return read(jdbc.sql(SELECT + "where survivor = :asset or loser = :asset order by merged_at")
                .param("asset", asset));
    }

    /** Whether somebody parted these two. */
    boolean keptApart(UUID one, UUID other) {
        return jdbc.sql("""
                select exists (select from asset.asset_merge
                               where undone_at is not null
                                 and (survivor = :one and loser = :other or survivor = :other and loser = :one))
                """)
                .param("one", one)
                .param("other", other)
                .query(Boolean.class)
                .single();
    }

    private static List<Merge> read(StatementSpec statement) {
        return statement
                .query((row, number) -> new Merge(
                        row.getObject("id", UUID.class),
                        row.getObject("survivor", UUID.class),
                        row.getObject("loser", UUID.class),
                        row.getString("rule"),
                        (UUID[]) row.getArray("moved_keys").getArray(),
                        row.getString("loser_state"),
                        row.getObject("merged_by", UUID.class),
                        row.getTimestamp("merged_at").toInstant(),
                        Optional.ofNullable(row.getTimestamp("undone_at"))
                                .map(Timestamp::toInstant)
                                .orElse(null),
                        row.getString("undone_why")))
                .list();
    }
}
