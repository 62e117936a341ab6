package dev.bastide.bastion.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Names whoever works in this home folder, the same after a restart: since one program at a time may hold the folder,
 * what an earlier run left open under this name is certainly over.
 */
@Component
public class HolderName {
    private final UUID value;

    HolderName(@Value("${bastide.home}") Path home) {
        try {
            Path file = home.toAbsolutePath().resolve("recordings").resolve("holder");
            Files.createDirectories(file.getParent());
            if (!Files.exists(file)) {
                Files.writeString(file, UUID.randomUUID().toString());
            }
            value = UUID.fromString(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("the home folder cannot be written", e);
        }
    }

    /** The name. */
    public UUID value() {
        return value;
    }
}
