package dev.bastide.ground.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.testing.Eventually;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Committed rows survive the killing of PostgreSQL and of its parent; nothing is left running. */
class PostgresServerTest {
    private static final PostgresProgram PROGRAM = PostgresProgram.unpacked(Path.of("target", "test-postgres"));

    @TempDir
    private Path folder;

    @Test
    void startsAgainAfterAKillAndKeepsWhatWasCommitted() throws Exception {
        Passwords passwords = Passwords.in(folder.resolve("passwords"), new SecureRandom());
        try (PostgresServer server = PostgresServer.start(new PostgresSettings(PROGRAM, folder, true), passwords)) {
            server.access().run("create table written (n bigint primary key)");
            AtomicLong committed = new AtomicLong();
            Thread writer = Thread.ofPlatform().start(() -> write(server, committed));
            Eventually.holds("rows are written", Duration.ofSeconds(20), () -> committed.get() > 50);

            kill(server.pid());
            writer.join();
            Eventually.holds(
                    "the server answers again",
                    Duration.ofSeconds(20),
                    () -> server.access().answers());

            assertThat(highest(server)).isGreaterThanOrEqualTo(committed.get());
            assertThat(listens(server)).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void endsWithItsParentAndStartsAtOnceAfterwards() throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        long postgres = Long.parseLong(firstNumber(parent));

        parent.destroyForcibly().waitFor();

        Passwords passwords = Passwords.in(folder.resolve("passwords"), new SecureRandom());
        long before = System.nanoTime();
        try (PostgresServer again = PostgresServer.start(new PostgresSettings(PROGRAM, folder, true), passwords)) {
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
            // Dead at once; its entry stays until the parent of all processes has collected it.
            Eventually.holds(
                    "the old server is gone",
                    Duration.ofSeconds(10),
                    () -> !Files.exists(Path.of("/proc/" + postgres + "/task")));
            again.access().run("insert into kept values (2)");
        }
    }

    @Test
    void keepsPasswordsAndRowsFromOthers() throws Exception {
        Passwords passwords = Passwords.in(folder.resolve("passwords"), new SecureRandom());
        try (PostgresServer server = PostgresServer.start(new PostgresSettings(PROGRAM, folder, false), passwords)) {
            assertThat(mode(folder.resolve("passwords"))).isEqualTo("rw-------");
            assertThat(mode(server.dataFolder())).isEqualTo("rwx------");
            assertThat(passwords.toString()).doesNotContain(passwords.owner());
            assertThatThrownBy(() -> DriverManager.getConnection(server.url("postgres"), "postgres", "wrong"))
                    .hasMessageContaining("password authentication failed");
            assertThat(folder.resolve("nursery")).doesNotExist();
        }
    }

    @Test
    void logIsItsOwnersAloneAndHoldsNoRows() throws Exception {
        Path log = Files.writeString(folder.resolve("server.log"), "of an earlier start\n");
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-r--r--"));
        Passwords passwords = Passwords.in(folder.resolve("passwords"), new SecureRandom());
        try (PostgresServer server = PostgresServer.start(new PostgresSettings(PROGRAM, folder, false), passwords)) {
            server.access().run("create table checked (secret text, n int constraint small check (n < 2))");

            assertThatThrownBy(() -> server.access().run("insert into checked values ('geheim', 2)"))
                    .hasStackTraceContaining("small");

            assertThat(mode(log)).isEqualTo("rw-------");
            assertThat(log).content().contains("violates check constraint").doesNotContain("geheim");
        }
        Files.delete(log);
        try (PostgresServer again = PostgresServer.start(new PostgresSettings(PROGRAM, folder, false), passwords)) {
            assertThat(mode(log)).as("made by the start of %s", again.pid()).isEqualTo("rw-------");
        }
    }

    @Test
    void saysWhyWhenTheDataFolderIsDamaged() throws Exception {
        Passwords passwords = Passwords.in(folder.resolve("passwords"), new SecureRandom());
        PostgresSettings settings = new PostgresSettings(PROGRAM, folder, false);
        try (PostgresServer server = PostgresServer.start(settings, passwords)) {
            Files.writeString(folder.resolve("where"), server.dataFolder().toString());
        }
        Files.delete(Path.of(Files.readString(folder.resolve("where"))).resolve("global/pg_control"));

        assertThatThrownBy(() -> PostgresServer.start(settings, passwords))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("could not open file")
                .hasMessageContaining("pg_control");
    }

    @Test
    void archiveMayNotLeaveItsFolder() throws Exception {
        byte[] evil = header("../outside", '0');

        assertThatThrownBy(() -> TarArchive.unpack(new ByteArrayInputStream(evil), folder.resolve("inside")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("leaves the archive");
        assertThat(folder.resolve("outside")).doesNotExist();
    }

    private static void write(PostgresServer server, AtomicLong committed) {
        try (Connection connection = server.access().connect();
                Statement statement = connection.createStatement()) {
            for (long n = 1; n < 1_000_000; n++) {
                statement.execute("insert into written values (" + n + ")");
                committed.set(n);
            }
        } catch (SQLException e) {
            // The kill ends the connection: that is the end of writing.
            committed.get();
        }
    }

    private static long highest(PostgresServer server) throws SQLException {
        return Long.parseLong(single(server, "select max(n) from written"));
    }

    private static String listens(PostgresServer server) throws SQLException {
        return single(server, "show listen_addresses");
    }

    private static String single(PostgresServer server, String query) throws SQLException {
        try (Connection connection = server.access().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void kill(long pid) throws Exception {
        List<ProcessHandle> all = ProcessHandle.of(pid).stream()
                .flatMap(p -> java.util.stream.Stream.concat(java.util.stream.Stream.of(p), p.descendants()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private static String firstNumber(Process process) throws IOException {
        StringBuilder seen = new StringBuilder();
        var reader = process.inputReader(StandardCharsets.UTF_8);
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("pid ")) {
                return line.substring("pid ".length());
            }
            seen.append(line).append('\n');
        }
        throw new AssertionError("The parent ended:\n" + seen);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static byte[] header(String name, char type) throws IOException {
        byte[] header = new byte[512];
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, 0, bytes.length);
        header[156] = (byte) type;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(header);
        return out.toByteArray();
    }

    /** A program that starts the server and waits to be killed. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] arguments) throws InterruptedException {
            Path folder = Path.of(arguments[0]);
            Passwords passwords = Passwords.in(folder.resolve("passwords"), new SecureRandom());
            PostgresServer server = PostgresServer.start(new PostgresSettings(PROGRAM, folder, true), passwords);
            server.access().run("create table kept (n bigint primary key)");
            System.out.println("pid " + server.pid());
            new java.util.concurrent.CountDownLatch(1).await();
        }
    }
}
