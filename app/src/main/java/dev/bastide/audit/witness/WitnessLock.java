package dev.bastide.audit.witness;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One witness a home: two with one key and one memory could each cosign a history that contradicts the other's. The
 * operating system lets go of the lock when the program ends, however it ends.
 */
final class WitnessLock implements AutoCloseable {
    private final FileChannel file;

    private WitnessLock(FileChannel file) {
        this.file = file;
    }

    /** Takes the home for this witness; throws with a sentence for the reader when another one has it. */
    static WitnessLock take(Path home) throws IOException {
        FileChannel file = FileChannel.open(
                home.resolve("witness.lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        if (!locked(file)) {
            file.close();
            throw new IOException("another witness runs in " + home
                    + ". Two of one home could cosign two histories; stop the other one first, or give this one a home of"
                    + " its own.");
        }
        return new WitnessLock(file);
    }

    private static boolean locked(FileChannel file) throws IOException {
        try {
            @Nullable FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
