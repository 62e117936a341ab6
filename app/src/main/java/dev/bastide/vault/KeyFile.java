package dev.bastide.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;

/**
 * The master key in a file of 64 hexadecimal digits, mode 0600. A key handed over from outside (a path in
 * {@code BASTIDE_KEY_FILE}, or {@code master.key} in the service manager's {@code CREDENTIALS_DIRECTORY}) goes before
 * the one in the home folder. A key is made only in a home folder that never had one. A check value beside the data
 * tells a wrong key from the right one, so that a wrong key locks instead of sealing new secrets.
 */
public final class KeyFile implements KeyProvider {
    static final String NAME = "master.key";
    static final String CHECK = "master.key.check";

    private static final int KEY_BYTES = 32;
    private static final String CHECK_CONTEXT = "vault.check";

    private final Path home;
    private final Optional<Path> outside;
    private final AesGcm gcm;
    private final SecureRandom random;

    KeyFile(Path home, Optional<Path> outside, SecureRandom random) {
        this.home = home;
        this.outside = outside;
        this.random = random;
        this.gcm = new AesGcm(random);
    }

    /**
     * The key file of an installation.
     *
     * @param home the home folder
     * @param keyFile value of {@code BASTIDE_KEY_FILE}, blank for none
     * @param credentials value of {@code CREDENTIALS_DIRECTORY}, blank for none
     */
    public static KeyFile of(Path home, String keyFile, String credentials, SecureRandom random) {
        return new KeyFile(home, outside(keyFile, credentials), random);
    }

    /** Makes a key in a home folder that never had one, and the check value for a key that has none yet. */
    public void makeIfNew() {
        if (!Files.exists(check()) && outside.isEmpty() && !Files.exists(inHome())) {
            byte[] key = new byte[KEY_BYTES];
            random.nextBytes(key);
            write(inHome(), HexFormat.of().formatHex(key) + "\n");
        }
        if (!Files.exists(check())) {
            read().ifPresent(key -> write(check(), checkOf(key) + "\n"));
        }
    }

    @Override
    public Optional<byte[]> masterKey() {
        return read().filter(this::isTheRightOne);
    }

    @Override
    public boolean liesBesideData() {
        return file().toAbsolutePath()
                .normalize()
                .startsWith(home.toAbsolutePath().normalize());
    }

    /** Where the key is looked for. */
    public Path file() {
        return outside.orElse(inHome());
    }

    /** Whether this home folder ever had a key: a missing key then locks it. */
    public boolean wasInitialized() {
        return Files.exists(check());
    }

    /** A short public name of the key: the first 16 hexadecimal digits of its SHA-256. */
    public Optional<String> fingerprint() {
        return masterKey().map(KeyFile::fingerprintOf);
    }

    static String fingerprintOf(byte[] key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has SHA-256", e);
        }
    }

    /** Reads a key file's 32 bytes; nothing when it is absent or malformed. */
    static Optional<byte[]> readFile(Path file) {
        try {
            byte[] key = HexFormat.of().parseHex(Files.readString(file).strip());
            return key.length == KEY_BYTES ? Optional.of(key) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean isTheRightOne(byte[] key) {
        if (!Files.exists(check())) {
            return true;
        }
        try {
            byte[] sealed = HexFormat.of().parseHex(Files.readString(check()).strip());
            gcm.open(new SecretKeySpec(key, "AES"), sealed, CHECK_CONTEXT);
            return true;
        } catch (IOException | IllegalArgumentException | SealBroken e) {
            return false;
        }
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (var channel = Files.newByteChannel(file, options, ownerOnly)) {
                channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file.getFileName(), e);
        }
    }

    private static Optional<Path> outside(String keyFile, String credentials) {
        if (!keyFile.isBlank()) {
            return Optional.of(Path.of(keyFile));
        }
        return credentials.isBlank()
                ? Optional.empty()
                : Optional.of(Path.of(credentials, NAME)).filter(Files::exists);
    }

    private Optional<byte[]> read() {
        return readFile(file());
    }

    private String checkOf(byte[] key) {
        byte[] nothing = new byte[0];
        return HexFormat.of().formatHex(gcm.seal(new SecretKeySpec(key, "AES"), nothing, CHECK_CONTEXT));
    }

    private Path inHome() {
        return home.resolve(NAME);
    }

    private Path check() {
        return home.resolve(CHECK);
    }
}
