package dev.bastide.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signed notes, with the public example of the format. */
class NoteTest {
    private static final String KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private static final String TEXT = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.
            """;
    private static final String LINE = "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2p"
            + "ZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    @Test
    void takesThePublicExample() throws NotProven {
        note(TEXT + "\n" + LINE).requireSignedBy(key(), "note");
    }

    @Test
    void refusesAnotherTextAndAnotherSignature() throws NotProven {
        Note other = note(TEXT.replace("your", "my") + "\n" + LINE);
        Note twice = note(TEXT + "\n" + LINE + LINE);
        Note flipped = note(TEXT + "\n" + LINE.replace("x08go/ZJ", "x08go/ZK"));

        assertThatThrownBy(() -> other.requireSignedBy(key(), "note")).hasMessageContaining("wrong");
        assertThatThrownBy(() -> twice.requireSignedBy(key(), "note")).hasMessageContaining("twice");
        assertThatThrownBy(() -> flipped.requireSignedBy(key(), "note")).hasMessageContaining("wrong");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "\n\n",
                "text\n",
                "text\n\n",
                "text\n\nno dash\n",
                "text\n\n\u2014 name AAAAAAAA",
                "text\n\n\u2014 name AAAAAAA\n",
                "text\n\n\u2014 name AAAAAAB=\n",
                "text\n\n\u2014 na+me AAAAAAAA\n",
                "text\n\n\u2014  AAAAAAAA\n",
                "text\n\n\u2014 name AAAAAAAA \n",
                "t\u0000xt\n\n\u2014 name AAAAAAAA\n",
                "t\u00e9xt\n\n\u2014 name AAAAAAAA\n",
                "text\r\n\n\u2014 name AAAAAAAA\n"
            })
    void refusesWhatIsNoNote(String malformed) {
        assertThatThrownBy(() -> note(malformed)).isInstanceOf(NotProven.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+c74f20a3+AhpcQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann",
                "++",
                ""
            })
    void refusesWhatIsNoKey(String malformed) {
        assertThat(Key.parse(malformed)).isEmpty();
    }

    @Test
    void aSignatureHasOneSpellingOnly() throws NotProven {
        // Adding the order of the group to the second half gives another number that a lax verifier takes.
        byte[] signature = note(TEXT + "\n" + LINE).lines().get(0).signature();
        byte[] order = {
            (byte) 0xed,
            (byte) 0xd3,
            (byte) 0xf5,
            0x5c,
            0x1a,
            0x63,
            0x12,
            0x58,
            (byte) 0xd6,
            (byte) 0x9c,
            (byte) 0xf7,
            (byte) 0xa2,
            (byte) 0xde,
            (byte) 0xf9,
            (byte) 0xde,
            0x14,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0x10
        };
        int carry = 0;
        for (int i = 0; i < order.length; i++) {
            int sum = (signature[32 + i] & 0xff) + (order[i] & 0xff) + carry;
            signature[32 + i] = (byte) sum;
            carry = sum >> 8;
        }

        assertThat(key().verifies(TEXT.getBytes(StandardCharsets.UTF_8), signature))
                .isFalse();
    }

    private static Note note(String text) throws NotProven {
        return Note.parse("note", text.getBytes(StandardCharsets.UTF_8));
    }

    private static Key key() {
        return Key.parse(KEY).orElseThrow();
    }
}
