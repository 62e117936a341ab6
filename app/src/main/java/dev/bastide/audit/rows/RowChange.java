package dev.bastide.audit.rows;

import dev.bastide.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A change of a proven row, as the database noted it in the transaction that made it. */
record RowChange(
        long id,
        String xid,
        Instant at,
        String table,
        String key,
        String verb,
        List<String> columns,
        byte @Nullable [] before,
        byte @Nullable [] after,
        String role,
        @Nullable String address) {
    /** The columns that {@link #read} reads, of the change {@code c}. */
    static final String COLUMNS = """
            c.id, cast(c.xid as text) as xid, c.changed_at, c.room_table, c.row_key, c.verb, c.columns, c.before_hash,
                c.after_hash, c.by_role, host(c.by_address) as address""";

    private static final String PURPOSE = "audit.row_proof";

    static RowChange read(ResultSet row) throws SQLException {
        return new RowChange(
                row.getLong("id"),
                row.getString("xid"),
                row.getObject("changed_at", OffsetDateTime.class).toInstant(),
                row.getString("room_table"),
                row.getString("row_key"),
                row.getString("verb"),
                List.of((String[]) row.getArray("columns").getArray()),
                row.getBytes("before_hash"),
                row.getBytes("after_hash"),
                row.getString("by_role"),
                row.getString("address"));
    }

    /** What a release began with, and not what anybody did. */
    boolean isBaseline() {
        return verb.equals("baseline");
    }

    /** The mark of its proof. */
    byte[] mark(Vault vault, boolean captured) {
        return vault.mark(PURPOSE, id, table, key, after, captured);
    }

    /** Whether a stored proof bears its mark. */
    static boolean isProof(Vault vault, Proof proof) {
        return vault.bears(
                proof.mark(), PURPOSE, proof.change(), proof.table(), proof.key(), proof.hash(), proof.captured());
    }

    /** The last proof of a row, as it is stored. */
    record Proof(long change, String table, String key, byte @Nullable [] hash, boolean captured, byte[] mark) {
        static Proof read(ResultSet row) throws SQLException {
            return new Proof(
                    row.getLong("change"),
                    row.getString("room_table"),
                    row.getString("row_key"),
                    row.getBytes("hash"),
                    row.getBoolean("captured"),
                    row.getBytes("mark"));
        }

        boolean says(@Nullable String now) {
            return Objects.equals(now, hash == null ? null : HexFormat.of().formatHex(hash));
        }
    }

    /** A line of a record: which row, and its hash before and after. */
    String line() {
        return table + " " + key + " " + hex(before) + " " + hex(after);
    }

    private static String hex(byte @Nullable [] hash) {
        return hash == null ? "-" : HexFormat.of().formatHex(hash);
    }
}
