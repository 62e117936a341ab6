package dev.bastide.audit.witness;

import dev.bastide.audit.log.Checkpoint;
import dev.bastide.audit.log.NoteFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Path file = folder.resolve(name(origin));
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
        NoteFile.put(folder, name(origin), note);
    }

    private static String name(String origin) {
        try {
            byte[] name = MessageDigest.getInstance("SHA-256").digest(origin.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(name) + ".checkpoint";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
