package dev.bastide.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** One member, plain header, nothing after it, never more than allowed. */
class GzipTest {
    private static final int MAX = 1 << 20;

    @Test
    void unpacksOneMember() throws IOException {
        byte[] content = new byte[300_000];
        Arrays.fill(content, 0, 1_000, (byte) 7);

        assertThat(Gzip.unpack(packed(content), MAX)).contains(content);
        assertThat(Gzip.unpack(packed(new byte[0]), MAX)).contains(new byte[0]);
        assertThat(Gzip.unpack(packed(new byte[MAX]), MAX)).isPresent();
    }

    @Test
    void refusesABomb() throws IOException {
        assertThat(Gzip.unpack(packed(new byte[MAX + 1]), MAX)).isEmpty();
        assertThat(Gzip.unpack(packed(new byte[50 * MAX]), MAX)).isEmpty();
    }

    @Test
    void refusesASecondMemberATailAndEveryBeginning() throws IOException {
        byte[] one = packed(new byte[] {1, 2, 3});
        byte[] two = Arrays.copyOf(one, one.length * 2);
        System.arraycopy(one, 0, two, one.length, one.length);

        assertThat(Gzip.unpack(two, MAX)).isEmpty();
        assertThat(Gzip.unpack(Arrays.copyOf(one, one.length + 1), MAX)).isEmpty();
        for (int length = 0; length < one.length; length++) {
            assertThat(Gzip.unpack(Arrays.copyOf(one, length), MAX)).isEmpty();
        }
    }

    private static byte[] packed(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }
}
