package dev.bastide.bastion.recording;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording becomes a plain asciicast v3, and the written vector stays what the document says. */
class CastTest {
    @TempDir
    Path folder;

    @Test
    void becomesAnAsciicast() throws IOException {
        Tape tape = new Tape(folder.resolve("a"));
        byte[] euro = "€".getBytes(UTF_8);
        tape.writer.append(EventCode.HEADER, "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24}}");
        tape.micros.set(1_500_000);
        tape.writer.append(EventCode.OUTPUT, "a\r\n\u001b[1m");
        tape.micros.set(2_000_000);
        tape.writer.append(EventCode.OUTPUT, euro, 0, 1);
        tape.writer.append(EventCode.OUTPUT, euro, 1, 2);
        tape.writer.append(EventCode.OUTPUT, new byte[] {(byte) 0xff}, 0, 1);
        tape.writer.append(EventCode.RESIZE, "100x40");
        tape.writer.append(EventCode.HIDDEN_INPUT, "8");
        tape.micros.set(2_250_000);
        tape.writer.append(EventCode.EXIT, "0");
        tape.writer.end("done");

        StringBuilder out = new StringBuilder();
        new RecordingReader(tape.file, header -> Tape.key(0)).read(new Cast(out));

        assertThat(out.toString()).isEqualTo("""
                        {"version":3,"term":{"cols":80,"rows":24}}
                        [1.500000, "o", "a\\r\\n\\u001b[1m"]
                        [0.500000, "o", "€"]
                        [0.000000, "o", "\ufffd"]
                        [0.000000, "r", "100x40"]
                        [0.000000, "m", "hidden input: 8"]
                        [0.250000, "x", "0"]
                        """);
    }

    @Test
    void theVectorOfTheDocumentHolds() throws IOException {
        Tape tape = new Tape(folder.resolve("a"));
        tape.writer.append(EventCode.HEADER, "{\"version\":3}");
        tape.micros.set(1_000_000);
        tape.writer.append(EventCode.OUTPUT, "hello\r\n");
        tape.writer.sync();
        tape.micros.set(2_000_000);
        tape.writer.append(EventCode.EXIT, "0");
        Head head = tape.writer.end("done");

        String document = Files.readString(Path.of("..", "docs", "formats", "recording.md"));
        String hex = HexFormat.of().formatHex(Files.readAllBytes(tape.file));
        assertThat(document).contains(head.hex());
        assertThat(document.replaceAll("\\s", "")).contains(hex);
    }
}
