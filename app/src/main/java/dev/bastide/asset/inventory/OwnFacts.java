package dev.bastide.asset.inventory;

import dev.bastide.asset.AssetFact;
import dev.bastide.asset.AssetKind;
import dev.bastide.authority.AssetId;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The facts about assets that this room knows itself: approved, seen, behind the bastion. */
@Configuration(proxyBeanMethods = false)
class OwnFacts {
    /** What was not seen for so long is no longer taken as seen. Source: seed 000 s2.1 (A41). */
    static final Duration SEEN_WITHIN = Duration.ofDays(7);

    /** Somebody claimed it and answers for it. */
    @Bean
    @Order(1)
    AssetFact approvedFact(JdbcClient jdbc) {
        return new Asked("approved", Set.of(), jdbc, """
                select a.id, not asset.is_quarantined(a.id) as holds, coalesce(a.claimed_at, a.added_at) as since
                from asset.asset a where a.id = any(:ids)
                """, Map.of());
    }

    /** A complete or partial look saw it within a week. */
    @Bean
    @Order(2)
    AssetFact seenFact(JdbcClient jdbc, Clock clock) {
        return new AssetFact() {
            @Override
            public String name() {
                return "seen";
            }

            @Override
            public boolean concerns(AssetKind kind) {
                return kind.isMachine() || kind == AssetKind.DOMAIN || kind == AssetKind.CERTIFICATE;
            }

            @Override
            public Map<AssetId, Standing> of(Set<AssetId> assets) {
                Timestamp since = Timestamp.from(clock.instant().minus(SEEN_WITHIN));
                return new Asked("seen", Set.of(), jdbc, """
                        select a.id, coalesce(a.last_seen >= :since, false) as holds, a.last_seen as since
                        from asset.asset a where a.id = any(:ids)
                        """, Map.of("since", since)).of(assets);
            }
        };
    }

    /** People reach it through the bastion, whose host key two of them confirmed. */
    @Bean
    @Order(5)
    AssetFact bastionFact(JdbcClient jdbc) {
        return new Asked("behind-bastion", Set.of(AssetKind.HOST, AssetKind.NETWORK_DEVICE), jdbc, """
                select a.id, exists (
                        select from asset.host h join asset.pinned_key p on p.host_id = h.id
                        where h.id = a.id and h.retired_at is null) as holds,
                    null::timestamptz as since
                from asset.asset a where a.id = any(:ids)
                """, Map.of());
    }

    /** A fact that one query answers for all. */
    private record Asked(String name, Set<AssetKind> kinds, JdbcClient jdbc, String query, Map<String, Object> bound)
            implements AssetFact {
        @Override
        public boolean concerns(AssetKind kind) {
            return kinds.isEmpty() || kinds.contains(kind);
        }

        @Override
        public Map<AssetId, Standing> of(Set<AssetId> assets) {
            UUID[] ids = assets.stream().map(AssetId::value).toArray(UUID[]::new);
            Map<AssetId, Standing> found = new HashMap<>();
            jdbc.sql(query).param("ids", ids).params(bound).query(row -> {
                @Nullable
                Instant since = Optional.ofNullable(row.getTimestamp("since"))
                        .map(Timestamp::toInstant)
                        .orElse(null);
                AssetId id = new AssetId(row.getObject("id", UUID.class));
                found.put(id, row.getBoolean("holds") ? Standing.yes(since) : Standing.no(since, "/assets/" + id));
            });
            return found;
        }
    }
}
