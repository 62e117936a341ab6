package dev.bastide.intake.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.intake.engine.Frames.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of a stream: nothing that came is thrown away, and what is not whole says so. */
class FramesTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void bothFramingsMayComeInOneStream(int step) {
        List<Frame> frames = feed("5 <1>ab<2>line one\n11 <3>a\nb\0cdef\n<4>two\r\n<5>last", step);

        assertThat(texts(frames)).containsExactly("<1>ab", "<2>line one", "<3>a\nb\0cdef", "<4>two", "<5>last");
        assertThat(frames).allMatch(frame -> frame.flaw().isEmpty());
    }

    @Test
    void aCutFrameIsKeptAndSaysSo() {
        List<Frame> frames = feed("20 <1>only so much", 5);

        assertThat(texts(frames)).containsExactly("<1>only so much");
        assertThat(frames.getFirst().flaw()).contains("cut: 5 bytes");
        assertThat(feed("123", 1).getFirst().flaw()).contains("count");
    }

    @Test
    void digitsThatAreNoCountAreALine() {
        List<Frame> frames = feed("12x is no count\n<1>next\n1234567890 too many digits\n", 4);

        assertThat(texts(frames)).containsExactly("12x is no count", "<1>next", "1234567890 too many digits");
        assertThat(frames.get(0).flaw()).isNotEmpty();
        assertThat(frames.get(1).flaw()).isEmpty();
        assertThat(frames.get(2).flaw()).isNotEmpty();
    }

    @Test
    void whatIsTooLongComesInPiecesAndWhole() {
        String line = "<1>" + "x".repeat(3 * Frames.BYTES_MAX);
        for (String stream : List.of(line + "\n<2>next\n", line.length() + " " + line + "<2>next\n")) {
            List<Frame> frames = feed(stream, 60_000);

            assertThat(String.join("", texts(frames))).isEqualTo(line + "<2>next");
            assertThat(frames.getLast())
                    .satisfies(next -> assertThat(next.flaw()).isEmpty());
            assertThat(frames.subList(0, frames.size() - 1))
                    .allMatch(piece -> piece.flaw().contains("longer"));
            assertThat(frames).allMatch(piece -> piece.bytes().length <= Frames.BYTES_MAX);
        }
    }

    @Test
    void anyCutOfAnyStreamLosesNothing() {
        long seed = 6587;
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            List<String> sent = new ArrayList<>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                String text = "<" + i + ">" + "m".repeat(random.nextInt(40));
                sent.add(text);
                byte[] frame = (random.nextBoolean() ? text + "\n" : text.length() + " " + text)
                        .getBytes(StandardCharsets.UTF_8);
                stream.write(frame, 0, frame.length);
            }

            assertThat(texts(feed(stream.toString(StandardCharsets.UTF_8), 1 + random.nextInt(9))))
                    .as("seed %d", seed)
                    .isEqualTo(sent);
        }
    }

    private static List<Frame> feed(String stream, int step) {
        Frames frames = new Frames();
        List<Frame> found = new ArrayList<>();
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += step) {
            byte[] part = java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + step));
            found.addAll(frames.feed(part, part.length));
        }
        found.addAll(frames.end());
        return found;
    }

    private static List<String> texts(List<Frame> frames) {
        return frames.stream()
                .map(frame -> new String(frame.bytes(), StandardCharsets.UTF_8))
                .toList();
    }
}
