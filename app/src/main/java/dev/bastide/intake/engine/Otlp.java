package dev.bastide.intake.engine;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the logs of an OTLP request, protobuf or JSON. Each record is kept as one line of JSON with its resource and scope,
 * which stand apart from it on the wire.
 */
public final class Otlp {
    private static final BigInteger BILLION = BigInteger.valueOf(1_000_000_000);
    private static final int VALUES_DEEP = 24;

    private Otlp() {}

    /** Reads a request as protobuf. Throws {@link IllegalArgumentException} where it is none. */
    public static List<Foreign> ofProtobuf(byte[] request) {
        return records(OtlpWire.read(request));
    }

    /** Reads a request as JSON. Throws {@link IllegalArgumentException} where it is none. */
    public static List<Foreign> ofJson(byte[] request) {
        try {
            JsonNode root = JsonLine.JSON.readTree(request);
            if (!root.isObject()) {
                throw new IllegalArgumentException("no JSON object");
            }
            return records(root);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no JSON that can be read", e);
        }
    }

    private static List<Foreign> records(JsonNode request) {
        List<Foreign> found = new ArrayList<>();
        for (JsonNode ofResource : request.path("resourceLogs")) {
            ObjectNode resource = attributes(ofResource.path("resource").path("attributes"));
            for (JsonNode ofScope : ofResource.path("scopeLogs")) {
                String scope = ofScope.path("scope").path("name").asString("");
                for (JsonNode record : ofScope.path("logRecords")) {
                    found.add(one(resource, scope, record));
                }
            }
        }
        return found;
    }

    private static Foreign one(ObjectNode resource, String scope, JsonNode record) {
        ObjectNode attributes = attributes(record.path("attributes"));
        JsonNode body = value(record.path("body"), 0);
        String event = record.path("eventName").asString("");
        Map<Said, String> said = new EnumMap<>(Said.class);
        KnownNames.claim(said, "operation", event);
        claim(said, attributes);
        if (body.isObject()) {
            claim(said, (ObjectNode) body);
        }
        claim(said, resource);
        String service = resource.path("service.name").asString("");
        if (body.isString()) {
            KnownLines.claim(said, service, body.asString(), -1);
        }
        KnownNames.claim(said, "operation", service);
        ObjectNode line = JsonLine.JSON.createObjectNode();
        line.set("resource", resource);
        put(line, "scope", scope);
        put(line, "time", record.path("timeUnixNano").asString(""));
        put(line, "observed", record.path("observedTimeUnixNano").asString(""));
        put(line, "severity", record.path("severityText").asString(""));
        put(line, "severity_number", record.path("severityNumber").asString(""));
        put(line, "event", event);
        line.set("body", body);
        line.set("attributes", attributes);
        put(line, "trace", record.path("traceId").asString(""));
        put(line, "span", record.path("spanId").asString(""));
        boolean blank = (body.isNull() || (body.isString() && body.asString().isBlank()))
                && attributes.isEmpty()
                && event.isBlank();
        return Foreign.of(time(record), line.toString().getBytes(StandardCharsets.UTF_8), blank, said);
    }

    private static void put(ObjectNode line, String name, String value) {
        if (!value.isEmpty()) {
            line.put(name, value);
        }
    }

    private static void claim(Map<Said, String> said, ObjectNode values) {
        for (Map.Entry<String, JsonNode> value : values.properties()) {
            if (value.getValue().isValueNode()) {
                KnownNames.claim(said, value.getKey(), value.getValue().asString(""));
            }
        }
    }

    /** When it happened; where it does not say, when the collector saw it. */
    private static @Nullable Instant time(JsonNode record) {
        Instant happened = nanos(record.path("timeUnixNano").asString(""));
        return happened == null ? nanos(record.path("observedTimeUnixNano").asString("")) : happened;
    }

    private static @Nullable Instant nanos(String text) {
        if (!text.matches("\\d{1,20}") || text.matches("0+")) {
            return null;
        }
        BigInteger[] parts = new BigInteger(text).divideAndRemainder(BILLION);
        return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact());
    }

    private static ObjectNode attributes(JsonNode pairs) {
        ObjectNode found = JsonLine.JSON.createObjectNode();
        for (JsonNode pair : pairs) {
            String key = pair.path("key").asString("");
            // What is named twice is kept twice.
            String name = found.has(key) ? key + "#" + found.size() : key;
            found.set(name, value(pair.path("value"), 0));
        }
        return found;
    }

    private static JsonNode value(JsonNode any, int depth) {
        if (depth > VALUES_DEEP) {
            throw new IllegalArgumentException("values are nested too deeply");
        }
        Map.Entry<String, JsonNode> one = any.properties().stream().findFirst().orElse(null);
        if (one == null) {
            return JsonLine.JSON.nullNode();
        }
        JsonNode held = one.getValue();
        return switch (one.getKey()) {
            case "arrayValue" -> list(held, depth + 1);
            case "kvlistValue" -> pairs(held, depth + 1);
            case "bytesValue" -> JsonLine.JSON.createObjectNode().put("base64", held.asString(""));
            default -> held;
        };
    }

    private static JsonNode list(JsonNode held, int depth) {
        ArrayNode list = JsonLine.JSON.createArrayNode();
        held.path("values").forEach(inner -> list.add(value(inner, depth)));
        return list;
    }

    private static JsonNode pairs(JsonNode held, int depth) {
        ObjectNode found = JsonLine.JSON.createObjectNode();
        held.path("values").forEach(pair -> found.set(pair.path("key").asString(""), value(pair.path("value"), depth)));
        return found;
    }
}
