package dev.bastide.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;

/**
 * The master key in a file of 64 hexadecimal digits, mode 0600. A key handed over from outside (a path in
 * {@code BASTIDE_KEY_FILE}, or {@code master.key} in the service manager's {@code CREDENTIALS_DIRECTORY}) goes before
 * the one in the home folder. A key is made only in a home folder that never had one. Beside the data lies the ring of
 * keys that it wraps, or in an installation that never had a ring a check value; either tells a wrong key from the right
 * one, so that a wrong key locks instead of sealing new secrets.
 */
public final class KeyFile implements KeyProvider {
    static final String NAME = "master.key";
    static final String CHECK = "master.key.check";
    static final String RING = "master.key.ring";
    static final String NEXT = ".next";
    static final String LOCK = "master.key.lock";

    /** What stands in the place of the check value where there is a ring: without it no key is the right one. */
    static final String RINGED = "ring";

    private static final int KEY_BYTES = 32;
    private static final int RING_BYTES_MAX = 1 << 20;
    private static final String CHECK_CONTEXT = "vault.check";
    private static final String RING_CONTEXT = "vault.ring";

    private final Path home;
    private final Optional<Path> outside;
    private final AesGcm gcm;
    private final SecureRandom random;
    private final KeyDisk disk;
    private final InstantSource time;

    KeyFile(Path home, Optional<Path> outside, SecureRandom random, KeyDisk disk, InstantSource time) {
        this.home = home;
        this.outside = outside;
        this.random = random;
        this.gcm = new AesGcm(random);
        this.disk = disk;
        this.time = time;
    }

    /**
     * The key file of an installation.
     *
     * @param home the home folder
     * @param keyFile value of {@code BASTIDE_KEY_FILE}, blank for none
     * @param credentials value of {@code CREDENTIALS_DIRECTORY}, blank for none
     */
    public static KeyFile of(Path home, String keyFile, String credentials, SecureRandom random) {
        return new KeyFile(home, outside(keyFile, credentials), random, KeyDisk.real(), InstantSource.system());
    }

    /** The same on another disk, and with another time. */
    KeyFile on(KeyDisk other, InstantSource now) {
        return new KeyFile(home, outside, random, other, now);
    }

    /**
     * Makes a key and its ring in a home folder that never had one, and the check value for a key that has none yet. Ends a
     * rotation that was broken off: the key that is there is the one that stays.
     */
    public void makeIfNew() {
        try {
            if (!wasInitialized() && outside.isEmpty() && !Files.exists(inHome())) {
                byte[] key = new byte[KEY_BYTES];
                random.nextBytes(key);
                putKey(inHome(), key);
                disk.write(ringFile(), wrappedRing(KeyRing.fresh(random, time.instant()), List.of(key)));
                disk.write(check(), RINGED + "\n");
            }
            if (!wasInitialized()) {
                Optional<byte[]> key = read();
                if (key.isPresent()) {
                    disk.write(check(), checkOf(key.get()) + "\n");
                }
            }
            settle();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the files of the master key in " + home, e);
        }
    }

    private void settle() throws IOException {
        boolean left = slots().size() > 1
                || Files.exists(next(file()))
                || Files.exists(next(ringFile()))
                || Files.exists(next(check()));
        Optional<byte[]> key = left ? masterKey() : Optional.empty();
        if (key.isEmpty()) {
            return;
        }
        Optional<Lock> lock = lock();
        if (lock.isPresent()) {
            try (Lock held = lock.get()) {
                held.required();
                finish(key.get());
            }
        }
    }

    /** Leaves the ring to this key alone, and nothing else of a rotation behind. */
    void finish(byte[] key) throws IOException {
        if (slots().size() > 1) {
            putRing(ringOf(key).orElseThrow(), List.of(key));
        }
        disk.delete(next(file()));
        disk.delete(next(ringFile()));
        disk.delete(next(check()));
        if (Files.exists(ringFile())
                && !(Files.exists(check()) && Files.readString(check()).strip().equals(RINGED))) {
            disk.write(next(check()), RINGED + "\n");
            own(next(check()), home);
            disk.rename(next(check()), check());
        }
    }

    /** Puts a ring in the place of the one that is there, at one stroke: each of these keys opens it. */
    void putRing(KeyRing ring, List<byte[]> keys) throws IOException {
        disk.write(next(ringFile()), wrappedRing(ring, keys));
        own(next(ringFile()), home);
        disk.rename(next(ringFile()), ringFile());
    }

    /** Puts a key in the place of the one that is there, at one stroke. */
    void putKey(Path file, byte[] key) throws IOException {
        disk.write(next(file), text(key));
        own(next(file), file.startsWith(home) || !Files.exists(file) ? home : file);
        disk.rename(next(file), file);
    }

    KeyDisk disk() {
        return disk;
    }

    /**
     * Gives a fresh file to the account that has the home folder, or had the file before: root may run these commands, and
     * the server must read what they write. Throws {@link IOException} where this account may not.
     */
    static void own(Path fresh, Path like) throws IOException {
        UserPrincipal owner = Files.getOwner(like, LinkOption.NOFOLLOW_LINKS);
        if (!owner.equals(Files.getOwner(fresh, LinkOption.NOFOLLOW_LINKS))) {
            Files.getFileAttributeView(fresh, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setOwner(owner);
        }
    }

    static Path next(Path file) {
        return file.resolveSibling(file.getFileName() + NEXT);
    }

    static String text(byte[] key) {
        return HexFormat.of().formatHex(key) + "\n";
    }

    private String wrappedRing(KeyRing ring, List<byte[]> keys) {
        return keys.stream()
                .map(key ->
                        HexFormat.of().formatHex(gcm.seal(new SecretKeySpec(key, "AES"), ring.toBytes(), RING_CONTEXT)))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    @Override
    public Optional<byte[]> masterKey() {
        return read().filter(this::isTheRightOne);
    }

    @Override
    public Optional<KeyRing> ring() {
        return masterKey().flatMap(this::ringOf);
    }

    /** The ring that this key opens. */
    Optional<KeyRing> ringOf(byte[] key) {
        if (!Files.exists(ringFile(), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(KeyRing.ofMaster(key, checkedAt()));
        }
        for (String slot : slots()) {
            try {
                byte[] ring =
                        gcm.open(new SecretKeySpec(key, "AES"), HexFormat.of().parseHex(slot), RING_CONTEXT);
                return Optional.of(KeyRing.of(ring));
            } catch (SealBroken | IllegalArgumentException e) {
                // The next one may be its own.
            }
        }
        return Optional.empty();
    }

    /** The ring, once for each key that opens it: two while a rotation is under way. */
    List<String> slots() {
        try {
            return Files.isRegularFile(ringFile(), LinkOption.NOFOLLOW_LINKS)
                            && Files.size(ringFile()) <= RING_BYTES_MAX
                    ? Files.readAllLines(ringFile()).stream()
                            .filter(line -> !line.isBlank())
                            .toList()
                    : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** An older installation wrote its check value when its key was made. */
    private Instant checkedAt() {
        try {
            return Files.getLastModifiedTime(check()).toInstant();
        } catch (IOException e) {
            return time.instant();
        }
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
        return Files.exists(check()) || Files.exists(ringFile(), LinkOption.NOFOLLOW_LINKS);
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
        if (Files.exists(ringFile(), LinkOption.NOFOLLOW_LINKS)) {
            return ringOf(key).isPresent();
        }
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

    /** Held by whoever changes the files of keys. */
    static final class Lock implements AutoCloseable {
        private final FileChannel channel;
        private final FileLock lock;

        private Lock(FileChannel channel, FileLock lock) {
            this.channel = channel;
            this.lock = lock;
        }

        void required() {
            if (!lock.isValid()) {
                throw new IllegalStateException("the lock of the keys was lost");
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** The right to change the files of keys; nothing while somebody else has it. */
    Optional<Lock> lock() throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileChannel channel = FileChannel.open(home.resolve(LOCK), options, ownerOnly);
        try {
            FileLock taken = channel.tryLock();
            if (taken != null) {
                return Optional.of(new Lock(channel, taken));
            }
        } catch (OverlappingFileLockException e) {
            // Another part of this very program has it.
        }
        channel.close();
        return Optional.empty();
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

    Path inHome() {
        return home.resolve(NAME);
    }

    Path ringFile() {
        return home.resolve(RING);
    }

    private Path check() {
        return home.resolve(CHECK);
    }

    /** Whether these are the same keys; how long it takes tells nothing. */
    static boolean isSame(KeyRing one, KeyRing other) {
        return Arrays.equals(one.toBytes(), other.toBytes()) && Objects.equals(one.madeAt(), other.madeAt());
    }
}
