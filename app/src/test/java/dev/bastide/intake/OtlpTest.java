package dev.bastide.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.intake.Feeder.Answer;
import dev.bastide.intake.engine.Foreign;
import dev.bastide.intake.engine.Otlp;
import dev.bastide.testing.BastideTest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** OTLP over HTTP, protobuf and JSON, as its specification wants it answered. (A67, A114) */
@BastideTest
@Import(Feeder.class)
class OtlpTest {
    private static final long NANOS = 1_763_834_400_123_456_789L;
    private static final String JSON = """
            {"resourceLogs": [{"resource": {"attributes": [
                {"key": "service.name", "value": {"stringValue": "shop"}},
                {"key": "host.name", "value": {"stringValue": "shop-7"}}]},
              "scopeLogs": [{"scope": {"name": "login"}, "logRecords": [
                {"timeUnixNano": "1763834400123456789", "severityText": "WARN", "eventName": "user.login",
                 "body": {"stringValue": "no entry"},
                 "attributes": [{"key": "enduser.id", "value": {"stringValue": "nobody"}},
                   {"key": "client.address", "value": {"stringValue": "10.7.7.7"}},
                   {"key": "event.outcome", "value": {"stringValue": "denied"}},
                   {"key": "n", "value": {"intValue": "7"}}]}%s]}]}]}
            """;

    @LocalServerPort
    private int port;

    @Autowired
    private Feeder feeder;

    private Source source;
    private String token;

    @BeforeEach
    void source() {
        source = feeder.source(SourceKind.OTLP, "");
        token = feeder.token(source);
    }

    private Answer json(String body) {
        return Feeder.send(
                port, "/v1/logs", token, body.getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json");
    }

    private Answer protobuf(byte[] body) {
        return Feeder.send(port, "/v1/logs", token, body, "Content-Type", "application/x-protobuf");
    }

    @Test
    void jsonIsMappedToTheTenFields() {
        Answer answer = json(JSON.formatted(""));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{}");
        told(feeder.records(source).getFirst().entry());
    }

    @Test
    void protobufSaysTheSame() {
        Answer answer = protobuf(request(record(fixed(1, NANOS), "no entry")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        told(feeder.records(source).getFirst().entry());
    }

    private void told(AuditRecord entry) {
        assertThat(entry.time()).isEqualTo(Instant.ofEpochSecond(1_763_834_400L, 123_456_789));
        assertThat(entry.operation()).isEqualTo("intake/" + source.name() + "/user.login");
        assertThat(entry.userName()).isEqualTo("?nobody");
        assertThat(entry.ipAddress()).isEqualTo("10.7.7.7");
        assertThat(entry.result()).isEqualTo(Result.REFUSED);
        assertThat(entry.objectId()).isEqualTo("unknown-host:shop-7");
        assertThat(entry.content()).contains("\"body\":\"no entry\"").contains("\"service.name\":\"shop\"");
    }

    @Test
    void whatIsHeldIsToldAsRejected() {
        Answer answer = json(JSON.formatted(", {\"body\": {\"stringValue\": \"no time\"}}"));
        Answer wire = protobuf(request(record(new byte[0], "no time")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()
                        .path("partialSuccess")
                        .path("rejectedLogRecords")
                        .asString())
                .isEqualTo("1");
        assertThat(wire.body()).contains("time is missing");
        assertThat(feeder.tally(source).recorded()).isEqualTo(1);
        assertThat(feeder.tally(source).quarantined()).isEqualTo(2);
    }

    @Test
    void theTimeOfObservationStandsInForTheOther() {
        protobuf(request(record(fixed(11, NANOS), "seen")));

        assertThat(feeder.records(source).getFirst().entry().time())
                .isEqualTo(Instant.ofEpochSecond(1_763_834_400L, 123_456_789));
    }

    @Test
    void whatIsNoRequestIsAnsweredAsSuch() {
        byte[] whole = request(record(fixed(1, NANOS), "x"));

        assertThat(protobuf(Arrays.copyOf(whole, whole.length - 3)).status()).isEqualTo(400);
        assertThat(json("{\"resourceLogs\": [").status()).isEqualTo(400);
        assertThat(json("[]").status()).isEqualTo(400);
        assertThat(json("{}").status()).isEqualTo(200);
        assertThat(Feeder.send(port, "/v1/logs", token, whole, "Content-Type", "text/plain")
                        .status())
                .isEqualTo(415);
        assertThat(Feeder.send(port, "/v1/logs", "", whole, "Content-Type", "application/x-protobuf")
                        .status())
                .isEqualTo(401);
        Source lines = feeder.source(SourceKind.HTTP, "");
        assertThat(Feeder.send(port, "/v1/logs", feeder.token(lines), whole, "Content-Type", "application/x-protobuf")
                        .status())
                .isEqualTo(401);
        assertThat(feeder.tally(source).received()).isZero();
    }

    @Test
    void deepValuesAreRefusedAndBytesAreKept() {
        byte[] deep = field(1, new byte[] {'x'});
        for (int i = 0; i < 3_000; i++) {
            deep = field(5, field(1, deep));
        }
        byte[] noText = field(5, field(1, new byte[] {(byte) 0xff, 'a'}));

        assertThat(protobuf(request(join(fixed(1, NANOS), field(5, deep)))).status())
                .isEqualTo(400);
        assertThat(protobuf(request(join(fixed(1, NANOS), noText))).status()).isEqualTo(200);
        assertThat(feeder.records(source).getFirst().entry().content()).contains("\"base64\":\"/2E=\"");
    }

    @Test
    void noBytesMakeTheReaderFailOtherwise() {
        long seed = 4318;
        Random random = new Random(seed);
        byte[] whole = request(record(fixed(1, NANOS), "x"));
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = whole.clone();
            for (int change = random.nextInt(5); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                List<Foreign> read = Otlp.ofProtobuf(bytes);
                assertThat(read.size()).as("seed %d", seed).isLessThan(bytes.length);
            } catch (IllegalArgumentException e) {
                assertThat(e).as("seed %d", seed).isNotNull();
            }
        }
    }

    private static byte[] request(byte[] record) {
        byte[] resource = join(pair(1, "service.name", "shop"), pair(1, "host.name", "shop-7"));
        byte[] scope = field(2, join(field(1, field(1, bytes("login"))), field(2, record)));
        return field(1, join(field(1, resource), scope));
    }

    private static byte[] record(byte[] time, String body) {
        return join(
                time,
                field(5, field(1, bytes(body))),
                field(12, bytes("user.login")),
                pair(6, "enduser.id", "nobody"),
                pair(6, "client.address", "10.7.7.7"),
                pair(6, "event.outcome", "denied"));
    }

    private static byte[] pair(int number, String key, String value) {
        return field(number, join(field(1, bytes(key)), field(2, field(1, bytes(value)))));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] fixed(int number, long value) {
        return ByteBuffer.allocate(9)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) ((number << 3) | 1))
                .putLong(value)
                .array();
    }

    private static byte[] field(int number, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write((number << 3) | 2);
        int left = content.length;
        while (left > 0x7f) {
            out.write((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        out.write(left);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
