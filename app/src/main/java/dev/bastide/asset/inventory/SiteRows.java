package dev.bastide.asset.inventory;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.RowMarks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/** Sites and the ranges of addresses at each. */
@Repository
class SiteRows {
    private static final String SITE = "asset.site";
    private static final String RANGE = "asset.site_range";

    private final JdbcClient jdbc;
    private final RowMarks marks;

    SiteRows(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    /** A place where machines stand; the owner answers for what turns up there. */
    record Site(
            UUID id,
            String name,
            NodeId node,
            PersonId owner,
            @Nullable String customer) {
        @Nullable
        Object[] deciding() {
            return new @Nullable Object[] {id, name, node.value(), owner.value(), customer};
        }
    }

    /** A range of addresses at a site. */
    record Range(UUID id, UUID site, String network, NodeId node, PersonId owner) {
        @Nullable
        Object[] deciding() {
            return new @Nullable Object[] {id, site, network, node.value(), owner.value()};
        }
    }

    List<Site> sites() {
        return sites(jdbc.sql("""
                select id, name, node_id, owner, customer, mark from asset.site
                where retired_at is null order by lower(name)
                """));
    }

    Optional<Site> site(UUID id) {
        return sites(jdbc.sql("""
                select id, name, node_id, owner, customer, mark from asset.site where retired_at is null and id = ?
                """).param(id)).stream().findFirst();
    }

    Optional<Site> byName(String name) {
        return sites(jdbc.sql("""
                select id, name, node_id, owner, customer, mark from asset.site
                where retired_at is null and lower(name) = lower(?)
                """).param(name)).stream().findFirst();
    }

    List<Range> ranges(UUID site) {
        return ranges(jdbc.sql("""
                select id, site_id, network::text as network, node_id, owner, mark from asset.site_range
                where ended_at is null and site_id = ? order by network
                """).param(site));
    }

    List<Range> ranges() {
        return ranges(jdbc.sql("""
                select id, site_id, network::text as network, node_id, owner, mark from asset.site_range
                where ended_at is null order by network
                """));
    }

    /** The narrowest range that holds one of these addresses, at this site where it is told. */
    Optional<Range> holding(List<String> addresses, @Nullable UUID site) {
        return ranges(jdbc.sql("""
                        select r.id, r.site_id, r.network::text as network, r.node_id, r.owner, r.mark
                        from asset.site_range r
                        join asset.site s on s.id = r.site_id and s.retired_at is null
                        where r.ended_at is null
                          and exists (select from unnest(:addresses::text[]) a where r.network >>= a::inet)
                          and (cast(:site as uuid) is null or r.site_id = cast(:site as uuid))
                        """)
                        .param("addresses", addresses.toArray(String[]::new))
                        .param("site", site))
                .stream()
                .max(Comparator.comparingInt((Range range) -> bits(range.network()))
                        .thenComparing(range -> range.id().toString()));
    }

    private static int bits(String network) {
        return Integer.parseInt(network.substring(network.indexOf('/') + 1));
    }

    void add(Site site, @Nullable UUID by, Instant at) {
        jdbc.sql("""
                insert into asset.site (id, name, node_id, owner, customer, added_by, added_at, mark)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                """)
                .param(site.id())
                .param(site.name())
                .param(site.node().value())
                .param(site.owner().value())
                .param(site.customer())
                .param(by)
                .param(Timestamp.from(at))
                .param(marks.of(SITE, site.deciding()))
                .update();
    }

    void add(Range range, @Nullable UUID by, Instant at) {
        jdbc.sql("""
                insert into asset.site_range (id, site_id, network, node_id, owner, added_by, added_at, mark)
                values (?, ?, cast(? as cidr), ?, ?, ?, ?, ?)
                """)
                .param(range.id())
                .param(range.site())
                .param(range.network())
                .param(range.node().value())
                .param(range.owner().value())
                .param(by)
                .param(Timestamp.from(at))
                .param(marks.of(RANGE, range.deciding()))
                .update();
    }

    int end(UUID range, Instant at) {
        return jdbc.sql("update asset.site_range set ended_at = ? where id = ? and ended_at is null")
                .param(Timestamp.from(at))
                .param(range)
                .update();
    }

    private List<Site> sites(StatementSpec statement) {
        List<Site> found = new ArrayList<>();
        statement.query(row -> {
            Site site = site(row);
            if (marks.isOurs(SITE, site.id(), row.getBytes("mark"), site.deciding())) {
                found.add(site);
            }
        });
        return found;
    }

    private List<Range> ranges(StatementSpec statement) {
        List<Range> found = new ArrayList<>();
        statement.query(row -> {
            Range range = range(row);
            if (marks.isOurs(RANGE, range.id(), row.getBytes("mark"), range.deciding())) {
                found.add(range);
            }
        });
        return found;
    }

    private static Site site(ResultSet row) throws SQLException {
        return new Site(
                row.getObject("id", UUID.class),
                row.getString("name"),
                new NodeId(row.getObject("node_id", UUID.class)),
                new PersonId(row.getObject("owner", UUID.class)),
                row.getString("customer"));
    }

    private static Range range(ResultSet row) throws SQLException {
        return new Range(
                row.getObject("id", UUID.class),
                row.getObject("site_id", UUID.class),
                row.getString("network"),
                new NodeId(row.getObject("node_id", UUID.class)),
                new PersonId(row.getObject("owner", UUID.class)));
    }
}
