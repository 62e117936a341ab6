package dev.bastide.ground.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.ground.DatabaseAddress;
import dev.bastide.ground.EmbeddedDatabase;
import dev.bastide.ground.Home;
import dev.bastide.ground.postgres.PostgresServer;
import dev.bastide.testing.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup taken while rows are written holds all that was committed before it, and starts as a new installation. */
class InstallationTest {
    @TempDir
    private Path folder;

    private final Installation installation = new Installation(Clock.systemUTC());

    @Test
    void backupUnderLoadIsRestoredWhole() throws Exception {
        Path original = folder.resolve("original");
        AtomicLong committed = new AtomicLong();
        AtomicBoolean writing = new AtomicBoolean(true);
        long before;
        Path backup;
        try (Home home = Home.open(original);
                PostgresServer server = EmbeddedDatabase.start(home.folder())) {
            server.access().run("alter system set max_wal_size = '32MB'");
            server.access().run("select pg_reload_conf()");
            run(home, server, "create table written (n bigint primary key, filler text)");
            writeKeyAndFiles(original);
            Thread writer = Thread.ofPlatform().start(() -> write(home, server, committed, writing));
            Eventually.holds("rows are written", Duration.ofSeconds(30), () -> committed.get() >= 5);

            before = committed.get();
            backup = installation
                    .backUp(original, folder.resolve("backups"), false)
                    .folder();

            writing.set(false);
            writer.join();
        }
        Path restored = folder.resolve("restored");
        installation.restore(backup, restored);
        movePrograms(original, restored);

        assertThat(restored.resolve("recordings/one.chunk")).hasContent("sealed");
        assertThat(restored.resolve("master.key")).doesNotExist();
        try (Home home = Home.open(restored);
                PostgresServer server = EmbeddedDatabase.start(home.folder())) {
            assertThat(number(home, server, "select max(n) / 1000 from written"))
                    .isGreaterThanOrEqualTo(before);
            assertThat(number(home, server, "select max(n) - count(*) from written"))
                    .isZero();
            server.access().run("create extension amcheck");
            server.access()
                    .run("select bt_index_check(c.oid) from pg_class c where relkind = 'i'"
                            + " and relpersistence = 'p' and relam = (select oid from pg_am where amname = 'btree')");
        }
    }

    @Test
    void backupOfAStoppedInstallationIsPlain() throws Exception {
        Path original = folder.resolve("original");
        Files.createDirectories(original.resolve("postgres/data-18/pg_wal"));
        Files.writeString(original.resolve("postgres/data-18/PG_VERSION"), "18");
        writeForOwner(original.resolve("postgres/passwords"), "postgres=a");
        writeKeyAndFiles(original);

        Installation.Done done = installation.backUp(original, folder.resolve("backups"), true);

        assertThat(done.databaseIncluded()).isTrue();
        assertThat(done.keyIncluded()).isTrue();
        installation.restore(done.folder(), folder.resolve("restored"));
        assertThat(folder.resolve("restored/postgres/data-18/PG_VERSION")).hasContent("18");
        assertThat(folder.resolve("restored/master.key")).hasContent("key");
    }

    @Test
    void damagedBackupIsNotRestored() throws Exception {
        Path original = folder.resolve("original");
        writeKeyAndFiles(original);
        Path backup =
                installation.backUp(original, folder.resolve("backups"), false).folder();
        Path restored = folder.resolve("restored");

        Files.writeString(backup.resolve("home/recordings/one.chunk"), "forged");
        assertThatThrownBy(() -> installation.restore(backup, restored)).hasMessageContaining("one.chunk");
        Files.writeString(backup.resolve("home/recordings/one.chunk"), "sealed");
        Files.writeString(backup.resolve("home/more"), "added");
        assertThatThrownBy(() -> installation.restore(backup, restored)).hasMessageContaining("not listed: home/more");
        Files.delete(backup.resolve("home/more"));
        Files.delete(backup.resolve("MANIFEST"));
        assertThatThrownBy(() -> installation.restore(backup, restored)).hasMessageContaining("never finished");

        assertThat(restored).doesNotExist();
    }

    @Test
    void restoreOverwritesNothing() throws Exception {
        Path original = folder.resolve("original");
        writeKeyAndFiles(original);
        Path backup =
                installation.backUp(original, folder.resolve("backups"), false).folder();

        assertThatThrownBy(() -> installation.restore(backup, original)).hasMessageContaining("not empty");
    }

    @Test
    void commandSaysWhatIsMissing() throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        BackupCommand command = new BackupCommand(installation, out, out);
        Path original = folder.resolve("original");
        writeKeyAndFiles(original);

        assertThat(command.run(List.of("backup"))).isEqualTo(2);
        assertThat(command.run(List.of(
                        "restore", "nowhere", "--home", folder.resolve("x").toString())))
                .isEqualTo(1);
        assertThat(command.run(List.of("backup", folder.resolve("b").toString(), "--home", original.toString())))
                .isZero();

        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("--with-key")
                .contains("it is no backup")
                .contains("The database is your own")
                .contains("The master key is not included");
    }

    private static void writeKeyAndFiles(Path home) throws IOException {
        Files.createDirectories(home.resolve("recordings"));
        Files.createDirectories(home.resolve("cache"));
        Files.writeString(home.resolve("recordings/one.chunk"), "sealed");
        Files.writeString(home.resolve("cache/large"), "left out");
        writeForOwner(home.resolve("master.key"), "key");
    }

    private static void writeForOwner(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** Rows n = 1, 2, 3 ... in batches of a thousand; counts batches. */
    private static void write(Home home, PostgresServer server, AtomicLong committed, AtomicBoolean writing) {
        try (Connection connection = connect(home, server);
                Statement statement = connection.createStatement()) {
            while (writing.get()) {
                long from = committed.get() * 1_000;
                statement.execute("insert into written select " + from
                        + " + i, repeat(md5(i::text), 30) from generate_series(1, 1000) i");
                committed.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long number(Home home, PostgresServer server, String query) throws SQLException {
        try (Connection connection = connect(home, server);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void run(Home home, PostgresServer server, String sql) throws SQLException {
        try (Connection connection = connect(home, server);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect(Home home, PostgresServer server) throws SQLException {
        DatabaseAddress address = EmbeddedDatabase.address(home.folder(), server);
        return DriverManager.getConnection(
                address.url(), address.owner().user(), address.owner().password());
    }

    /** The programs need not be unpacked a second time: moved, they run as well. */
    private static void movePrograms(Path from, Path to) throws IOException {
        try (Stream<Path> programs = Files.list(from.resolve("postgres"))) {
            for (Path program : programs.filter(p -> p.getFileName().toString().startsWith("program-"))
                    .toList()) {
                Files.move(program, to.resolve("postgres").resolve(program.getFileName()));
            }
        }
    }
}
