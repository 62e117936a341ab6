package dev.bastide.ground.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a server leaves in and beside its data folder: the file with its process id, and its log. */
final class ServerFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ServerFiles.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TAIL_LINES = 20;
    private static final long LOOK_MILLIS = 50;

    private final Path pidFile;

    ServerFiles(Path dataFolder) {
        this.pidFile = dataFolder.resolve("postmaster.pid");
    }

    /**
     * Waits until the server that wrote the process id is gone. After a kill it stays a zombie for a second or so, and
     * PostgreSQL takes a zombie for alive and refuses to start.
     */
    void awaitOldServerGone() throws IOException, InterruptedException {
        Optional<Long> old = oldPid();
        if (old.isEmpty()) {
            return;
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (isPostgres(old.get()) && System.nanoTime() < deadline) {
            Thread.sleep(LOOK_MILLIS);
        }
        if (!isPostgres(old.get()) && ProcessHandle.of(old.get()).isPresent()) {
            LOG.info("The process id in {} belongs to another program now; the file is removed", pidFile);
            Files.deleteIfExists(pidFile);
        }
    }

    /** The last lines of the log, for a message. */
    String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    private Optional<Long> oldPid() throws IOException {
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(pidFile);
        try {
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Long.parseLong(lines.getFirst().strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean isPostgres(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "comm"))
                    .strip()
                    .equals("postgres");
        } catch (IOException e) {
            return false;
        }
    }
}
