package dev.bastide.testing;

import dev.bastide.ground.postgres.Passwords;
import dev.bastide.ground.postgres.PostgresProgram;
import dev.bastide.ground.postgres.PostgresServer;
import dev.bastide.ground.postgres.PostgresSettings;
import dev.bastide.ground.postgres.ServerAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** One PostgreSQL for all tests of this run, not durable, with a migrated database that copies are made of. */
final class TestServer {
    private static final AtomicInteger COPIES = new AtomicInteger();

    private final PostgresServer server;
    private final Passwords passwords;
    private final Lock lock;
    private final String template;

    private TestServer() {
        Path target = Path.of("target").toAbsolutePath();
        PostgresProgram program = program(target.resolve("test-postgres"));
        lock = lockFirstFree(target.resolve("test-postgres").resolve("server-" + program.major()));
        passwords = Passwords.in(lock.folder().resolve("passwords"), new SecureRandom());
        server = PostgresServer.start(new PostgresSettings(program, lock.folder(), false), passwords);
        server.access().makeRoles();
        dropCopies();
        template = makeTemplate();
    }

    static TestServer running() {
        return Holder.SERVER;
    }

    /** Where the server keeps its files. */
    Path folder() {
        return lock.folder();
    }

    Passwords passwords() {
        return passwords;
    }

    ServerAccess access() {
        return server.access();
    }

    String url(String database) {
        return server.url(database);
    }

    /** A fresh database, equal to the migrated one; its name. */
    String copy() {
        String name = "copy_" + COPIES.incrementAndGet();
        server.access().run("create database " + name + " owner bastide template " + template + " strategy file_copy");
        return name;
    }

    /** A fresh database with the migrations up to this one; its name. */
    String older(String lastMigration) {
        String name = "copy_" + COPIES.incrementAndGet();
        server.access().makeDatabase(name);
        migrate(name, lastMigration);
        return name;
    }

    private void migrate(String database, String target) {
        Flyway.configure()
                .dataSource(server.url(database), "bastide", passwords.owner())
                .locations("classpath:dev/bastide")
                .defaultSchema("ground")
                .validateMigrationNaming(true)
                .target(target)
                .load()
                .migrate();
    }

    /** A fresh database, equal to this one as it is now; whoever is connected to it is thrown out. */
    String copy(String from) {
        String name = "copy_" + COPIES.incrementAndGet();
        server.access().run("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + from + "'");
        server.access().run("create database " + name + " owner bastide template " + from + " strategy file_copy");
        return name;
    }

    void drop(String name) {
        server.access().run("drop database if exists " + name + " with (force)");
    }

    /** The folder's name carries a number when another run in the same place holds the first one. */
    private static Lock lockFirstFree(Path folder) {
        try {
            for (int i = 0; ; i++) {
                Path candidate = i == 0 ? folder : folder.resolveSibling(folder.getFileName() + "-" + i);
                Files.createDirectories(candidate);
                FileChannel channel = FileChannel.open(
                        candidate.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (channel.tryLock() != null) {
                    return new Lock(candidate, channel);
                }
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Held, and so kept reachable, until the run ends. */
    private record Lock(Path folder, FileChannel channel) {}

    /** Another run beside this one may want to unpack it, too. */
    private static PostgresProgram unpacked(Path folder) {
        try (FileChannel turn =
                FileChannel.open(folder.resolve("unpacking"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            turn.lock();
            return PostgresProgram.unpacked(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PostgresProgram program(Path folder) {
        String other = System.getenv().getOrDefault("BASTIDE_TEST_POSTGRES", "");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (other.isBlank()) {
            return unpacked(folder);
        }
        Path bin = Path.of(other);
        return new PostgresProgram(
                bin, Integer.parseInt(bin.getName(bin.getNameCount() - 2).toString()));
    }

    private String makeTemplate() {
        String name = "migrated_" + migrationsDigest();
        List<String> databases = databases();
        if (databases.contains(name)) {
            return name;
        }
        databases.stream()
                .filter(d -> d.startsWith("migrated_") || d.equals("draft"))
                .forEach(this::drop);
        server.access().makeDatabase("draft");
        migrate("draft", "latest");
        server.access().run("alter database draft rename to " + name);
        return name;
    }

    private void dropCopies() {
        databases().stream().filter(d -> d.startsWith("copy_")).forEach(this::drop);
    }

    private List<String> databases() {
        List<String> names = new ArrayList<>();
        try (Connection connection = server.access().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select datname from pg_database")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return names;
    }

    private static String migrationsDigest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Resource[] migrations =
                    new PathMatchingResourcePatternResolver().getResources("classpath*:dev/bastide/**/*.sql");
            Arrays.sort(migrations, Comparator.comparing(Resource::getFilename));
            for (Resource migration : migrations) {
                digest.update(migration.getContentAsByteArray());
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Holder {
        private static final TestServer SERVER = new TestServer();
    }
}
