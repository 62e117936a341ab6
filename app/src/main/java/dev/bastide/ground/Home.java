package dev.bastide.ground;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The home folder: everything an installation owns. One program at a time holds its lock, which the system releases
 * however the program ends.
 */
public final class Home implements AutoCloseable {
    private final Path folder;
    private final FileChannel channel;

    private Home(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Makes the folder if needed and locks it. Throws {@link HomeInUse} when another program holds it, and
     * {@link HomeExposed} when others may write to it.
     */
    public static Home open(Path path) {
        Path folder = path.toAbsolutePath().normalize();
        try {
            if (!Files.exists(folder)) {
                HomeRights.make(folder);
            }
            HomeRights.check(folder);
            FileChannel channel = FileChannel.open(
                    folder.resolve("bastide.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new HomeInUse(folder);
            }
            return new Home(folder, channel);
        } catch (IOException e) {
            throw new HomeUnusable(folder, e);
        }
    }

    /** The absolute path of the home folder. */
    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}
