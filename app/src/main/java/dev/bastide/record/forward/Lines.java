package dev.bastide.record.forward;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.LogFeed.Fed;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Records as JSON lines and as syslog messages (RFC 5424, framed by RFC 6587's octet counting). */
final class Lines {
    /** Facility "log audit". */
    private static final int FACILITY = 13 * 8;

    private static final int SAID_CHARACTERS_MAX = 200;
    private static final String NIL = "-";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Lines() {}

    /** JSON, one line each. */
    static byte[] json(Delivery delivery) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Delivery.Item item : delivery.items()) {
            out.writeBytes(JSON.writeValueAsBytes(fields(item)));
            out.write('\n');
        }
        return out.toByteArray();
    }

    private static Map<String, Object> fields(Delivery.Item item) {
        Map<String, Object> fields = new LinkedHashMap<>();
        switch (item) {
            case Delivery.Item.One one -> put(fields, one.fed());
            case Delivery.Item.Gap gap -> {
                fields.put("log", gap.log());
                fields.put("index", gap.from());
                fields.put("before", gap.to());
                fields.put("gap", gap.why());
            }
            case Delivery.Item.Test test -> fields.put("test", test.name());
        }
        return fields;
    }

    private static void put(Map<String, Object> fields, Fed fed) {
        AuditRecord entry = fed.entry();
        fields.put("log", fed.log());
        fields.put("index", fed.index());
        fields.put("id", fed.id().toString());
        fields.put("tag", word(entry.tag()));
        fields.put("time", entry.time().toString());
        fields.put("operation", entry.operation());
        fields.put("user_id", entry.userId());
        fields.put("user_name", entry.userName());
        fields.put("user_group", entry.userGroup());
        fields.put("ip_address", entry.ipAddress());
        fields.put("method", word(entry.method()));
        String content = new String(fed.content(), UTF_8);
        fields.put("content", content);
        if (!Arrays.equals(content.getBytes(UTF_8), fed.content())) {
            fields.put("content_bytes", Base64.getEncoder().encodeToString(fed.content()));
        }
        fields.put("result", word(entry.result()));
        perhaps(fields, "object_id", entry.objectId());
        perhaps(fields, "session_id", entry.sessionId());
        perhaps(fields, "offset", entry.offset());
        perhaps(fields, "change_id", entry.changeId());
        fields.put("source", fed.source());
        perhaps(fields, "source_seq", fed.sourceSeq());
        fields.put("logged_at", fed.loggedAt().toString());
    }

    private static void perhaps(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    /** Syslog messages, one behind the other. */
    static byte[] syslog(Delivery delivery, String host, Instant now) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Delivery.Item item : delivery.items()) {
            byte[] message = message(item, host, now).getBytes(UTF_8);
            out.writeBytes((message.length + " ").getBytes(UTF_8));
            out.writeBytes(message);
        }
        return out.toByteArray();
    }

    private static String message(Delivery.Item item, String host, Instant now) {
        Map<String, Object> fields = fields(item);
        Instant time = item instanceof Delivery.Item.One one ? one.fed().entry().time() : now;
        String operation = String.valueOf(fields.getOrDefault("operation", "forward"));
        StringBuilder text = new StringBuilder("<")
                .append(FACILITY + severity(String.valueOf(fields.getOrDefault("result", "unknown"))))
                .append(">1 ")
                .append(time.truncatedTo(ChronoUnit.MICROS))
                .append(' ')
                .append(ascii(host, 255))
                .append(" bastide - ")
                .append(ascii(operation, 32))
                .append(" [bastide@32473");
        fields.forEach((name, value) -> text.append(' ')
                .append(name)
                .append("=\"")
                .append(escaped(String.valueOf(value)))
                .append('"'));
        text.append("] \ufeff").append(operation);
        if (item instanceof Delivery.Item.One) {
            String content = String.valueOf(fields.get("content"));
            text.append(' ')
                    .append(fields.get("result"))
                    .append(": ")
                    .append(
                            content,
                            0,
                            content.offsetByCodePoints(
                                    0, Math.min(SAID_CHARACTERS_MAX, content.codePointCount(0, content.length()))));
        }
        return text.toString();
    }

    private static int severity(String result) {
        return switch (result) {
            case "done" -> 6;
            case "refused" -> 4;
            case "failed" -> 3;
            default -> 5;
        };
    }

    /** Printable ASCII without blanks, as the header wants it. */
    private static String ascii(String text, int most) {
        String plain = text.replaceAll("[^!-~]", "?");
        return plain.isEmpty() ? NIL : plain.substring(0, Math.min(most, plain.length()));
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("]", "\\]");
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
