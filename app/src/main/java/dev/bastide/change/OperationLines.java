package dev.bastide.change;

import dev.bastide.authority.Actor;
import dev.bastide.change.engine.State;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.ListSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads lists of operations: those on nodes the reader may see, and his own. */
@Repository
class OperationLines {
    private static final String COLUMNS = """
            o.id, o.number, o.state, o.production, o.emergency, r.reason, r.account, p.name as executor, o.asked_at,
            o.window_from, o.window_to, coalesce(s.name || ' v' || v.version, '') as specification,
            array(select t.path from change.operation_target t where t.revision_id = o.revision_id
                  order by t.position) as hosts
            """;
    private static final String FROM = """
            change.operation o
            join change.operation_revision r on r.id = o.revision_id
            join identity.published_person p on p.id = o.executor_id
            left join change.specification_version v on v.id = r.spec_version_id
            left join change.specification s on s.id = v.specification_id
            """;
    private static final UUID NOBODY = new UUID(0, 0);

    private final JdbcClient jdbc;

    OperationLines(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    ListResult<OperationLine> list(ListQuery query, Actor actor, UUID[] nodes) {
        UUID reader = actor.person() == null ? NOBODY : actor.person().value();
        return ListSql.select(COLUMNS, FROM, "o.id")
                .where("(o.node_id = any(:nodes) or o.owner_id = :reader or o.executor_id = :reader)", "nodes", nodes)
                .where("true", "reader", reader)
                .search("q", """
                        (r.reason ilike :q or 'OP-' || lpad(o.number::text, 6, '0') ilike :q
                         or exists (select 1 from change.operation_target t
                                    where t.revision_id = o.revision_id and t.path ilike :q))""")
                .filter("state", "o.state = :state")
                .filter("env", "o.production = (:env = 'production')")
                .filter("kind", """
                        (:kind <> 'emergency' or o.emergency) and (:kind <> 'specified' or r.spec_version_id is not null)
                        and (:kind <> 'free' or r.spec_version_id is null)""")
                .sortDescending("number", "o.number", "bigint")
                .sortDescending("asked", "o.asked_at", "timestamptz")
                .sort("state", "o.state", "text")
                .sort("executor", "p.name", "text")
                .fetch(jdbc, query, OperationLines::read);
    }

    /** The newest operations whose number or reason holds the text. */
    List<OperationLine> search(String text, Actor actor, UUID[] nodes, int limit) {
        UUID reader = actor.person() == null ? NOBODY : actor.person().value();
        return jdbc.sql("select " + COLUMNS + " from " + FROM + """
                 where (o.node_id = any(:nodes) or o.owner_id = :reader or o.executor_id = :reader)
                  and (position(lower(:text) in lower(r.reason)) > 0
                       or position(lower(:text) in lower('OP-' || lpad(o.number::text, 6, '0'))) > 0)
                 order by o.number desc limit :limit
                """)
                .param("nodes", nodes)
                .param("reader", reader)
                .param("text", text)
                .param("limit", limit)
                .query(OperationLines::read)
                .list();
    }

    /** How many free texts and emergencies went past the specifications since an instant. */
    long unspecified(Instant since) {
        return jdbc.sql("""
                select count(*) from change.operation o join change.operation_revision r on r.id = o.revision_id
                where o.asked_at >= ? and (o.emergency or r.spec_version_id is null)
                """).param(Timestamp.from(since)).query(Long.class).single();
    }

    private static OperationLine read(ResultSet row, int number) throws SQLException {
        return new OperationLine(
                row.getObject("id", UUID.class),
                row.getLong("number"),
                State.of(row.getString("state")),
                row.getBoolean("production"),
                row.getBoolean("emergency"),
                row.getString("reason"),
                Arrays.asList((String[]) row.getArray("hosts").getArray()),
                row.getString("account"),
                row.getString("specification"),
                row.getString("executor"),
                row.getTimestamp("asked_at").toInstant(),
                instant(row, "window_from"),
                instant(row, "window_to"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp value = row.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }
}
