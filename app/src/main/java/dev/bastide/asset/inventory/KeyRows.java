package dev.bastide.asset.inventory;

import dev.bastide.asset.AssetKey;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** By what assets are known again, and who has which key now. */
@Repository
public class KeyRows {
    private final JdbcClient jdbc;

    KeyRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A key of an asset.
     *
     * @param endedAt since when it is another's or nobody's
     */
    public record Held(
            UUID id,
            UUID asset,
            AssetKey key,
            @Nullable UUID site,
            String source,
            Instant firstSeen,
            Instant lastSeen,
            @Nullable Instant endedAt) {}

    /** Which living assets have one of these keys now, and which of them; addresses count within their site. */
    public Map<UUID, Set<AssetKey>> holders(Collection<AssetKey> keys, @Nullable UUID site) {
        Map<UUID, Set<AssetKey>> found = new HashMap<>();
        String[] values = keys.stream().map(AssetKey::value).toArray(String[]::new);
        jdbc.sql("""
                select k.asset_id, k.kind, k.value
                from asset.asset_key k
                join asset.asset a on a.id = k.asset_id and a.state <> 'retired'
                where k.value = any(:values) and k.ended_at is null
                  and (k.kind <> 'address' or k.site_id is not distinct from cast(:site as uuid)
                       or k.site_id is null or cast(:site as uuid) is null)
                union
                select p.host_id, 'ssh_key', p.fingerprint
                from asset.pinned_key p
                join asset.host h on h.id = p.host_id and h.retired_at is null
                where p.fingerprint = any(:values)
                union
                select h.id, 'address', asset.canonical_address(h.address)
                from asset.host h
                join asset.asset a on a.id = h.id
                where asset.canonical_address(h.address) = any(:values) and h.retired_at is null
                  and (a.site_id is not distinct from cast(:site as uuid) or a.site_id is null
                       or cast(:site as uuid) is null)
                """).param("values", values).param("site", site).query(row -> {
            AssetKey key = new AssetKey(AssetKey.Kind.of(row.getString("kind")), row.getString("value"));
            if (keys.contains(key)) {
                found.computeIfAbsent(row.getObject("asset_id", UUID.class), id -> new HashSet<>())
                        .add(key);
            }
        });
        return found;
    }

    /** Some living asset that has one of these keys now. */
    public Optional<UUID> holder(Collection<AssetKey> keys, @Nullable UUID site) {
        return keys.isEmpty()
                ? Optional.empty()
                : holders(keys, site).keySet().stream().findFirst();
    }

    /** All keys that these assets have now, with the pinned keys of those that are hosts. */
    Map<UUID, Set<AssetKey>> of(Collection<UUID> assets) {
        Map<UUID, Set<AssetKey>> found = new HashMap<>();
        jdbc.sql("""
                select asset_id, kind, value from asset.asset_key where asset_id = any(:ids) and ended_at is null
                union
                select host_id, 'ssh_key', fingerprint from asset.pinned_key where host_id = any(:ids)
                """).param("ids", assets.toArray(UUID[]::new)).query(row -> {
            found.computeIfAbsent(row.getObject("asset_id", UUID.class), id -> new HashSet<>())
                    .add(new AssetKey(AssetKey.Kind.of(row.getString("kind")), row.getString("value")));
        });
        return found;
    }

    /** Which of these are hosts that people operate on. */
    Set<UUID> operated(Collection<UUID> assets) {
        return new HashSet<>(jdbc.sql("select id from asset.host where id = any(?) and retired_at is null")
                .param(assets.toArray(UUID[]::new))
                .query((row, number) -> row.getObject("id", UUID.class))
                .list());
    }

    /** Every key that an asset has or had, the living and strongest first. */
    public List<Held> history(UUID asset) {
        List<Held> keys = new ArrayList<>(jdbc.sql("""
                select id, asset_id, kind, value, site_id, source, first_seen, last_seen, ended_at
                from asset.asset_key where asset_id = ?
                """)
                .param(asset)
                .query((row, number) -> new Held(
                        row.getObject("id", UUID.class),
                        row.getObject("asset_id", UUID.class),
                        new AssetKey(AssetKey.Kind.of(row.getString("kind")), row.getString("value")),
                        row.getObject("site_id", UUID.class),
                        row.getString("source"),
                        row.getTimestamp("first_seen").toInstant(),
                        row.getTimestamp("last_seen").toInstant(),
                        Optional.ofNullable(row.getTimestamp("ended_at"))
                                .map(Timestamp::toInstant)
                                .orElse(null)))
                .list());
        keys.sort(java.util.Comparator.comparing((Held held) -> held.endedAt() != null)
                .thenComparing(held -> held.key().kind())
                .thenComparing(held -> held.key().value()));
        return keys;
    }

    /**
     * Notes the keys with which an asset was seen. A strong key that another living asset has is left there: it is told
     * as a duplicate.
     */
    public void note(UUID asset, Collection<AssetKey> keys, @Nullable UUID site, String source, Instant at) {
        for (AssetKey key : keys) {
            @Nullable UUID where = key.kind() == AssetKey.Kind.ADDRESS ? site : null;
            int known = jdbc.sql("""
                    update asset.asset_key set last_seen = greatest(last_seen, ?), site_id = coalesce(site_id, ?)
                    where asset_id = ? and kind = ? and value = ? and ended_at is null
                    """)
                    .param(Timestamp.from(at))
                    .param(where)
                    .param(asset)
                    .param(key.kind().word())
                    .param(key.value())
                    .update();
            if (known == 0) {
                jdbc.sql("""
                        insert into asset.asset_key (id, asset_id, kind, value, site_id, source, first_seen, last_seen)
                        values (?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (kind, value)
                            where ended_at is null and kind in ('agent', 'cloud', 'ssh_key', 'serial', 'mac', 'name')
                            do nothing
                        """)
                        .param(UUID.randomUUID())
                        .param(asset)
                        .param(key.kind().word())
                        .param(key.value())
                        .param(where)
                        .param(source)
                        .param(Timestamp.from(at))
                        .param(Timestamp.from(at))
                        .update();
            }
        }
    }

    /** These addresses are another's now. */
    void moved(UUID asset, Collection<AssetKey> keys, Instant at) {
        jdbc.sql("""
                update asset.asset_key set ended_at = ?
                where asset_id = ? and kind = 'address' and value = any(?) and ended_at is null
                """)
                .param(Timestamp.from(at))
                .param(asset)
                .param(keys.stream().map(AssetKey::value).toArray(String[]::new))
                .update();
    }

    /** Gives the living keys of one asset to another; what that one has already ends. Returns those that went over. */
    UUID[] giveOver(UUID from, UUID to, Instant at) {
        jdbc.sql("""
                update asset.asset_key k set ended_at = ?
                where k.asset_id = ? and k.ended_at is null and exists (
                    select from asset.asset_key o
                    where o.asset_id = ? and o.ended_at is null and o.kind = k.kind and o.value = k.value)
                """).param(Timestamp.from(at)).param(from).param(to).update();
        return jdbc.sql("update asset.asset_key set asset_id = ? where asset_id = ? and ended_at is null returning id")
                .param(to)
                .param(from)
                .query((row, number) -> row.getObject("id", UUID.class))
                .list()
                .toArray(UUID[]::new);
    }

    /** Gives back what went over. */
    void giveBack(UUID[] keys, UUID to) {
        jdbc.sql("update asset.asset_key set asset_id = ? where id = any(?)")
                .param(to)
                .param(keys)
                .update();
    }

    /** Two living assets that share a key which cannot prove that they are one, for a person to look at. */
    public record Duplicate(UUID one, String name, UUID other, String otherName, AssetKey key) {}

    /** Those of which both stand on these nodes; at most that many. */
    List<Duplicate> duplicates(UUID[] nodes, int most) {
        return jdbc.sql("""
                with shared as (
                    select k.asset_id as one, o.asset_id as other, k.kind, k.value
                    from asset.asset_key k
                    join asset.asset_key o on o.kind = k.kind and o.value = k.value and o.asset_id > k.asset_id
                        and o.ended_at is null and o.site_id is not distinct from k.site_id
                    where k.ended_at is null and k.kind = 'address'
                    union
                    select p.host_id, o.host_id, 'ssh_key', p.fingerprint
                    from asset.pinned_key p
                    join asset.pinned_key o on o.fingerprint = p.fingerprint and o.host_id > p.host_id
                    union
                    select k.asset_id, h.id, 'address', k.value
                    from asset.asset_key k
                    join asset.host h on asset.canonical_address(h.address) = k.value and h.retired_at is null
                        and h.id <> k.asset_id
                    where k.ended_at is null and k.kind = 'address'
                )
                select s.one, a.name, s.other, b.name as other_name, s.kind, s.value
                from shared s
                join asset.asset a on a.id = s.one and a.state <> 'retired' and a.node_id = any(:nodes)
                join asset.asset b on b.id = s.other and b.state <> 'retired' and b.node_id = any(:nodes)
                order by s.value, s.one
                limit :most
                """)
                .param("nodes", nodes)
                .param("most", most)
                .query((row, number) -> new Duplicate(
                        row.getObject("one", UUID.class),
                        row.getString("name"),
                        row.getObject("other", UUID.class),
                        row.getString("other_name"),
                        new AssetKey(AssetKey.Kind.of(row.getString("kind")), row.getString("value"))))
                .list();
    }

    /** Which asset without a host has this address now; nothing where it is none or more than one. */
    public Optional<UUID> unhostedAt(String address) {
        List<UUID> there = jdbc.sql("""
                select distinct a.id
                from asset.asset_key k
                join asset.asset a on a.id = k.asset_id
                where k.kind = 'address' and k.value = asset.canonical_address(?) and k.ended_at is null
                  and a.state <> 'retired' and a.kind in ('host', 'network_device')
                  and not exists (select from asset.host h where h.id = a.id)
                """)
                .param(address)
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
        return there.size() == 1 ? Optional.of(there.getFirst()) : Optional.empty();
    }
}
