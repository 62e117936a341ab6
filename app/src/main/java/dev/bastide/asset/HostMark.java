package dev.bastide.asset;

import dev.bastide.identity.MarkedLater;
import dev.bastide.identity.RowMarks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What decides in a row of {@code asset.host}: where it stands, how it is reached, what it is, and whether it is still
 * there. Whoever changes any of it past this program makes the host unreachable.
 */
record HostMark(
        UUID id,
        UUID node,
        String name,
        String address,
        int port,
        String kind,
        @Nullable String customer,
        String configCommand,
        @Nullable Instant retiredAt) {
    /** The columns that {@link #isOurs} reads, of the table {@code host}. */
    static final String COLUMNS = """
            host.id, host.node_id, host.name, host.address, host.port, host.kind, host.customer, host.config_command,
                host.retired_at, host.mark as mark""";

    private static final String TABLE = "asset.host";

    /** A new host. */
    static HostMark of(UUID id, NewHost host) {
        return new HostMark(
                id,
                host.node().value(),
                host.name(),
                host.address(),
                host.port(),
                host.kind().name().toLowerCase(Locale.ROOT),
                host.customer(),
                "",
                null);
    }

    static HostMark of(ResultSet row) throws SQLException {
        @Nullable Timestamp retired = row.getTimestamp("retired_at");
        return new HostMark(
                row.getObject("id", UUID.class),
                row.getObject("node_id", UUID.class),
                row.getString("name"),
                row.getString("address"),
                row.getInt("port"),
                row.getString("kind"),
                row.getString("customer"),
                row.getString("config_command"),
                retired == null ? null : retired.toInstant());
    }

    /** Whether this program wrote the host in this row, of which {@link #COLUMNS} were read. */
    static boolean isOurs(RowMarks marks, ResultSet row) throws SQLException {
        HostMark host = of(row);
        return marks.isOurs(TABLE, host.id, row.getBytes("mark"), host.deciding());
    }

    /** The mark of the host about to be written. */
    byte[] made(RowMarks marks) {
        return marks.of(TABLE, deciding());
    }

    HostMark showing(String command) {
        return new HostMark(id, node, name, address, port, kind, customer, command, retiredAt);
    }

    HostMark retired(Instant at) {
        return new HostMark(id, node, name, address, port, kind, customer, configCommand, at);
    }

    static MarkedLater markedLater() {
        return new MarkedLater(TABLE, List.of("id"), COLUMNS, row -> of(row).deciding());
    }

    @Nullable
    Object[] deciding() {
        return new @Nullable Object[] {id, node, name, address, port, kind, customer, configCommand, retiredAt};
    }
}
