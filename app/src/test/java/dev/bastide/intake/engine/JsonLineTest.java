package dev.bastide.intake.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One object a line, by the names that log shippers use. */
class JsonLineTest {

    @Test
    void flatAndNestedNamesSayTheSame() {
        Foreign flat = read(
                "{\"time\":\"2026-11-22T18:00:00Z\",\"user\":\"anna\",\"ip\":\"10.0.0.9\",\"action\":\"file.read\","
                        + "\"message\":\"read\",\"outcome\":\"success\",\"family\":\"access\"}");
        Foreign nested = read(
                "{\"@timestamp\":\"2026-11-22T18:00:00Z\",\"user\":{\"name\":\"anna\"},\"source\":{\"ip\":\"10.0.0.9\"},"
                        + "\"event\":{\"action\":\"file.read\",\"outcome\":\"success\",\"category\":[\"file\"]},\"message\":\"read\"}");

        for (Foreign line : java.util.List.of(flat, nested)) {
            assertThat(line.time()).isEqualTo("2026-11-22T18:00:00Z");
            assertThat(line.said(Said.USER)).isEqualTo("anna");
            assertThat(line.said(Said.ADDRESS)).isEqualTo("10.0.0.9");
            assertThat(line.said(Said.OPERATION)).isEqualTo("file.read");
            assertThat(line.said(Said.RESULT)).isEqualTo("done");
            assertThat(line.said(Said.FAMILY)).isEqualTo("access");
            assertThat(line.blank()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1763834400, 2025-11-22T18:00:00Z",
        "1763834400.25, 2025-11-22T18:00:00.250Z",
        "1763834400123, 2025-11-22T18:00:00.123Z",
        "1763834400123456, 2025-11-22T18:00:00.123456Z",
        "1763834400123456789, 2025-11-22T18:00:00.123456789Z",
        "\"2025-11-22T18:00:00+0800\", 2025-11-22T10:00:00Z"
    })
    void timesComeInManyForms(String written, String time) {
        assertThat(read("{\"ts\":" + written + ",\"msg\":\"x\"}").time()).isEqualTo(time);
    }

    @Test
    void whatIsNoObjectIsFlawedAndWhole() {
        String deep = "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000);
        for (String line : java.util.List.of(
                "[1]", "\"text\"", "{\"time\":", "nothing", deep, "{\"ts\":" + "9".repeat(500) + "}")) {
            assertThat(read(line).flaw())
                    .as(line.substring(0, Math.min(20, line.length())))
                    .isNotEmpty();
            assertThat(read(line).raw()).isEqualTo(line.getBytes(StandardCharsets.UTF_8));
        }
        byte[] noText = "{\"msg\":\"x\"}".getBytes(StandardCharsets.UTF_8);
        noText[8] = (byte) 0xfe;
        assertThat(JsonLine.read(noText).flaw()).contains("UTF-8");
    }

    @Test
    void aNumberThatStandsForABillionDigitsIsNotWrittenOut() {
        assertThat(read("{\"ts\":1e999999999,\"msg\":\"x\"}").time()).isNull();
        assertThat(read("{\"ts\":1e-999999999,\"msg\":\"x\"}").time()).isNull();
    }

    @Test
    void withoutTimeOrWordsThereIsNone() {
        assertThat(read("{\"msg\":\"x\"}").time()).isNull();
        assertThat(read("{\"time\":\"yesterday\",\"msg\":\"x\"}").time()).isNull();
        assertThat(read("{\"time\":\"2026-11-22T18:00:00Z\"}").blank()).isTrue();
        assertThat(read("{\"time\":\"2026-11-22T18:00:00Z\",\"msg\":\"  \"}").blank())
                .isTrue();
    }

    @Test
    void whereNoMemberIsNamedSoTheContentIsTheWholeRecord() {
        String canary = "{\"time\":\"2026-11-22T18:00:00Z\",\"action\":\"bastide-canary\",\"family\":\"login\"}";
        assertThat(read(canary).blank()).isFalse();
        assertThat(read("{\"ts\":1763834400,\"ok\":true}").blank()).isFalse();
        assertThat(read("{\"ts\":1763834400,\"user\":\" \",\"x\":null,\"y\":{}}")
                        .blank())
                .isTrue();
        assertThat(read("{\"ts\":1763834400,\"user\":\"anna\",\"msg\":\"\"}").blank())
                .as("it names a content and leaves it empty")
                .isTrue();
    }

    private static Foreign read(String line) {
        return JsonLine.read(line.getBytes(StandardCharsets.UTF_8));
    }
}
