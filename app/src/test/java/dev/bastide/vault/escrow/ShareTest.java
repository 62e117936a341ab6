package dev.bastide.vault.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Any two shares bring a secret back, and one tells nothing of it. */
class ShareTest {
    private static final byte[] FINGERPRINT = HexFormat.of().parseHex("0011223344556677");

    /** A source of chance that is the same every time, for the vector below. */
    private static final class Same extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final Random random = new Random(7);

        @Override
        public void nextBytes(byte[] bytes) {
            random.nextBytes(bytes);
        }
    }

    @Test
    void theFieldIsThatOfAes() {
        // FIPS 197, 4.2 and 4.2.1.
        assertThat(Field.multiply(0x57, 0x83)).isEqualTo(0xc1);
        assertThat(Field.multiply(0x57, 0x13)).isEqualTo(0xfe);
        assertThat(Field.multiply(0x57, 0x02)).isEqualTo(0xae);
        for (int element = 1; element < 256; element++) {
            assertThat(Field.multiply(element, Field.inverse(element))).isEqualTo(1);
        }
        assertThat(Field.inverse(0)).isZero();
    }

    /** By hand: the secret 0x42, the slope 0x57; at 1 it is 0x42 + 0x57, at 0x83 it is 0x42 + 0xc1. */
    @Test
    void twoPointsGiveTheLine() {
        int one = 0x42 ^ 0x57;
        int other = 0x42 ^ 0xc1;
        byte[] first = new byte[32];
        byte[] second = new byte[32];
        first[0] = (byte) one;
        second[0] = (byte) other;

        byte[] secret = Share.combine(share(1, first), share(0x83, second));

        assertThat(secret[0]).isEqualTo((byte) 0x42);
        assertThat(secret[1]).isZero();
    }

    private static Share share(int number, byte[] point) {
        return new Share(number, new Share.Bytes(new byte[4]), new Share.Bytes(FINGERPRINT), new Share.Bytes(point));
    }

    @Test
    void keepsTheFormOfASheet() {
        byte[] secret = HexFormat.of().parseHex("0f".repeat(32));

        List<String> lines =
                ShareText.lines(Share.of(secret, FINGERPRINT, 2, new Same()).getFirst());

        assertThat(lines).containsExactlyElementsOf(VECTOR);
    }

    /** Computed apart from this program, from docs/operations/keys.md. */
    private static final List<String> VECTOR = List.of(
            "040SJ 5RFQC 0128H K8HAP CXRQ7 DWARN CVRTR 3C13R", "1M3DR 9APA9 2SEWJ EZEYE N7A82 PRGM5 J4QBD 0H90M");

    @Test
    void anyTwoBringItBackAndOneFitsEverySecret() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        List<Share> shares = Share.of(secret, FINGERPRINT, 5, new SecureRandom());

        for (Share one : shares) {
            for (Share other : shares) {
                if (one.number() != other.number()) {
                    assertThat(Share.combine(one, other)).isEqualTo(secret);
                }
            }
        }
        // Through one point, with another that is guessed, there goes a line for every secret: 256 of them for each
        // byte.
        Set<Byte> possible = new HashSet<>();
        for (int guess = 0; guess < 256; guess++) {
            byte[] point = new byte[32];
            point[0] = (byte) guess;
            Share guessed =
                    new Share(2, shares.getFirst().set(), shares.getFirst().fingerprint(), new Share.Bytes(point));
            possible.add(Share.combine(shares.getFirst(), guessed)[0]);
        }
        assertThat(possible).hasSize(256);
    }

    @Test
    void everyFlippedBitOfASheetIsFound() {
        List<Share> shares = Share.of(new byte[32], FINGERPRINT, 2, new SecureRandom());
        byte[] right = shares.getFirst().toBytes();

        for (int bit = 0; bit < right.length * 8; bit++) {
            byte[] bent = right.clone();
            bent[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> Share.of(bent)).isInstanceOf(Share.NoSecret.class);
        }
    }

    @Test
    void whatIsTypedIsReadAndWhatIsMistypedIsNot() {
        Share share = Share.of(new byte[32], FINGERPRINT, 2, new SecureRandom()).getLast();
        List<String> lines = ShareText.lines(share);

        assertThat(read(lines)).containsExactly(share);
        assertThat(read(lines.stream()
                        .map(line -> "  "
                                + line.toLowerCase(java.util.Locale.ROOT)
                                        .replace(' ', '-')
                                        .replace('0', 'o'))
                        .toList()))
                .containsExactly(share);
        char first = lines.getFirst().charAt(20);
        String wrong = lines.getFirst().substring(0, 20)
                + (first == 'A' ? 'B' : 'A')
                + lines.getFirst().substring(21);
        assertThatThrownBy(() -> read(List.of(wrong, lines.getLast())))
                .isInstanceOf(Share.NoSecret.class)
                .hasMessageContaining("mistyped");
        assertThatThrownBy(() -> read(List.of(lines.getLast(), lines.getFirst())))
                .isInstanceOf(Share.NoSecret.class);
    }

    @Test
    void sharesThatDoNotBelongTogetherAreRefused() {
        List<Share> some = Share.of(new byte[32], FINGERPRINT, 2, new SecureRandom());
        List<Share> others = Share.of(new byte[32], FINGERPRINT, 2, new SecureRandom());

        assertThatThrownBy(() -> Share.combine(some.get(0), others.get(1))).isInstanceOf(Share.NoSecret.class);
        assertThatThrownBy(() -> Share.combine(some.get(0), some.get(0))).isInstanceOf(Share.NoSecret.class);
        assertThat(some.getFirst().toString())
                .doesNotContain(lines(some.getFirst()).substring(40, 60));
    }

    private static String lines(Share share) {
        return String.join("", ShareText.lines(share));
    }

    private static List<Share> read(List<String> lines) {
        ShareText text = new ShareText();
        List<Share> shares = new ArrayList<>();
        text.take("some words around it, and a name");
        lines.forEach(line -> text.take(line).ifPresent(shares::add));
        return shares;
    }
}
