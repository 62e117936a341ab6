package dev.bastide.bastion.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lines at the width of a terminal: whole words, set in, and nothing lost. */
class WrappedTest {
    @Test
    void breaksBetweenWordsAndSetsIn() {
        assertThat(Wrapped.at(30, "Why:      No approved operation covers web-03 now."))
                .containsExactly("Why:      No approved", "          operation covers", "          web-03 now.");
        assertThat(Wrapped.at(30, "   1  turn-stage - Turn the stage of the house"))
                .containsExactly("   1  turn-stage - Turn the", "      stage of the house");
    }

    @Test
    void leavesAnAddressWhole() {
        String address = "https://bastide.example:8443/operations/OP-000123";

        assertThat(Wrapped.at(40, "Filed: " + address + " - wait")).contains(address, "- wait");
    }

    @Test
    void breaksBetweenChineseCharactersOfTwoColumns() {
        assertThat(Wrapped.at(20, "一经批准，本终端立即打开。按键放弃等待")).containsExactly("一经批准，本终端立即", "打开。按键放弃等待");
    }

    @Test
    void letsATerminalThatSaysNothingBreakLinesItself() {
        String line = "word ".repeat(100);

        assertThat(Wrapped.at(0, line)).containsExactly(line);
        assertThat(Wrapped.at(-1, line)).containsExactly(line);
    }

    @Test
    void losesNothingAtAnyWidth() {
        Random random = new Random(20261122);
        List<String> words =
                List.of("a", "host", "操作", "已批准，", "  ", "https://a.example/very/long/path", "\uD83D\uDE80", ":");
        for (int i = 0; i < 5_000; i++) {
            StringBuilder line = new StringBuilder();
            int count = random.nextInt(40);
            for (int w = 0; w < count; w++) {
                line.append(words.get(random.nextInt(words.size()))).append(random.nextBoolean() ? " " : "");
            }
            int columns = 20 + random.nextInt(80);

            String joined = String.join("", Wrapped.at(columns, line.toString()));

            assertThat(joined.replace(" ", "")).isEqualTo(line.toString().replace(" ", ""));
        }
    }
}
