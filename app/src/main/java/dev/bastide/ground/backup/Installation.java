package dev.bastide.ground.backup;

import dev.bastide.ground.Home;
import dev.bastide.ground.HomeInUse;
import dev.bastide.ground.postgres.Passwords;
import dev.bastide.ground.postgres.ServerAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Backs up an installation and restores one. The master key stays out of a backup unless it is asked for: a backup
 * without it is unreadable to whoever finds it, and useless to its owner if he loses the key.
 */
public final class Installation {
    private static final String KEY = "master.key";
    /** Of a rotation under way there lies a key beside the one in use: it goes with no backup. */
    private static final Set<String> LEFT_OUT =
            Set.of("bastide.lock", "cache", "postgres", "master.key.next", "master.key.lock");

    private static final int LINE_OF_PORT = 3;

    private final Clock clock;

    public Installation(Clock clock) {
        this.clock = clock;
    }

    /** What a backup holds. {@code databaseIncluded} false means that the database is somebody's own. */
    public record Done(Path folder, boolean databaseIncluded, boolean keyIncluded) {}

    /**
     * Copies the installation into a new folder below {@code into}. Throws {@link IllegalStateException} with a full
     * sentence when it cannot; what was copied until then carries no manifest and is refused by a restore.
     */
    public Done backUp(Path home, Path into, boolean withKey) {
        if (!Files.isDirectory(home)) {
            throw new IllegalStateException("There is no installation in " + home + ".");
        }
        String madeAt = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        Path target = into.resolve("bastide-" + madeAt.replace(":", ""));
        try {
            Files.createDirectories(into);
            Files.createDirectory(
                    target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Optional<Path> data = dataFolder(home);
            if (data.isPresent()) {
                copyDatabase(home, data.get(), target.resolve("database"));
                Files.copy(passwords(home), target.resolve("passwords"));
            }
            // After the database: a row never speaks of a file that the copy lacks.
            Trees.copy(home, target.resolve("home"), path -> isCopied(path, withKey));
            Manifest.write(target, madeAt);
            return new Done(
                    target,
                    data.isPresent(),
                    Files.exists(target.resolve("home").resolve(KEY)));
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("The backup to " + target + " failed: " + e.getMessage(), e);
        }
    }

    /** Makes an installation from a backup in a folder that is empty or does not exist. */
    public void restore(Path backup, Path home) {
        try {
            List<String> differences = Manifest.differences(backup);
            if (!differences.isEmpty()) {
                throw new IllegalStateException("The backup is not whole, nothing was restored. "
                        + String.join("; ", differences.subList(0, Math.min(5, differences.size()))));
            }
            if (Files.exists(home) && !isEmpty(home)) {
                throw new IllegalStateException("The folder " + home + " is not empty, nothing was restored.");
            }
            try (Home taken = Home.open(home)) {
                Trees.copy(backup.resolve("home"), taken.folder(), path -> true);
                // What was signed after the backup is not in it: the record's log asks before it goes on.
                Path log = Files.createDirectories(taken.folder().resolve("log"));
                Files.writeString(log.resolve("restored"), backup.getFileName() + "\n");
                if (Files.exists(backup.resolve("database"))) {
                    Path postgres = taken.folder().resolve("postgres");
                    Files.createDirectories(postgres);
                    Files.setPosixFilePermissions(postgres, PosixFilePermissions.fromString("rwx--x--x"));
                    Trees.copy(backup.resolve("database"), postgres, path -> true);
                    Files.copy(backup.resolve("passwords"), postgres.resolve("passwords"));
                    Files.setPosixFilePermissions(
                            postgres.resolve("passwords"), PosixFilePermissions.fromString("rw-------"));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("The restore to " + home + " failed: " + e.getMessage(), e);
        }
    }

    private static void copyDatabase(Path home, Path data, Path target) throws IOException, SQLException {
        Files.createDirectories(target);
        Path copy = target.resolve(data.getFileName().toString());
        try (Home free = Home.open(home)) {
            DatabaseCopy.stopped(data, copy);
            Files.exists(free.folder());
        } catch (HomeInUse e) {
            Passwords passwords = Passwords.in(passwords(home), new SecureRandom());
            DatabaseCopy.running(ServerAccess.onPort(port(data), passwords), data, copy);
        }
    }

    private static boolean isCopied(Path path, boolean withKey) {
        return !LEFT_OUT.contains(path.getName(0).toString())
                && (withKey || !path.toString().equals(KEY));
    }

    private static int port(Path data) throws IOException {
        List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
        if (lines.size() <= LINE_OF_PORT) {
            throw new IOException("the database is just starting or stopping; try again");
        }
        return Integer.parseInt(lines.get(LINE_OF_PORT).strip());
    }

    private static Path passwords(Path home) {
        return home.resolve("postgres").resolve("passwords");
    }

    private static Optional<Path> dataFolder(Path home) throws IOException {
        Path postgres = home.resolve("postgres");
        if (!Files.isDirectory(postgres)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(postgres)) {
            return folders.filter(f -> f.getFileName().toString().startsWith("data-"))
                    .max(java.util.Comparator.comparing(Path::toString));
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            return content.findAny().isEmpty();
        }
    }
}
