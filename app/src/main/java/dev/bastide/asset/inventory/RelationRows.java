package dev.bastide.asset.inventory;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How assets hang together: what runs on what, is part of what, depends on what. */
@Repository
class RelationRows {
    /** The sorts of relations, as the database knows them. */
    static final List<String> KINDS = List.of("runs_on", "part_of", "depends_on", "connects_to", "serves", "stored_on");

    private final JdbcClient jdbc;

    RelationRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One relation that holds now. */
    record Relation(UUID id, UUID from, UUID to, String kind) {}

    List<Relation> of(UUID asset) {
        return jdbc.sql("""
                select id, from_id, to_id, kind from asset.relation
                where ended_at is null and (from_id = :asset or to_id = :asset) order by kind, id
                """)
                .param("asset", asset)
                .query((row, number) -> new Relation(
                        row.getObject("id", UUID.class),
                        row.getObject("from_id", UUID.class),
                        row.getObject("to_id", UUID.class),
                        row.getString("kind")))
                .list();
    }

    void add(UUID from, UUID to, String kind, @Nullable UUID by, Instant at) {
        jdbc.sql("""
                insert into asset.relation (id, from_id, to_id, kind, added_by, added_at) values (?, ?, ?, ?, ?, ?)
                on conflict (from_id, to_id, kind) where ended_at is null do nothing
                """)
                .param(UUID.randomUUID())
                .param(from)
                .param(to)
                .param(kind)
                .param(by)
                .param(Timestamp.from(at))
                .update();
    }
}
