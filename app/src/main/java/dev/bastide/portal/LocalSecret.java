package dev.bastide.portal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Tells a command run on the server itself from a request over the network: a random secret in a file of the home
 * folder that only its owner can read, new at every start. Whoever can read it could read the key file too.
 */
@Component
class LocalSecret {
    static final String NAME = "local.secret";

    private static final int BYTES = 32;

    private final byte[] secret;

    LocalSecret(@Value("${bastide.home}") Path home, SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String text = HexFormat.of().formatHex(bytes);
        this.secret = text.getBytes(StandardCharsets.US_ASCII);
        write(home.resolve(NAME), text + "\n");
    }

    /** Whether the caller knows the secret; takes the same time for every wrong answer. */
    boolean is(String given) {
        return MessageDigest.isEqual(secret, given.strip().getBytes(StandardCharsets.US_ASCII));
    }

    private static void write(Path file, String text) {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.deleteIfExists(file);
            try (var channel = Files.newByteChannel(
                    file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
                channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + NAME + " in the home folder", e);
        }
    }
}
