package dev.bastide.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A record has one spelling. */
class LeafTest {
    private static final String RECORD =
            "{\"v\":1,\"tag\":\"SESSION\",\"time\":\"2026-11-22T08:49:09.123456789Z\",\"operation\":\"session.start\","
                    + "\"user_id\":\"p-1\",\"user_name\":\"Ann\",\"user_group\":\"shop\",\"ip_address\":\"192.0.2.7\","
                    + "\"method\":\"SSH\",\"content\":\"CONTENT\",\"result\":\"DONE\",\"session_id\":null,"
                    + "\"offset\":17,\"object_id\":\"host:web-1\",\"change_id\":null,"
                    + "\"id\":\"0197a3f0-1111-7222-8333-444455556666\",\"source\":\"app\",\"source_seq\":null,"
                    + "\"logged_at\":\"2026-11-22T08:49:09.200000000Z\",\"salt\":\"00112233445566778899aabbccddeeff\"}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "",
                "quote \\\" and \\\\",
                "line\\u000aend \\u0000 \\u001b[31m",
                "\u91cd\u542f \ud83d\ude00",
                "\\u202etxt.exe\\u2069 \\ufeff \\u007f \\u0085"
            })
    void takesText(String content) {
        assertThat(read(RECORD.replace("CONTENT", content))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\\nb",
                "a\\/b",
                "\\u0041",
                "\\u000A",
                "\\ud83d\\ude00",
                "raw\nline",
                "\u0000",
                "\u007f",
                "\u0085",
                "\u202e",
                "\ufeff",
                "\u061c",
                "un\"quoted",
                "end\\"
            })
    void refusesAnotherSpelling(String content) {
        assertThat(read(RECORD.replace("CONTENT", content))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"base64\":\"/w==\"}", "{\"sha256\":\"%s\",\"size\":65536}", "{\"base64\":\"7aCA\"}"})
    void takesContentThatIsNoText(String content) {
        String made = content.formatted("ab".repeat(32));
        assertThat(read(RECORD.replace("\"CONTENT\"", made))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"base64\":\"YWJj\"}",
                "{\"base64\":\"/w\"}",
                "{\"base64\":\"/x==\"}",
                "{\"base64\":\"\"}",
                "{\"sha256\":\"ab\",\"size\":1}",
                "{}",
                "null",
                "{\"base64\":\"/w==\",\"base64\":\"/w==\"}"
            })
    void refusesOtherContent(String content) {
        assertThat(read(RECORD.replace("\"CONTENT\"", content))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"v\":1|\"v\":2",
                "SESSION|session",
                "2026-11-22T08:49:09.123456789Z|2026-11-22T08:49:09.123456Z",
                "2026-11-22T08:49:09.123456789Z|2026-02-29T08:49:09.123456789Z",
                "2026-11-22T08:49:09.123456789Z|2026-11-22T23:59:60.000000000Z",
                "192.0.2.7|example",
                "\"offset\":17|\"offset\":017",
                "\"offset\":17|\"offset\":-1",
                "\"offset\":17|\"offset\":9223372036854775808",
                "\"offset\":17|\"offset\":1e3",
                "\"source\":\"app\"|\"source\":\"\"",
                "\"session_id\":null|\"session_id\":\"\"",
                "ddeeff|ddeefF",
                "1111-7222|11117-222",
                "\"Ann\"|\"Ann\",\"user_name\":\"Ann\"",
                "\"user_group\":\"shop\",|",
                "\"Ann\",|\"Ann\" ,"
            })
    void refusesAMalformedMember(String right, String wrong) {
        assertThat(RECORD).contains(right);
        assertThat(read(RECORD.replace(right, wrong == null ? "" : wrong))).isNotEmpty();
    }

    @Test
    void refusesEveryBeginningAndWhatFollowsTheEnd() {
        for (int length = 0; length < RECORD.length(); length++) {
            assertThat(read(RECORD.substring(0, length))).isNotEmpty();
        }
        assertThat(read(RECORD + " ")).isNotEmpty();
        assertThat(read(RECORD + RECORD)).isNotEmpty();
    }

    @Test
    void refusesWhatIsNoUtf8() {
        List<byte[]> wrong = List.of(
                new byte[] {(byte) 0xff},
                new byte[] {(byte) 0xc0, (byte) 0x80},
                new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
                new byte[] {(byte) 0xe0, (byte) 0x80, (byte) 0x80},
                new byte[] {(byte) 0xc3});
        String[] parts = RECORD.split("CONTENT", -1);
        for (byte[] bytes : wrong) {
            byte[] start = parts[0].getBytes(StandardCharsets.UTF_8);
            byte[] end = parts[1].getBytes(StandardCharsets.UTF_8);
            byte[] whole = new byte[start.length + bytes.length + end.length];
            System.arraycopy(start, 0, whole, 0, start.length);
            System.arraycopy(bytes, 0, whole, start.length, bytes.length);
            System.arraycopy(end, 0, whole, start.length + bytes.length, end.length);

            assertThat(new Leaf().read(whole, 0, whole.length)).isNotEmpty();
        }
    }

    private static String read(String record) {
        byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
        return new Leaf().read(bytes, 0, bytes.length);
    }
}
