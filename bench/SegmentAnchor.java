package dev.bastide.audit.segment;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.log.LogEntry;
import dev.bastide.ground.postgres.PostgresProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** PostgreSQL with the same records in a table with three btrees; its processor time is that of all its processes. */
final class SegmentAnchor implements AutoCloseable {
    private static final int TICKS_PER_SECOND = 100;

    private final Process server;
    private final Connection connection;

    SegmentAnchor(Path folder) throws Exception {
        Path bin = PostgresProgram.unpacked(folder).bin();
        Path home = Files.createDirectory(folder.resolve("postgres"));
        boolean root = "root".equals(System.getProperty("user.name"));
        if (root) {
            Files.setAttribute(home, "unix:uid", 65534);
        }
        run(root, List.of(bin.resolve("initdb").toString(), "-D", home.resolve("data").toString(), "-U", "postgres",
                "--auth=trust", "--encoding=UTF8", "--locale=C", "--data-checksums")).waitFor();
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        server = run(root, List.of(bin.resolve("postgres").toString(), "-D", home.resolve("data").toString(), "-p",
                Integer.toString(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c",
                "shared_buffers=256MB", "-c", "max_wal_size=4GB"));
        connection = connect(port);
    }

    private static Process run(boolean root, List<String> command) throws IOException {
        List<String> whole = new ArrayList<>();
        if (root) {
            whole.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        whole.addAll(command);
        return new ProcessBuilder(whole)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static Connection connect(int port) throws Exception {
        for (int attempt = 0; ; attempt++) {
            try {
                return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "");
            } catch (SQLException e) {
                if (attempt == 600) {
                    throw e;
                }
                Thread.sleep(100);
            }
        }
    }

    void sql(String text) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    long number(String query) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }

    /** A table of the ten fields, or of all that a segment holds, with btrees on user, address and time. */
    void table(boolean whole) throws SQLException {
        sql("drop table if exists record");
        sql("create table record (tag text, time timestamptz, operation text, user_id text, user_name text,"
                + " user_group text, ip_address inet, method text, content text, result text"
                + (whole
                        ? ", session_id text, position bigint, object_id text, change_id text, id uuid, source text,"
                                + " source_seq bigint, logged_at timestamptz)"
                        : ")"));
        sql("create index on record (user_id, time)");
        sql("create index on record (ip_address, time)");
        sql("create index on record (time)");
    }

    CopyIn copy() throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy record from stdin");
    }

    static byte[] line(LogEntry entry, boolean whole) {
        AuditRecord of = entry.record();
        StringBuilder line = new StringBuilder(512);
        line.append(of.tag()).append('\t').append(of.time()).append('\t').append(of.operation());
        line.append('\t').append(of.userId()).append('\t').append(of.userName()).append('\t').append(of.userGroup());
        line.append('\t').append(of.ipAddress()).append('\t').append(of.method()).append('\t');
        // A null byte is nothing that PostgreSQL's text can hold.
        String content = new String(entry.content(), StandardCharsets.UTF_8).replace("\u0000", "");
        line.append(content.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r"));
        line.append('\t').append(of.result());
        if (whole) {
            for (Object value : new Object[] {
                Objects.requireNonNullElse(of.sessionId(), "\\N"), Objects.requireNonNullElse(of.offset(), "\\N"),
                Objects.requireNonNullElse(of.objectId(), "\\N"), Objects.requireNonNullElse(of.changeId(), "\\N"),
                entry.id(), entry.source(), Objects.requireNonNullElse(entry.sourceSeq(), "\\N"), entry.loggedAt()
            }) {
                line.append('\t').append(value);
            }
        }
        return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Seconds that all processes of the server used so far, those that ended included. */
    double cpuSeconds() throws IOException {
        ProcessHandle postmaster = server.toHandle();
        long ticks = ticks(postmaster, true);
        for (ProcessHandle child : postmaster.descendants().toList()) {
            ticks += ticks(child, false);
        }
        return (double) ticks / TICKS_PER_SECOND;
    }

    private static long ticks(ProcessHandle process, boolean withEnded) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        return withEnded ? ticks + Long.parseLong(fields[13]) + Long.parseLong(fields[14]) : ticks;
    }

    @Override
    public void close() throws Exception {
        connection.close();
        new ProcessBuilder("kill", "-INT", Long.toString(server.pid())).start().waitFor();
        server.waitFor();
    }
}
