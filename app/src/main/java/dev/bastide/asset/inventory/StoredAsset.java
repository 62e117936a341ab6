package dev.bastide.asset.inventory;

import dev.bastide.asset.Asset;
import dev.bastide.asset.AssetKind;
import dev.bastide.asset.Sensitivity;
import dev.bastide.identity.MarkedLater;
import dev.bastide.identity.RowMarks;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code asset.asset} as it stands, and what of it the mark binds: all that decides. */
public record StoredAsset(
        UUID id,
        AssetKind kind,
        String name,
        UUID node,
        UUID owner,
        Asset.State state,
        Asset.Exposure exposure,
        @Nullable String customer,
        @Nullable UUID site,
        @Nullable Sensitivity sensitivity,
        @Nullable LocalDate endOfLife,
        @Nullable Instant expiresAt,
        String note,
        String source,
        Instant addedAt,
        Instant firstSeen,
        @Nullable Instant lastSeen,
        @Nullable Instant decideBy,
        @Nullable UUID claimedBy,
        @Nullable UUID mergedInto) {

    static final String TABLE = "asset.asset";

    static final String COLUMNS = """
            asset.id, asset.kind, asset.name, asset.node_id, asset.owner, asset.state, asset.exposure, asset.customer,
                asset.site_id, asset.classification, asset.customer_data, asset.end_of_life, asset.expires_at, asset.note,
                asset.source, asset.added_at, asset.first_seen, asset.last_seen, asset.decide_by, asset.claimed_by,
                asset.merged_into, asset.mark as mark""";

    static StoredAsset of(ResultSet row) throws SQLException {
        @Nullable String classification = row.getString("classification");
        @Nullable Date end = row.getDate("end_of_life");
        return new StoredAsset(
                row.getObject("id", UUID.class),
                AssetKind.of(row.getString("kind")),
                row.getString("name"),
                row.getObject("node_id", UUID.class),
                row.getObject("owner", UUID.class),
                Asset.State.of(row.getString("state")),
                Asset.Exposure.of(row.getString("exposure")),
                row.getString("customer"),
                row.getObject("site_id", UUID.class),
                classification == null
                        ? null
                        : new Sensitivity(
                                Asset.Classification.valueOf(classification.toUpperCase(java.util.Locale.ROOT)),
                                row.getBoolean("customer_data")),
                end == null ? null : end.toLocalDate(),
                instant(row, "expires_at"),
                row.getString("note"),
                row.getString("source"),
                row.getTimestamp("added_at").toInstant(),
                row.getTimestamp("first_seen").toInstant(),
                instant(row, "last_seen"),
                instant(row, "decide_by"),
                row.getObject("claimed_by", UUID.class),
                row.getObject("merged_into", UUID.class));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        @Nullable Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    static boolean isOurs(RowMarks marks, ResultSet row) throws SQLException {
        StoredAsset stored = of(row);
        return marks.isOurs(TABLE, stored.id, row.getBytes("mark"), stored.deciding());
    }

    /** What an older release left in the table of assets: the hosts. */
    public static MarkedLater markedLater() {
        return new MarkedLater(TABLE, List.of("id"), COLUMNS, row -> of(row).deciding());
    }

    byte[] made(RowMarks marks) {
        return marks.of(TABLE, deciding());
    }

    @Nullable
    Object[] deciding() {
        return new @Nullable Object[] {
            id,
            kind.word(),
            name,
            node,
            owner,
            state.word(),
            exposure.word(),
            customer,
            site,
            sensitivity == null ? null : sensitivity.classification().word(),
            sensitivity == null ? null : sensitivity.customerData(),
            endOfLife == null ? null : endOfLife.toString(),
            expiresAt,
            addedAt,
            decideBy,
            claimedBy,
            mergedInto
        };
    }

    /** The same in another state. */
    StoredAsset in(Asset.State next) {
        return changed(name, node, owner, next, claimedBy, mergedInto);
    }

    /** The same, claimed. */
    StoredAsset claimed(String newName, UUID newNode, UUID newOwner, UUID by) {
        return changed(newName, newNode, newOwner, Asset.State.KNOWN, by, mergedInto);
    }

    /** The same, answered for by somebody else. */
    StoredAsset ownedBy(UUID person) {
        return changed(name, node, person, state, claimedBy, mergedInto);
    }

    /** The same as a part of another. */
    StoredAsset mergedInto(@Nullable UUID survivor, Asset.State next) {
        return changed(name, node, owner, next, claimedBy, survivor);
    }

    private StoredAsset changed(
            String newName,
            UUID newNode,
            UUID newOwner,
            Asset.State newState,
            @Nullable UUID newClaimedBy,
            @Nullable UUID newMergedInto) {
        return new StoredAsset(
                id,
                kind,
                newName,
                newNode,
                newOwner,
                newState,
                exposure,
                customer,
                site,
                sensitivity,
                endOfLife,
                expiresAt,
                note,
                source,
                addedAt,
                firstSeen,
                lastSeen,
                decideBy,
                newClaimedBy,
                newMergedInto);
    }
}
