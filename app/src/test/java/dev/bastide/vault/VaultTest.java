package dev.bastide.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A seal opens only with its key and in its context; without the right key the installation is locked. */
class VaultTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    Path home;

    @Test
    void opensWhatItSealed() {
        Vault vault = open("");

        byte[] sealed = vault.seal("secret".getBytes(UTF_8), "identity.totp:1");

        assertThat(vault.open(sealed, "identity.totp:1")).isEqualTo("secret".getBytes(UTF_8));
        assertThat(new String(sealed, UTF_8)).doesNotContain("secret");
    }

    @Test
    void refusesASealMovedToAnotherContext() {
        Vault vault = open("");
        byte[] sealed = vault.seal("secret".getBytes(UTF_8), "identity.totp:1");

        assertThatThrownBy(() -> vault.open(sealed, "identity.totp:2")).isInstanceOf(SealBroken.class);
    }

    @Test
    void aTimeWithoutAnEndBearsNoMarkAndIsNeverMarked() {
        Vault vault = open("");
        Instant endless = OffsetDateTime.MAX.toInstant();
        byte[] mark = vault.mark("x", "y");

        assertThat(vault.bears(mark, "x", "y")).isTrue();
        assertThat(vault.bears(mark, "x", endless)).isFalse();
        assertThatThrownBy(() -> vault.mark("x", endless)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesEveryFlippedBit() {
        Vault vault = open("");
        byte[] sealed = vault.seal("secret".getBytes(UTF_8), "x");

        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] bent = sealed.clone();
            bent[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> vault.open(bent, "x")).isInstanceOf(SealBroken.class);
        }
    }

    @Test
    void aDataKeyComesBackFromItsWrappedForm() {
        Vault vault = open("");
        DataKey key = vault.newDataKey("recording:1");
        byte[] sealed = key.seal("bytes".getBytes(UTF_8), "chunk:0");

        DataKey again = open("").unwrap(key.wrapped(), "recording:1");

        assertThat(again.open(sealed, "chunk:0")).isEqualTo("bytes".getBytes(UTF_8));
        assertThatThrownBy(() -> vault.unwrap(key.wrapped(), "recording:2")).isInstanceOf(SealBroken.class);
    }

    @Test
    void knowsItsMarkAgainAfterARestart() {
        UUID row = UUID.randomUUID();
        Instant time = Instant.parse("2026-11-22T10:00:00.123456Z");
        byte[] mark = open("").mark("approval.vote", row, "yes", true, 7, null, time, List.of("a", "b"));

        assertThat(open("").bears(mark, "approval.vote", row, "yes", true, 7L, null, time, List.of("a", "b")))
                .isTrue();
        assertThat(mark).hasSize(32);
    }

    @Test
    void refusesAMarkForAnythingElse() {
        Vault vault = open("");
        byte[] mark = vault.mark("approval.vote", "a", "b", null);

        assertThat(vault.bears(mark, "access.permit", "a", "b", null)).isFalse();
        assertThat(vault.bears(mark, "approval.vote", "ab", "", null)).isFalse();
        assertThat(vault.bears(mark, "approval.vote", "a", "b")).isFalse();
        assertThat(vault.bears(mark, "approval.vote", "a", "b", "")).isFalse();
        assertThat(vault.bears(mark, "approval.vote", List.of("a", "b"), null)).isFalse();
        assertThat(vault.bears(null, "approval.vote", "a", "b", null)).isFalse();
        assertThat(vault.bears(new byte[32], "approval.vote", "a", "b", null)).isFalse();
    }

    /** The form of a mark is kept for ever: with another one, every row would be refused after an upgrade. */
    @Test
    void keepsTheFormOfAMark() throws IOException {
        Files.writeString(home.resolve("master.key"), "0f".repeat(32));
        UUID row = UUID.fromString("00000000-0000-0000-0000-000000000001");
        Instant time = Instant.parse("2026-11-22T10:00:00.123456Z");

        byte[] mark = open("").mark("trial", row, "yes", true, 7, null, time, new byte[] {1}, List.of("a"));

        assertThat(HexFormat.of().formatHex(mark))
                .isEqualTo("4230e08c4851f64a760d44f9ec11a31f39b8cc098aad472a6bb24e708dd07ad0");
    }

    @Test
    void marksNothingThatTheDatabaseWouldRound() {
        Vault vault = open("");

        assertThatThrownBy(() -> vault.mark("x", Instant.ofEpochSecond(1, 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> vault.mark("x", 1.5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theKeyFileIsItsOwnersAlone() throws IOException {
        open("");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("master.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void locksWhenTheKeyIsGoneAndMakesNoNewOne() throws IOException {
        open("");
        Files.delete(home.resolve("master.key"));

        Vault vault = open("");

        assertThat(vault.locked()).isTrue();
        assertThat(home.resolve("master.key")).doesNotExist();
        assertThatThrownBy(() -> vault.seal(new byte[1], "x")).isInstanceOf(VaultLocked.class);
        assertThatThrownBy(() -> vault.mark("x", "row")).isInstanceOf(VaultLocked.class);
        assertThatThrownBy(() -> vault.bears(new byte[32], "x", "row")).isInstanceOf(VaultLocked.class);
    }

    @Test
    void locksWithAWrongKey() throws IOException {
        open("");
        Files.writeString(home.resolve("master.key"), "00".repeat(32));

        assertThat(open("").locked()).isTrue();
    }

    @Test
    void keysPutsBackOnlyTheRightKey(@TempDir Path safe) throws IOException {
        open("");
        Path copy = Files.copy(home.resolve("master.key"), safe.resolve("copy.key"));
        Path wrong = Files.writeString(safe.resolve("wrong.key"), "00".repeat(32));
        Files.delete(home.resolve("master.key"));

        assertThat(keys("status")).isEqualTo(3);
        assertThat(keys("restore", wrong.toString())).isEqualTo(3);
        assertThat(open("").locked()).isTrue();
        assertThat(keys("restore", copy.toString())).isZero();
        assertThat(open("").locked()).isFalse();
    }

    @Test
    void keysMovesTheKeyAwayFromTheData(@TempDir Path safe) {
        byte[] sealed = open("").seal(new byte[] {7}, "x");
        assertThat(open("").keyLiesBesideData()).isTrue();

        assertThat(keys("move", home.resolve("inside").toString())).isEqualTo(3);
        assertThat(keys("move", safe.toString())).isZero();

        Vault moved = open(safe.resolve("master.key").toString());
        assertThat(moved.keyLiesBesideData()).isFalse();
        assertThat(moved.open(sealed, "x")).containsExactly(7);
        assertThat(open("").locked()).isTrue();
    }

    private int keys(String... words) {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
        return new Keys(home, KeyFile.of(home, "", "", RANDOM), nowhere, nowhere).run(List.of(words));
    }

    private Vault open(String keyFile) {
        KeyFile provider = KeyFile.of(home, keyFile, "", RANDOM);
        provider.makeIfNew();
        return new Vault(provider, RANDOM);
    }
}
