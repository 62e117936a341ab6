package dev.bastide.identity.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys are read from their wire format; weak, foreign and broken ones are refused with the reason. */
class PublicKeyLineTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "ed25519, 256, ssh-ed25519",
        "ecdsa, 256, ecdsa-sha2-nistp256",
        "ecdsa, 384, ecdsa-sha2-nistp384",
        "ecdsa, 521, ecdsa-sha2-nistp521",
        "rsa, 3072, ssh-rsa",
        "rsa, 4096, ssh-rsa"
    })
    void acceptsWhatSshKeygenMakes(String type, int bits, String kind) throws Exception {
        String line = keygen(type, bits);

        PublicKeyLine key = PublicKeyLine.read(line);

        assertThat(key.kind()).isEqualTo(kind);
        assertThat(key.bits()).isEqualTo(bits);
        assertThat(key.comment()).isEqualTo("somebody at home");
        assertThat(key.fingerprint()).isEqualTo(fingerprintBySshKeygen());
    }

    @Test
    void refusesShortRsaAndSaysHowShort() throws Exception {
        String line = keygen("rsa", 2048);

        assertThatExceptionOfType(PublicKeyRefused.class)
                .isThrownBy(() -> PublicKeyLine.read(line))
                .matches(refused -> refused.key().equals("identity.key.rsa-short")
                        && refused.detail().equals("2048"));
    }

    @Test
    void acceptsSecurityKeys() {
        String edwards = line("sk-ssh-ed25519@openssh.com", field("sk-ssh-ed25519@openssh.com"), new byte[32], "ssh:");
        byte[] point = new byte[65];
        point[0] = 4;
        ByteBuffer blob = ByteBuffer.allocate(200);
        put(blob, "sk-ecdsa-sha2-nistp256@openssh.com".getBytes(StandardCharsets.US_ASCII));
        put(blob, "nistp256".getBytes(StandardCharsets.US_ASCII));
        put(blob, point);
        put(blob, "ssh:".getBytes(StandardCharsets.US_ASCII));
        String curve = "sk-ecdsa-sha2-nistp256@openssh.com "
                + Base64.getEncoder().encodeToString(Arrays.copyOf(blob.array(), blob.position()));

        assertThat(PublicKeyLine.read(edwards).kind()).startsWith("sk-ssh-ed25519");
        assertThat(PublicKeyLine.read(curve).kind()).startsWith("sk-ecdsa");
    }

    @ParameterizedTest
    @CsvSource({
        "'', identity.key.not-a-key",
        "ssh-ed25519, identity.key.not-a-key",
        "ssh-ed25519 not/base64!, identity.key.not-a-key",
        "ssh-ed25519 AAAA, identity.key.not-a-key",
        "-----BEGIN OPENSSH PRIVATE KEY-----, identity.key.private"
    })
    void refusesWhatIsNoKey(String text, String reason) {
        assertThatExceptionOfType(PublicKeyRefused.class)
                .isThrownBy(() -> PublicKeyLine.read(text))
                .matches(refused -> refused.key().equals(reason));
    }

    @Test
    void refusesOtherKinds() {
        assertThatExceptionOfType(PublicKeyRefused.class)
                .isThrownBy(() -> PublicKeyLine.read(line("ssh-dss", field("ssh-dss"), new byte[20], "")))
                .matches(refused -> refused.key().equals("identity.key.dsa"));
        assertThatExceptionOfType(PublicKeyRefused.class)
                .isThrownBy(() -> PublicKeyLine.read(line("ssh-xyz", field("ssh-xyz"), new byte[20], "")))
                .matches(refused -> refused.key().equals("identity.key.kind"));
    }

    @Test
    void refusesKindThatDiffersFromTheBlob() throws Exception {
        String line = keygen("ed25519", 256).replaceFirst("ssh-ed25519", "ssh-rsa");

        assertThatExceptionOfType(PublicKeyRefused.class).isThrownBy(() -> PublicKeyLine.read(line));
    }

    @Test
    void refusesBytesBehindTheKeyAndSecondLines() throws Exception {
        String line = keygen("ed25519", 256);
        byte[] blob = Base64.getDecoder().decode(line.split(" ", -1)[1]);
        String longer = "ssh-ed25519 " + Base64.getEncoder().encodeToString(Arrays.copyOf(blob, blob.length + 1));

        assertThatExceptionOfType(PublicKeyRefused.class).isThrownBy(() -> PublicKeyLine.read(longer));
        assertThatExceptionOfType(PublicKeyRefused.class)
                .isThrownBy(() -> PublicKeyLine.read(line + "\nssh-ed25519 AAAA"));
    }

    @Test
    void anyBrokenBlobIsRefusedAndNothingElseHappens() throws Exception {
        long seed = 20261122;
        Random random = new Random(seed);
        byte[] blob = Base64.getDecoder().decode(keygen("rsa", 3072).split(" ", -1)[1]);

        for (int i = 0; i < 2_000; i++) {
            byte[] broken = Arrays.copyOf(blob, random.nextInt(blob.length));
            if (broken.length > 0) {
                broken[random.nextInt(broken.length)] ^= (byte) (1 + random.nextInt(255));
            }
            String text = "ssh-rsa " + Base64.getEncoder().encodeToString(broken);
            assertThatExceptionOfType(PublicKeyRefused.class)
                    .as("seed %s round %s", seed, i)
                    .isThrownBy(() -> PublicKeyLine.read(text));
        }
    }

    private static byte[] field(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String line(String kind, byte[] name, byte[] key, String application) {
        ByteBuffer blob = ByteBuffer.allocate(200);
        put(blob, name);
        put(blob, key);
        put(blob, application.getBytes(StandardCharsets.US_ASCII));
        return kind + " " + Base64.getEncoder().encodeToString(Arrays.copyOf(blob.array(), blob.position()));
    }

    private static void put(ByteBuffer blob, byte[] field) {
        blob.putInt(field.length).put(field);
    }

    private String keygen(String type, int bits) throws IOException, InterruptedException {
        Path key = folder.resolve("key");
        Files.deleteIfExists(key);
        run("ssh-keygen", "-q", "-t", type, "-b", "" + bits, "-N", "", "-C", "somebody at home", "-f", key.toString());
        return Files.readString(folder.resolve("key.pub"));
    }

    private String fingerprintBySshKeygen() throws IOException, InterruptedException {
        return run("ssh-keygen", "-l", "-f", folder.resolve("key.pub").toString())
                .split(" ", -1)[1];
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
