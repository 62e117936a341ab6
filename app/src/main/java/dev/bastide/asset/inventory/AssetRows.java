package dev.bastide.asset.inventory;

import dev.bastide.authority.AssetId;
import dev.bastide.authority.NodeId;
import dev.bastide.identity.RowMarks;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.ListSql;
import dev.bastide.page.NoSuch;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/** The table of assets. A row without this program's mark is as if it were not there. */
@Repository
public class AssetRows {
    private static final String SELECT = "select " + StoredAsset.COLUMNS + " from asset.asset asset ";

    private final JdbcClient jdbc;
    private final RowMarks marks;

    AssetRows(JdbcClient jdbc, RowMarks marks) {
        this.jdbc = jdbc;
        this.marks = marks;
    }

    /** The asset of this id, retired or not. */
    public Optional<StoredAsset> find(AssetId id) {
        return ours(jdbc.sql(SELECT + "where asset.id = ?").param(id.value())).stream()
                .filter(row -> row.id().equals(id.value()))
                .findFirst();
    }

    /** The living asset of this name on a node. */
    public Optional<StoredAsset> byName(NodeId node, String name) {
        return ours(jdbc.sql(SELECT + "where asset.node_id = ? and lower(asset.name) = lower(?) and state <> 'retired'")
                        .param(node.value())
                        .param(name))
                .stream()
                .filter(row -> row.node().equals(node.value()) && row.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** The living assets on these nodes, by name. */
    public List<StoredAsset> on(UUID[] nodes) {
        return ours(jdbc.sql(SELECT
                        + "where asset.node_id = any(?) and asset.state <> 'retired' order by asset.name, asset.id")
                .param(nodes));
    }

    /** All of these that are there. */
    public Map<UUID, StoredAsset> all(Collection<UUID> ids) {
        Map<UUID, StoredAsset> found = new HashMap<>();
        ours(jdbc.sql(SELECT + "where asset.id = any(?)").param(ids.toArray(UUID[]::new)))
                .forEach(row -> found.put(row.id(), row));
        return found;
    }

    /** The living ones somebody answers for. */
    public List<StoredAsset> ownedBy(UUID person) {
        return ours(jdbc.sql(SELECT + "where asset.owner = ? and asset.state <> 'retired' order by asset.name")
                .param(person));
    }

    /** The unclaimed ones about which this person decides. */
    public List<StoredAsset> unclaimedOf(UUID person) {
        return ours(jdbc.sql(SELECT
                        + "where asset.owner = ? and asset.state = 'unclaimed' order by asset.decide_by limit 100")
                .param(person));
    }

    /** The living ones on these nodes whose name or key holds a text, hosts left out: they are found as hosts. */
    public List<StoredAsset> search(String text, UUID[] nodes, int limit) {
        return ours(jdbc.sql(SELECT + """
                where asset.node_id = any(:nodes) and asset.state <> 'retired'
                  and not exists (select from asset.host h where h.id = asset.id)
                  and (position(lower(:text) in lower(asset.name)) > 0
                       or exists (select from asset.asset_key k
                                  where k.asset_id = asset.id and k.ended_at is null and k.value = lower(:text)))
                order by asset.name limit :limit
                """)
                .param("nodes", nodes)
                .param("text", text.strip())
                .param("limit", limit));
    }

    /** Every living asset. */
    public List<StoredAsset> living() {
        return ours(jdbc.sql(SELECT + "where asset.state <> 'retired' order by asset.name, asset.id"));
    }

    /** Whether a living asset of a node has this name. */
    public boolean taken(UUID node, String name) {
        return jdbc.sql("""
                select exists (select 1 from asset.asset
                               where node_id = ? and lower(name) = lower(?) and state <> 'retired')
                """).param(node).param(name).query(Boolean.class).single();
    }

    /** Writes a new asset. */
    public void insert(StoredAsset asset, @Nullable UUID by) {
        jdbc.sql("""
                insert into asset.asset (id, kind, name, node_id, owner, state, exposure, customer, site_id, classification,
                    customer_data, end_of_life, expires_at, note, source, added_by, added_at, first_seen, last_seen,
                    decide_by, claimed_by, claimed_at, mark)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
                .param(asset.id())
                .param(asset.kind().word())
                .param(asset.name())
                .param(asset.node())
                .param(asset.owner())
                .param(asset.state().word())
                .param(asset.exposure().word())
                .param(asset.customer())
                .param(asset.site())
                .param(
                        asset.sensitivity() == null
                                ? null
                                : asset.sensitivity().classification().word())
                .param(asset.sensitivity() == null ? null : asset.sensitivity().customerData())
                .param(date(asset.endOfLife()))
                .param(time(asset.expiresAt()))
                .param(asset.note())
                .param(asset.source())
                .param(by)
                .param(time(asset.addedAt()))
                .param(time(asset.firstSeen()))
                .param(time(asset.lastSeen()))
                .param(time(asset.decideBy()))
                .param(asset.claimedBy())
                .param(asset.claimedBy() == null ? null : time(asset.addedAt()))
                .param(asset.made(marks))
                .update();
    }

    /** What is written anew was this program's before. Throws {@link NoSuch}. */
    public StoredAsset lock(AssetId id) {
        return ours(jdbc.sql(SELECT + "where asset.id = ? for update").param(id.value())).stream()
                .findFirst()
                .orElseThrow(() -> new NoSuch("asset.asset", id.toString()));
    }

    /** Writes what changed of an asset that was locked. */
    public void change(StoredAsset asset, Instant at) {
        jdbc.sql("""
                update asset.asset set kind = ?, name = ?, node_id = ?, owner = ?, state = ?, exposure = ?, customer = ?,
                    site_id = ?, classification = ?, customer_data = ?, end_of_life = ?, expires_at = ?, note = ?,
                    claimed_at = case when claimed_by is distinct from ? then ? else claimed_at end, claimed_by = ?,
                    merged_into = ?, mark = ?
                where id = ?
                """)
                .param(asset.kind().word())
                .param(asset.name())
                .param(asset.node())
                .param(asset.owner())
                .param(asset.state().word())
                .param(asset.exposure().word())
                .param(asset.customer())
                .param(asset.site())
                .param(
                        asset.sensitivity() == null
                                ? null
                                : asset.sensitivity().classification().word())
                .param(asset.sensitivity() == null ? null : asset.sensitivity().customerData())
                .param(date(asset.endOfLife()))
                .param(time(asset.expiresAt()))
                .param(asset.note())
                .param(asset.claimedBy())
                .param(time(at))
                .param(asset.claimedBy())
                .param(asset.mergedInto())
                .param(asset.made(marks))
                .param(asset.id())
                .update();
    }

    /** Takes an asset out of use, with why. Its keys are free: seen again, it is something new to decide about. */
    public void retire(StoredAsset asset, @Nullable UUID by, String why, Instant at) {
        jdbc.sql("update asset.asset_key set ended_at = ? where asset_id = ? and ended_at is null")
                .param(time(at))
                .param(asset.id())
                .update();
        jdbc.sql("""
                update asset.asset set state = 'retired', retired_at = ?, retired_by = ?, retired_why = ?,
                    merged_into = ?, mark = ?
                where id = ?
                """)
                .param(time(at))
                .param(by)
                .param(why)
                .param(asset.mergedInto())
                .param(asset.in(dev.bastide.asset.Asset.State.RETIRED).made(marks))
                .param(asset.id())
                .update();
    }

    /** Takes a retirement back, which only a merge that is undone does. */
    void revive(StoredAsset asset) {
        jdbc.sql("""
                update asset.asset set state = ?, retired_at = null, retired_by = null, retired_why = null,
                    merged_into = null, owner = ?, mark = ?
                where id = ?
                """)
                .param(asset.state().word())
                .param(asset.owner())
                .param(asset.made(marks))
                .param(asset.id())
                .update();
    }

    void seen(UUID id, Instant at) {
        jdbc.sql("update asset.asset set last_seen = greatest(last_seen, ?) where id = ?")
                .param(time(at))
                .param(id)
                .update();
    }

    /** The living assets that no one may operate on: unclaimed, or their owner is no longer here. */
    public boolean isQuarantined(AssetId id) {
        return jdbc.sql("select asset.is_quarantined(?)")
                .param(id.value())
                .query(Boolean.class)
                .single();
    }

    /** One page of the assets on these nodes; a foreign one among them is not found by its id. */
    ListResult<AssetId> list(ListQuery query, UUID[] nodes) {
        return ListSql.select(StoredAsset.COLUMNS, "asset.asset asset", "asset.id")
                .where("asset.node_id = any(:nodes)", "nodes", nodes)
                .where(query.filter("state").isEmpty() ? "asset.state <> 'retired'" : "true")
                .search("q", """
                        (asset.name ilike :q or coalesce(asset.customer, '') ilike :q or asset.note ilike :q
                         or exists (select from asset.asset_key k
                                    where k.asset_id = asset.id and k.ended_at is null and k.value ilike :q))""")
                .filter("kind", "asset.kind = :kind")
                .filter("state", "asset.state = :state")
                .filter("exposure", "asset.exposure = :exposure")
                .filter("owner", "asset.owner = cast(:owner as uuid)")
                .filter("site", "asset.site_id = cast(:site as uuid)")
                .filter("seen", "(:seen = 'never') = (asset.last_seen is null)")
                .sort("name", "lower(asset.name)", "text")
                .sort("kind", "asset.kind", "text")
                .sortDescending("seen", "coalesce(asset.last_seen, '-infinity')", "timestamptz")
                .sortDescending("added", "asset.added_at", "timestamptz")
                .fetch(jdbc, query, (row, number) -> new AssetId(row.getObject("id", UUID.class)));
    }

    /** How many living assets each node has itself, and how many of them nobody claimed. */
    Map<UUID, int[]> countByNode() {
        Map<UUID, int[]> counts = new HashMap<>();
        jdbc.sql("""
                select node_id, count(*) as living, count(*) filter (where state = 'unclaimed') as unclaimed
                from asset.asset where state <> 'retired' group by node_id
                """).query(row -> {
            counts.put(row.getObject("node_id", UUID.class), new int[] {row.getInt("living"), row.getInt("unclaimed")});
        });
        return counts;
    }

    /** A change of what the company shows to the net. */
    public record Surface(
            UUID asset,
            String name,
            String kind,
            @Nullable Integer port,
            @Nullable String was,
            @Nullable String now,
            @Nullable Boolean approved,
            Instant at) {}

    /** What changed last on these nodes, the newest first. */
    List<Surface> surface(UUID[] nodes, int most) {
        return jdbc.sql("""
                select e.asset_id, a.name, e.kind, e.port, e.was, e.now_is, e.approved, e.seen_at
                from asset.surface_event e
                join asset.asset a on a.id = e.asset_id
                where a.node_id = any(?)
                order by e.seen_at desc, e.id
                limit ?
                """)
                .param(nodes)
                .param(most)
                .query((row, number) -> new Surface(
                        row.getObject("asset_id", UUID.class),
                        row.getString("name"),
                        row.getString("kind"),
                        row.getObject("port", Integer.class),
                        row.getString("was"),
                        row.getString("now_is"),
                        row.getObject("approved", Boolean.class),
                        row.getTimestamp("seen_at").toInstant()))
                .list();
    }

    List<StoredAsset> ours(StatementSpec statement) {
        List<StoredAsset> rows = new ArrayList<>();
        statement.query(row -> {
            if (StoredAsset.isOurs(marks, row)) {
                rows.add(StoredAsset.of(row));
            }
        });
        return rows;
    }

    static @Nullable Timestamp time(@Nullable Instant at) {
        return at == null ? null : Timestamp.from(at);
    }

    private static @Nullable Date date(@Nullable LocalDate day) {
        return day == null ? null : Date.valueOf(day);
    }
}
