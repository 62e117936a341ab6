package dev.bastide.ground.backup;

import dev.bastide.ground.postgres.ServerAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * Copies a PostgreSQL data folder while the server works. A temporary replication slot keeps every piece of the
 * write-ahead log from the beginning of the copy until it is copied too, however much is written meanwhile.
 */
final class DatabaseCopy {
    /** Folders whose content belongs to the running server alone, and is made again at the next start. */
    private static final Set<String> EMPTIED = Set.of(
            "pg_wal",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans");

    private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts", "backup_label");

    private DatabaseCopy() {}

    /** Copies the folder of a server that runs. */
    static void running(ServerAccess access, Path data, Path target) throws IOException, SQLException {
        try (Connection connection = access.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_create_physical_replication_slot('bastide_backup', true, true)");
            statement.execute("select pg_backup_start('bastide', true)");
            Trees.copy(data, target, DatabaseCopy::isCopiedRunning);
            try (ResultSet stop = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                stop.next();
                Files.writeString(target.resolve("backup_label"), stop.getString(1));
            }
            copyLog(data, target);
        }
    }

    /** Copies the folder of a server that does not run. */
    static void stopped(Path data, Path target) throws IOException {
        Trees.copy(data, target, path -> !LEFT_OUT.contains(path.toString()));
    }

    private static boolean isCopiedRunning(Path path) {
        boolean insideEmptied =
                path.getNameCount() > 1 && EMPTIED.contains(path.getName(0).toString());
        return !insideEmptied
                && !LEFT_OUT.contains(path.toString())
                && !path.getFileName().toString().startsWith("pgsql_tmp");
    }

    private static void copyLog(Path data, Path target) throws IOException {
        // Folders of the log itself must exist; of its content, the segments are what is needed.
        Trees.copy(data.resolve("pg_wal"), target.resolve("pg_wal"), path -> path.getNameCount() == 1);
    }
}
