package dev.bastide.bastion.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a line takes of what is typed: characters, and nothing that steers. */
class TerminalLineTest {
    @Test
    void takesCharactersAndBackspaceTakesOneBack() {
        assertThat(typed("磁盘满了\u007f\u007f慢\r")).isEqualTo("磁盘慢");
        assertThat(typed("wrong\u0015right\n")).isEqualTo("right");
        assertThat(typed("a\tb\r")).isEqualTo("a b");
    }

    @Test
    void takesNothingOfArrowsAndFunctionKeys() {
        assertThat(typed("ab\u001b[A\u001b[1;5D\u001bOP\u001b[200~pasted\u001b[201~\u001bx\r"))
                .isEqualTo("abpasted");
    }

    @Test
    void takesNothingThatSteersATerminal() {
        assertThat(typed("a\u0000\u0007\u009b31m\u061c\u202ered\u2066\u2028\u200fb\r"))
                .isEqualTo("a31mredb");
    }

    @Test
    void takesNoHalfCharacterAndNoneTooLong() {
        TerminalLine line = TerminalLine.reading(new Flow());
        byte[] bytes = {'a', (byte) 0xE7, (byte) 0xC0, (byte) 0x80, (byte) 0xFF, (byte) 0x80, 'b', (byte) 0xF0, '\r'};
        line.typed(bytes, 0, bytes.length);
        assertThat(line.line()).isCompletedWithValue("ab");

        String many = typed("字".repeat(5_000) + "\r");
        assertThat(many).hasSize(1_024).matches("字+");
    }

    @Test
    void anyBytesEndInALineOfCharacters() {
        Random random = new Random(20261122);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            TerminalLine line = TerminalLine.reading(new Flow());
            line.typed(bytes, 0, bytes.length);
            line.typed(new byte[] {'\r'}, 0, 1);
            assertThat(line.line()).isDone();
            if (!line.line().isCompletedExceptionally()) {
                assertThat(line.line().join().codePoints()).noneMatch(DoorChannel::steers);
            }
        }
    }

    @Test
    void aKeySequenceIsNoAnswerWhileWaiting() {
        TerminalLine line = TerminalLine.waiting(new Flow(), 'n');
        byte[] keypad = "\u001bOn\u001b[n".getBytes(StandardCharsets.UTF_8);
        line.typed(keypad, 0, keypad.length);
        assertThat(line.line()).isNotDone();

        line.typed(new byte[] {'n'}, 0, 1);
        assertThat(line.line()).isCompletedWithValue("n");
    }

    private static String typed(String text) {
        TerminalLine line = TerminalLine.reading(new Flow());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        line.typed(bytes, 0, bytes.length);
        assertThat(line.line()).isDone();
        return line.line().join();
    }
}
