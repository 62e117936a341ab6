package dev.bastide.audit.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.TestAudit;
import dev.bastide.audit.log.TextBytes;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing of a record is lost on its way into the inbox and back. */
class RecordCodecTest {
    /** A record as the first version of the program wrote it. */
    private static final String OF_VERSION_1 = "0100000007" + "53455353494f4e"
            + "0000000067c5ca00000000050000000173" + "0000000175" + "000000014e" + "0000000167"
            + "000000093139322e302e322e31" + "00000003535348" + "00000003646964" + "00000004444f4e45"
            + "ffffffff" + "ffffffffffffffff" + "ffffffff" + "ffffffff";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "\u0000 in the middle \u0000",
                "\u202e txt.exe \u2066\ufeff",
                "half \ud83d of a pair",
                "\udc00",
                "a whole \ud83d\ude00 and then \ude00\ud83d",
                "重启支付网关",
                "\n\tline\r"
            })
    void textComesBackAsItWas(String text) {
        AuditRecord entry = TestAudit.record("plain").object("operation", text);

        RecordCodec.Decoded decoded = RecordCodec.decode(RecordCodec.encode(entry, null));

        assertThat(decoded.entry()).isEqualTo(entry);
        assertThat(TextBytes.text(TextBytes.of(text))).isEqualTo(text);
    }

    @Test
    void bytesThatAreNoTextComeBackAsTheyWere() {
        byte[] raw = {0, (byte) 0xff, (byte) 0xfe, 27, (byte) 0xed, (byte) 0xa0, (byte) 0x80, 'x'};

        RecordCodec.Decoded decoded = RecordCodec.decode(RecordCodec.encode(TestAudit.record("raw"), raw));

        assertThat(decoded.content()).isEqualTo(raw);
        assertThat(decoded.entry().content()).isEqualTo(new String(raw, StandardCharsets.UTF_8));
    }

    @Test
    void whatTheFirstVersionWroteIsStillRead() {
        byte[] old = HexFormat.of().parseHex(OF_VERSION_1.replace(" ", ""));

        RecordCodec.Decoded decoded = RecordCodec.decode(old);

        assertThat(decoded.entry().operation()).isEqualTo("s");
        assertThat(decoded.entry().content()).isEqualTo("did");
        assertThat(decoded.entry().sessionId()).isNull();
    }
}
