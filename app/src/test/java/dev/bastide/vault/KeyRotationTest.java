package dev.bastide.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.testing.Killed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A new master key in the place of the old one: at every moment one of them opens everything. */
class KeyRotationTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123456Z");

    /** More than a rotation does to the disk. */
    private static final int STEPS = 14;

    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void makeHome() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
    }

    /** What was sealed and marked before, to be opened after. */
    private record Before(byte[] sealed, byte[] wrapped, byte[] mark) {
        static Before of(Vault vault) {
            return new Before(
                    vault.seal("secret".getBytes(UTF_8), "x"),
                    vault.newDataKey("k").wrapped(),
                    vault.mark("m", "row"));
        }

        void opensIn(Vault vault) {
            assertThat(vault.locked()).isFalse();
            assertThat(vault.open(sealed, "x")).isEqualTo("secret".getBytes(UTF_8));
            assertThat(vault.unwrap(wrapped, "k").wrapped()).isEqualTo(wrapped);
            assertThat(vault.bears(mark, "m", "row")).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everythingOpensAfterIt(boolean older) throws IOException {
        make(older);
        Vault running = vault();
        Vault waiting = vault();
        Vault another = vault();
        Before before = Before.of(running);
        byte[] old = key();

        assertThat(rotate(KeyDisk.real())).isInstanceOf(KeyRotation.Outcome.Rotated.class);

        Vault after = vault();
        before.opensIn(after);
        Before fresh = Before.of(after);
        // Another program on this home sealed it; what somebody invented opens as little as before.
        assertThatThrownBy(() -> another.open(new byte[40], "x")).isInstanceOf(SealBroken.class);
        fresh.opensIn(waiting);
        assertThat(running.takeUp()).isTrue();
        assertThat(running.takeUp()).isFalse();
        fresh.opensIn(running);
        before.opensIn(running);
        assertThat(running.master().madeAt()).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(running.master().rotations()).isEqualTo(1);
        assertThat(running.rewrapped(fresh.wrapped(), "k")).isEmpty();
        assertThat(running.rewrapped(before.wrapped(), "k"))
                .hasValueSatisfying(
                        wrapped -> assertThat(after.unwrap(wrapped, "k").key())
                                .isEqualTo(after.unwrap(before.wrapped(), "k").key()));
        // The old one opens nothing here any more.
        assertThat(file().isTheRightOne(old)).isFalse();
        Files.writeString(home.resolve(KeyFile.NAME), KeyFile.text(old));
        assertThat(vault().locked()).isTrue();
    }

    /** Marks and seals of an installation that was made with a ring rest on nothing that the master key alone gives. */
    @Test
    void theMasterKeyAloneGivesNothing() throws IOException {
        Before before = Before.of(vault());
        Files.delete(home.resolve(KeyFile.RING));

        assertThat(vault().locked()).isTrue();
        KeyRing alone = KeyRing.ofMaster(key(), NOW);
        Vault forged = new Vault(new Fixed(alone), RANDOM);
        assertThat(forged.mark("m", "row")).isNotEqualTo(before.mark());
        assertThatThrownBy(() -> forged.open(before.sealed(), "x")).isInstanceOf(SealBroken.class);
    }

    private record Fixed(KeyRing fixed) implements KeyProvider {
        @Override
        public Optional<byte[]> masterKey() {
            return Optional.of(new byte[32]);
        }

        @Override
        public boolean liesBesideData() {
            return false;
        }

        @Override
        public Optional<KeyRing> ring() {
            return Optional.of(fixed);
        }
    }

    @Test
    void killedAtAnyMomentOneOfTheKeysOpensEverything() throws IOException {
        for (boolean older : new boolean[] {true, false}) {
            for (boolean torn : new boolean[] {true, false}) {
                for (int step = 1; step <= STEPS; step++) {
                    home = Files.createDirectories(folder.resolve("home-" + older + torn + step));
                    make(older);
                    Before before = Before.of(vault());
                    FailingDisk disk = new FailingDisk(step, torn, true);
                    try {
                        rotate(disk);
                    } catch (Gone e) {
                        // As kill -9 does.
                    }
                    before.opensIn(new Vault(file(), RANDOM));
                    Before meanwhile = Before.of(new Vault(file(), RANDOM));

                    before.opensIn(vault());
                    meanwhile.opensIn(vault());
                    assertThat(file().slots().size()).isLessThanOrEqualTo(1);
                    assertThat(rest()).isEmpty();
                    assertThat(rotate(KeyDisk.real())).isInstanceOf(KeyRotation.Outcome.Rotated.class);
                    before.opensIn(vault());
                    meanwhile.opensIn(vault());
                }
            }
        }
    }

    @Test
    void aFullDiskChangesNothingOrAll() throws IOException {
        for (int step = 1; step <= STEPS; step++) {
            home = Files.createDirectories(folder.resolve("full-" + step));
            Before before = Before.of(vault());
            byte[] old = key();

            KeyRotation.Outcome outcome = rotate(new FailingDisk(step, true, false));

            boolean changed = outcome instanceof KeyRotation.Outcome.Rotated;
            assertThat(java.util.Arrays.equals(old, key())).isEqualTo(!changed);
            before.opensIn(new Vault(file(), RANDOM));
            before.opensIn(vault());
            assertThat(rest()).isEmpty();
        }
    }

    @Test
    void twoAtOnceAreOneAfterTheOther() throws Exception {
        Before before = Before.of(vault());
        try (KeyFile.Lock held = file().lock().orElseThrow()) {
            held.required();
            assertThat(rotate(KeyDisk.real())).isInstanceOf(KeyRotation.Outcome.Refused.class);
        }
        List<Thread> threads = java.util.stream.IntStream.range(0, 4)
                .mapToObj(at -> Thread.ofPlatform().start(() -> {
                    try {
                        rotate(KeyDisk.real());
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }

        before.opensIn(vault());
        assertThat(vault().master().rotations()).isBetween(1, 4);
        assertThat(rest()).isEmpty();
    }

    @Test
    void filesAreTheirOwnersAloneAndLinksAreNotFollowed() throws IOException {
        vault();
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "mine");
        Files.createSymbolicLink(home.resolve(KeyFile.NAME + KeyFile.NEXT), elsewhere);
        Files.createSymbolicLink(home.resolve(KeyFile.RING + KeyFile.NEXT), elsewhere);

        assertThat(rotate(KeyDisk.real())).isInstanceOf(KeyRotation.Outcome.Rotated.class);

        assertThat(elsewhere).hasContent("mine");
        for (String name : List.of(KeyFile.NAME, KeyFile.RING, KeyFile.CHECK, KeyFile.LOCK)) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(home.resolve(name), LinkOption.NOFOLLOW_LINKS)))
                    .as(name)
                    .isEqualTo("rw-------");
        }
        Path real = Files.move(home.resolve(KeyFile.NAME), folder.resolve("real.key"));
        Files.createSymbolicLink(home.resolve(KeyFile.NAME), real);
        assertThat(rotate(KeyDisk.real())).isInstanceOf(KeyRotation.Outcome.Refused.class);
        assertThat(vault().locked()).isFalse();
    }

    /** Root may run the command; the server, which is another account, must still read what it wrote. */
    @Test
    @EnabledIfSystemProperty(named = "user.name", matches = "root")
    void filesStayTheServersWhenRootRotates() throws IOException {
        vault();
        UserPrincipal server =
                home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        Files.setOwner(home, server);
        for (String name : List.of(KeyFile.NAME, KeyFile.RING, KeyFile.CHECK)) {
            Files.setOwner(home.resolve(name), server);
        }

        assertThat(rotate(KeyDisk.real())).isInstanceOf(KeyRotation.Outcome.Rotated.class);
        new KeyEvents(home).add(NOW, "key.rotate", "words");

        for (String name : List.of(KeyFile.NAME, KeyFile.RING, KeyFile.CHECK, "master.key.events")) {
            assertThat(Files.getOwner(home.resolve(name))).as(name).isEqualTo(server);
        }
    }

    @Test
    void aRingOfAnotherTimeIsNotTakenUp() throws IOException {
        Vault running = vault();
        Path other = Files.createDirectories(folder.resolve("other"));
        KeyFile.of(other, "", "", RANDOM).makeIfNew();
        for (String name : List.of(KeyFile.NAME, KeyFile.RING)) {
            Files.copy(other.resolve(name), home.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }

        assertThat(running.takeUp()).isFalse();
    }

    /** The same with a process that dies for good, and with it whatever it held. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 6, 8})
    void aProcessThatDiesInIt(int step) throws Exception {
        make(step % 2 == 0);
        Before before = Before.of(vault());

        assertThat(Killed.run(KilledRotation.class, home.toString(), Integer.toString(step)))
                .isEqualTo(KilledRotation.DEAD);

        before.opensIn(vault());
        assertThat(rest()).isEmpty();
    }

    private List<Path> rest() throws IOException {
        try (var files = Files.list(home)) {
            return files.filter(file -> file.toString().endsWith(KeyFile.NEXT)).toList();
        }
    }

    private void make(boolean older) throws IOException {
        if (older) {
            Files.writeString(home.resolve(KeyFile.NAME), "0f".repeat(32));
        }
        vault();
        assertThat(Files.exists(home.resolve(KeyFile.RING))).isEqualTo(!older);
    }

    private byte[] key() {
        return KeyFile.readFile(home.resolve(KeyFile.NAME)).orElseThrow();
    }

    private KeyFile file() {
        return KeyFile.of(home, "", "", RANDOM);
    }

    private Vault vault() {
        KeyFile file = file();
        file.makeIfNew();
        return new Vault(file, RANDOM);
    }

    private KeyRotation.Outcome rotate(KeyDisk disk) throws IOException {
        return new KeyRotation(file().on(disk, InstantSource.fixed(NOW)), RANDOM).rotate(NOW);
    }

    /** As if the process were no more. */
    static final class Gone extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Fails at one step and at all that follow: as a full disk does, or as if the process died; half of a file is written. */
    private static final class FailingDisk implements KeyDisk {
        private final KeyDisk real = KeyDisk.real();
        private final int at;
        private final boolean torn;
        private final boolean dies;
        private int step;

        FailingDisk(int at, boolean torn, boolean dies) {
            this.at = at;
            this.torn = torn;
            this.dies = dies;
        }

        private boolean fails() {
            step++;
            return step >= at;
        }

        private void fail() throws IOException {
            if (dies) {
                throw new Gone();
            }
            throw new IOException("No space left on device");
        }

        @Override
        public void write(Path file, String text) throws IOException {
            if (fails()) {
                if (torn) {
                    real.write(file, text.substring(0, text.length() / 2));
                }
                fail();
            }
            real.write(file, text);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            if (fails()) {
                fail();
            }
            real.rename(from, to);
        }

        @Override
        public void delete(Path file) throws IOException {
            // A full disk lets go of files; a process that is no more does not.
            if (fails() && dies) {
                fail();
            }
            real.delete(file);
        }
    }
}
