package dev.bastide.audit.witness;

import dev.bastide.audit.log.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The last checkpoint of each log that this witness cosigned, a file each. A file that cannot be read is never taken for
 * none: a witness that forgets would cosign anything.
 */
final class WitnessMemory {
    private final Path folder;

    WitnessMemory(Path folder) {
        this.folder = folder;
    }

    /** The checkpoint of this log cosigned last; nothing before the first. */
    Optional<Checkpoint> last(String origin) throws IOException {
        Path file = file(origin);
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        Checkpoint last = Checkpoint.read(Files.readString(file))
                .filter(read -> read.origin().equals(origin))
                .orElseThrow(() -> new IOException(file + " is not the checkpoint of " + origin
                        + " that was cosigned last. Put it back from a backup; without it this witness says nothing."));
        return Optional.of(last);
    }

    /** Keeps this one, safe on the disk when it returns. */
    void remember(String origin, String note) throws IOException {
        Path file = file(origin);
        Path draft = folder.resolve(file.getFileName() + ".part");
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(note.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path file(String origin) {
        try {
            byte[] name = MessageDigest.getInstance("SHA-256").digest(origin.getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(name) + ".checkpoint");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
