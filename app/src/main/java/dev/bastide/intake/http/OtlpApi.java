package dev.bastide.intake.http;

import dev.bastide.audit.SourceLog;
import dev.bastide.authority.Act;
import dev.bastide.intake.Intake;
import dev.bastide.intake.Intake.Taken;
import dev.bastide.intake.Source;
import dev.bastide.intake.SourceKind;
import dev.bastide.intake.engine.Foreign;
import dev.bastide.intake.engine.Otlp;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * Logs of OpenTelemetry, OTLP 1.x over HTTP: protobuf and JSON. What is held in quarantine is told as rejected, which the
 * sender does not send again; what may be sent again is answered 503. Source: OTLP specification, "Exporting data".
 */
@RestController
class OtlpApi {
    private static final int RECORDS_MAX = 10_000;
    private static final String PROTOBUF = "application/x-protobuf";
    private static final int INVALID_ARGUMENT = 3;
    private static final int UNAVAILABLE = 14;
    private static final int UNAUTHENTICATED = 16;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Sender sender;
    private final Intake intake;

    OtlpApi(Sender sender, Intake intake) {
        this.sender = sender;
        this.intake = intake;
    }

    @PostMapping("/v1/logs")
    @Act(Act.OPEN)
    ResponseEntity<byte[]> take(HttpServletRequest request) {
        String type = request.getContentType() == null ? "" : request.getContentType();
        String bare = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        boolean json = bare.equals(MediaType.APPLICATION_JSON_VALUE);
        Optional<Source> source = sender.of(request, SourceKind.OTLP);
        if (source.isEmpty()) {
            return status(
                    401, json, UNAUTHENTICATED, "No right token of a source of this kind, or not from this address.");
        }
        if (!json && !bare.equals(PROTOBUF)) {
            return status(415, json, INVALID_ARGUMENT, "Send application/x-protobuf or application/json.");
        }
        Source sending = source.get();
        try {
            return sender.read(request, sending, body -> taken(sending, body, json));
        } catch (Body.Refused e) {
            if (e.isLater()) {
                return status(503, json, UNAVAILABLE, "Too much at once.");
            }
            sender.refuse(request, SourceKind.OTLP, "a body that cannot be taken (" + e.key() + ")");
            if (e.isGone()) {
                return ResponseEntity.badRequest().build();
            }
            return status(
                    e.status(),
                    json,
                    INVALID_ARGUMENT,
                    "The body cannot be taken: too large, too slow, or not packed by gzip.");
        } catch (IllegalArgumentException e) {
            sender.refuse(request, SourceKind.OTLP, "a body that is no request of OTLP");
            return status(400, json, INVALID_ARGUMENT, "The body is no request of OTLP for logs.");
        } catch (DataAccessException | TransactionException e) {
            return status(503, json, UNAVAILABLE, "It cannot be recorded now.");
        }
    }

    private ResponseEntity<byte[]> taken(Source source, byte[] body, boolean json) {
        List<Foreign> read = json ? Otlp.ofJson(body) : Otlp.ofProtobuf(body);
        if (read.size() > RECORDS_MAX
                || read.stream().anyMatch(foreign -> foreign.raw().length > SourceLog.HELD_BYTES_MAX)) {
            return status(
                    413, json, INVALID_ARGUMENT, "Too many records, or one that is too large. Nothing was taken.");
        }
        return taken(read.isEmpty() ? new Taken(0, 0, 0, false, List.of()) : intake.take(source, read, 0), json);
    }

    private static ResponseEntity<byte[]> taken(Taken taken, boolean json) {
        if (taken.quarantined() == 0) {
            return answer(200, json, json ? "{}".getBytes(StandardCharsets.UTF_8) : new byte[0]);
        }
        String why = taken.quarantined() + " held in quarantine, the first because: "
                + taken.problems().getFirst().why();
        byte[] body = json
                ? JSON.writeValueAsBytes(Map.of(
                        "partialSuccess",
                        Map.of("rejectedLogRecords", Integer.toString(taken.quarantined()), "errorMessage", why)))
                : field(1, join(number(1, taken.quarantined()), field(2, why.getBytes(StandardCharsets.UTF_8))));
        return answer(200, json, body);
    }

    /** A {@code google.rpc.Status}. */
    private static ResponseEntity<byte[]> status(int http, boolean json, int code, String message) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("code", code);
        said.put("message", message);
        byte[] body = json
                ? JSON.writeValueAsBytes(said)
                : join(number(1, code), field(2, message.getBytes(StandardCharsets.UTF_8)));
        return answer(http, json, body);
    }

    private static ResponseEntity<byte[]> answer(int status, boolean json, byte[] body) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status)
                .contentType(MediaType.valueOf(json ? MediaType.APPLICATION_JSON_VALUE : PROTOBUF));
        return (status == 503 ? answer.header(HttpHeaders.RETRY_AFTER, "1") : answer).body(body);
    }

    private static byte[] number(int field, int value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(field << 3);
        varint(out, value);
        return out.toByteArray();
    }

    private static byte[] field(int field, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write((field << 3) | 2);
        varint(out, content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int left = value;
        while (left > 0x7f) {
            out.write((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        out.write(left);
    }

    private static byte[] join(byte[] one, byte[] other) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(one);
        out.writeBytes(other);
        return out.toByteArray();
    }
}
