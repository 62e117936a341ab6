package dev.bastide.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * The master key in a file of 64 hexadecimal digits, mode 0600. A key handed over from outside (a path in
 * {@code BASTIDE_KEY_FILE}, or {@code master.key} in the service manager's {@code CREDENTIALS_DIRECTORY}) goes before
 * the one in the home folder. It is made only in a home folder that holds no data yet.
 */
final class KeyFile implements KeyProvider {
    static final String NAME = "master.key";

    private static final int KEY_BYTES = 32;

    private final Path home;
    private final Optional<Path> outside;

    KeyFile(Path home, Optional<Path> outside) {
        this.home = home;
        this.outside = outside;
    }

    /** Makes a key in the home folder when there is neither a key nor a sign that data was ever sealed there. */
    void makeIfNew(SecureRandom random) {
        Path marker = home.resolve("vault.initialized");
        if (outside.isEmpty() && !Files.exists(inHome()) && !Files.exists(marker)) {
            byte[] key = new byte[KEY_BYTES];
            random.nextBytes(key);
            write(inHome(), HexFormat.of().formatHex(key) + "\n");
        }
        if (masterKey().isPresent() && !Files.exists(marker)) {
            write(marker, "The master key existed when this file was written.\n");
        }
    }

    @Override
    public Optional<byte[]> masterKey() {
        Path file = outside.orElse(inHome());
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            byte[] key = HexFormat.of().parseHex(Files.readString(file).strip());
            return key.length == KEY_BYTES ? Optional.of(key) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean liesBesideData() {
        Path file = outside.orElse(inHome()).toAbsolutePath().normalize();
        return file.startsWith(home.toAbsolutePath().normalize());
    }

    private Path inHome() {
        return home.resolve(NAME);
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            try (var channel = Files.newByteChannel(
                    file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
                channel.write(java.nio.ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file.getFileName() + " in the home folder", e);
        }
    }
}
