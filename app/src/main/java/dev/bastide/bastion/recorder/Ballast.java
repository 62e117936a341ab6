package dev.bastide.bastion.recorder;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that only takes room. When the disk is full it is given up, so that the alarm, the end of each session and the
 * sign-in of whoever repairs it can still be written.
 */
final class Ballast {
    private static final int BLOCK_BYTES = 1 << 20;

    private final Path file;
    private final int megabytes;

    Ballast(Path file, int megabytes) {
        this.file = file;
        this.megabytes = megabytes;
    }

    boolean present() {
        return Files.exists(file);
    }

    /** Takes the room, if there is at least as much again. Returns whether it is taken now. */
    boolean take() throws IOException {
        if (present()) {
            return true;
        }
        long bytes = (long) megabytes * BLOCK_BYTES;
        if (Files.getFileStore(file.getParent()).getUsableSpace() < 2 * bytes) {
            return false;
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (OutputStream out = Files.newOutputStream(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            byte[] block = new byte[BLOCK_BYTES];
            for (int i = 0; i < megabytes; i++) {
                out.write(block);
            }
        }
        Files.move(part, file);
        return true;
    }

    /** Whether so little room is left that it must be given up. */
    boolean needed() {
        try {
            return Files.getFileStore(file.getParent()).getUsableSpace() < (long) megabytes * BLOCK_BYTES;
        } catch (IOException e) {
            return true;
        }
    }

    void giveUp() throws IOException {
        Files.deleteIfExists(file);
    }
}
