package dev.bastide.intake.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the protobuf of an OTLP request for logs into the shape of its JSON, so that both are one from there on. A table of
 * fields for each message; what is not in it is passed over, as protobuf wants. A text that is no UTF-8 becomes bytes.
 * Source: opentelemetry-proto 1.x, {@code logs/v1}, {@code common/v1}, {@code resource/v1}.
 */
final class OtlpWire {
    /** Values may hold values; nobody sane holds more. */
    private static final int DEPTH_MAX = 24;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;
    private static final int VARINT_BITS_MAX = 64;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ByteBuffer in;

    private OtlpWire(ByteBuffer in) {
        this.in = in.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What a field holds. */
    private enum Form {
        TEXT,
        FLAG,
        NUMBER,
        LONG,
        INTEGER,
        DOUBLE,
        BASE64,
        HEX,
        MESSAGE
    }

    /** A field: its name in JSON, what it holds, of which message, and whether there may be several. */
    private record Field(String name, Form form, String of, boolean several) {
        static Field of(String name, Form form) {
            return new Field(name, form, "", false);
        }

        static Field one(String name, String message) {
            return new Field(name, Form.MESSAGE, message, false);
        }

        static Field many(String name, String message) {
            return new Field(name, Form.MESSAGE, message, true);
        }
    }

    private static final Map<String, Map<Integer, Field>> MESSAGES = Map.of(
            "request", Map.of(1, Field.many("resourceLogs", "resourceLogs")),
            "resourceLogs", Map.of(1, Field.one("resource", "resource"), 2, Field.many("scopeLogs", "scopeLogs")),
            "resource", Map.of(1, Field.many("attributes", "keyValue")),
            "scopeLogs", Map.of(1, Field.one("scope", "scope"), 2, Field.many("logRecords", "record")),
            "scope", Map.of(1, Field.of("name", Form.TEXT), 2, Field.of("version", Form.TEXT)),
            "record",
                    Map.of(
                            1, Field.of("timeUnixNano", Form.LONG),
                            2, Field.of("severityNumber", Form.NUMBER),
                            3, Field.of("severityText", Form.TEXT),
                            5, Field.one("body", "value"),
                            6, Field.many("attributes", "keyValue"),
                            9, Field.of("traceId", Form.HEX),
                            10, Field.of("spanId", Form.HEX),
                            11, Field.of("observedTimeUnixNano", Form.LONG),
                            12, Field.of("eventName", Form.TEXT)),
            "keyValue", Map.of(1, Field.of("key", Form.TEXT), 2, Field.one("value", "value")),
            "value",
                    Map.of(
                            1, Field.of("stringValue", Form.TEXT),
                            2, Field.of("boolValue", Form.FLAG),
                            3, Field.of("intValue", Form.INTEGER),
                            4, Field.of("doubleValue", Form.DOUBLE),
                            5, Field.one("arrayValue", "list"),
                            6, Field.one("kvlistValue", "pairs"),
                            7, Field.of("bytesValue", Form.BASE64)),
            "list", Map.of(1, Field.many("values", "value")),
            "pairs", Map.of(1, Field.many("values", "keyValue")));

    /** Reads a request. Throws {@link IllegalArgumentException} where it is none. */
    static ObjectNode read(byte[] request) {
        return new OtlpWire(ByteBuffer.wrap(request)).message("request", 0);
    }

    private ObjectNode message(String name, int depth) {
        if (depth > DEPTH_MAX) {
            throw new IllegalArgumentException("values are nested too deeply");
        }
        Map<Integer, Field> fields = MESSAGES.getOrDefault(name, Map.of());
        ObjectNode found = NODES.objectNode();
        while (in.hasRemaining()) {
            long tag = varint();
            int wire = (int) (tag & 7);
            Field field = fields.get((int) (tag >>> 3));
            if (field == null || wire != wireOf(field.form())) {
                skip(wire);
            } else {
                take(found, field, depth);
            }
        }
        return found;
    }

    private static int wireOf(Form form) {
        return switch (form) {
            case FLAG, NUMBER, INTEGER -> VARINT;
            case LONG, DOUBLE -> FIXED64;
            case TEXT, BASE64, HEX, MESSAGE -> BYTES;
        };
    }

    private void take(ObjectNode found, Field field, int depth) {
        switch (field.form()) {
            case FLAG -> found.put(field.name(), varint() != 0);
            case NUMBER -> found.put(field.name(), varint());
            case INTEGER -> found.put(field.name(), Long.toString(varint()));
            case LONG -> found.put(field.name(), Long.toUnsignedString(fixed64()));
            case DOUBLE -> found.put(field.name(), Double.longBitsToDouble(fixed64()));
            case TEXT -> text(found, field.name(), bytes());
            case BASE64 -> found.put(field.name(), Base64.getEncoder().encodeToString(rest(bytes())));
            case HEX -> found.put(field.name(), HexFormat.of().formatHex(rest(bytes())));
            case MESSAGE -> {
                ObjectNode inner = new OtlpWire(bytes()).message(field.of(), depth + 1);
                if (field.several()) {
                    found.withArray(field.name()).add(inner);
                } else {
                    found.set(field.name(), inner);
                }
            }
        }
    }

    private static void text(ObjectNode found, String name, ByteBuffer bytes) {
        byte[] raw = rest(bytes);
        try {
            found.put(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(raw))
                            .toString());
        } catch (CharacterCodingException e) {
            String instead = name.equals("stringValue") ? "bytesValue" : name;
            found.put(instead, Base64.getEncoder().encodeToString(raw));
        }
    }

    private void skip(int wire) {
        switch (wire) {
            case VARINT -> varint();
            case FIXED64 -> fixed64();
            case BYTES -> bytes();
            case FIXED32 -> need(Integer.BYTES).getInt();
            default -> throw new IllegalArgumentException("no protobuf");
        }
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < VARINT_BITS_MAX; shift += 7) {
            byte next = need(1).get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("no protobuf");
    }

    private long fixed64() {
        return need(Long.BYTES).getLong();
    }

    private ByteBuffer bytes() {
        long length = varint();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("cut protobuf");
        }
        ByteBuffer part = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return part;
    }

    private ByteBuffer need(int count) {
        if (in.remaining() < count) {
            throw new IllegalArgumentException("cut protobuf");
        }
        return in;
    }

    private static byte[] rest(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
