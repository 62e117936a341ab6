package dev.bastide.ground.postgres;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One PostgreSQL, started and watched. A daemon thread forks it, waits for its end and starts it again: the thread
 * never returns while the server should run, because the parent-death signal fires when the forking <em>thread</em>
 * ends. There is no shutdown hook: it would race Spring's own, and the signal alone stops the server cleanly.
 */
public final class PostgresServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
    private static final Duration FIRST_START = Duration.ofMinutes(5);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final int TRIES_AT_FIRST_START = 6;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final Duration A_GOOD_RUN = Duration.ofSeconds(30);
    private static final long LOG_LIMIT_BYTES = 10_000_000;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final PostgresSettings settings;
    private final ServerAccount account;
    private final PostgresCluster cluster;
    private final Passwords passwords;
    private final int port;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ServerFiles files;
    private volatile @Nullable Process process;
    private volatile boolean wasReady;

    private PostgresServer(PostgresSettings settings, ServerAccount account, Passwords passwords) {
        this.settings = settings;
        this.account = account;
        this.cluster = new PostgresCluster(settings.program(), settings.folder(), account);
        this.passwords = passwords;
        this.port = freePort();
        this.files = new ServerFiles(cluster.dataFolder());
    }

    /** Starts the server and returns when it answers. Throws {@link IllegalStateException} with its log when not. */
    public static PostgresServer start(PostgresSettings settings, Passwords passwords) {
        ServerAccount account = ServerAccount.forFolder(settings.folder());
        PostgresServer server = new PostgresServer(settings, account, passwords);
        server.cluster.prepare(passwords.superuser());
        Thread.ofPlatform().daemon().name("postgres-watch").start(server::watch);
        server.awaitReady();
        server.wasReady = true;
        return server;
    }

    /** The JDBC address of one database of this server. */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** The superuser's way in, for making roles, copies and backups only. */
    public ServerAccess access() {
        return new ServerAccess(url("postgres"), passwords);
    }

    /** The folder that holds the rows. */
    public Path dataFolder() {
        return cluster.dataFolder();
    }

    /** The process id of the postmaster, or -1 while it is down. */
    public long pid() {
        Process running = process;
        return running != null && running.isAlive() ? running.pid() : -1;
    }

    @Override
    public void close() {
        closing.countDown();
        Process running = process;
        if (running != null && running.isAlive()) {
            interrupt(running);
        }
        try {
            if (!ended.await(STOP.toSeconds(), TimeUnit.SECONDS) && running != null) {
                running.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch() {
        int failures = 0;
        try {
            while (closing.getCount() > 0) {
                files.awaitOldServerGone();
                long started = System.nanoTime();
                Process running = launch();
                process = running;
                int code = running.waitFor();
                if (closing.getCount() == 0) {
                    return;
                }
                boolean ranWell = System.nanoTime() - started > A_GOOD_RUN.toNanos();
                failures = ranWell ? 1 : failures + 1;
                if (!wasReady && failures >= TRIES_AT_FIRST_START) {
                    return;
                }
                LOG.warn("PostgreSQL ended with code {}; it is started again", code);
                long pause = Math.min(FIRST_PAUSE_MILLIS << Math.min(failures, 6), LONGEST_PAUSE_MILLIS);
                if (closing.await(pause, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (IOException e) {
            LOG.error("PostgreSQL cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private Process launch() throws IOException {
        File log = logFile();
        Process running = new ProcessBuilder(account.command(command()))
                .directory(settings.folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
        running.getOutputStream().close();
        return running;
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                settings.program().program("postgres").toString(),
                "-D",
                cluster.dataFolder().toString()));
        settings.parameters(port).forEach((name, value) -> {
            command.add("-c");
            command.add(name + "=" + value);
        });
        return command;
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + FIRST_START.toNanos();
        ServerAccess access = access();
        while (System.nanoTime() < deadline && ended.getCount() > 0) {
            if (access.answers()) {
                return;
            }
            try {
                ended.await(25, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        closing.countDown();
        throw new IllegalStateException("PostgreSQL did not start. Its log ends with:\n" + files.tail(logPath()));
    }

    private File logFile() throws IOException {
        Path log = logPath();
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT_BYTES) {
            Files.move(log, log.resolveSibling("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(log)) {
            Files.createFile(log, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
        for (Path kept : List.of(log, log.resolveSibling("server.log.1"))) {
            if (Files.exists(kept)) {
                Files.setPosixFilePermissions(kept, OWNER_ONLY);
            }
        }
        return log.toFile();
    }

    private Path logPath() {
        return settings.folder().resolve("server.log");
    }

    /** SIGINT asks PostgreSQL for a fast shutdown; Java itself can only send SIGTERM, which waits for every client. */
    private static void interrupt(Process running) {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(running.pid())).start();
        } catch (IOException e) {
            LOG.warn("Cannot signal PostgreSQL; it is stopped by force", e);
            running.destroyForcibly();
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port on loopback for PostgreSQL", e);
        }
    }
}
