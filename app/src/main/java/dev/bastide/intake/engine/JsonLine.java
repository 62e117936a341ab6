package dev.bastide.intake.engine;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads one line of JSON: an object whose members, flat or nested, go by the names that log shippers use. What the line
 * itself is, is kept byte by byte.
 */
public final class JsonLine {
    private static final int DEPTH_MAX = 32;
    private static final int NUMBER_MAX = 40;
    private static final int MEMBERS_MAX = 1_000;
    private static final List<String> TIMES = List.of("time", "@timestamp", "timestamp", "ts", "date");
    private static final List<String> CONTENTS = List.of("content", "message", "msg", "body", "log", "event.original");
    private static final BigDecimal MILLIS_FROM = new BigDecimal("100000000000");
    private static final BigDecimal MICROS_FROM = new BigDecimal("100000000000000");
    private static final BigDecimal NANOS_FROM = new BigDecimal("100000000000000000");

    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxNumberLength(NUMBER_MAX)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private JsonLine() {}

    /** Reads a line; whatever it is, it does not throw. */
    public static Foreign read(byte[] line) {
        if (!isText(line)) {
            return Foreign.flawed(line, "line is not UTF-8");
        }
        try {
            JsonNode root = JSON.readTree(line);
            if (!root.isObject()) {
                return Foreign.flawed(line, "line is no JSON object");
            }
            Reading reading = new Reading();
            reading.take("", root);
            return Foreign.of(reading.time, line, reading.isBlank(), reading.said);
        } catch (JacksonException e) {
            return Foreign.flawed(line, "line is no JSON that can be read");
        }
    }

    private static boolean isText(byte[] line) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** What a time is, written as others write it: with a zone, or as a number since 1970 in s, ms, µs or ns. */
    static @Nullable Instant time(String text) {
        try {
            if (text.matches("-?\\d{1,19}(\\.\\d{1,9})?")) {
                return ofNumber(new BigDecimal(text));
            }
            return OffsetDateTime.parse(text.strip().replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2"))
                    .toInstant();
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    /** A short number may mean one with a thousand million digits, which nobody writes out. */
    private static String plain(BigDecimal number) {
        return Math.abs((long) number.scale()) > NUMBER_MAX ? number.toString() : number.toPlainString();
    }

    private static Instant ofNumber(BigDecimal number) {
        BigDecimal size = number.abs();
        int shift = size.compareTo(MILLIS_FROM) < 0
                ? 9
                : size.compareTo(MICROS_FROM) < 0 ? 6 : size.compareTo(NANOS_FROM) < 0 ? 3 : 0;
        BigDecimal nanos = number.movePointRight(shift);
        BigDecimal seconds = nanos.movePointLeft(9).setScale(0, RoundingMode.FLOOR);
        return Instant.ofEpochSecond(
                seconds.longValueExact(),
                nanos.subtract(seconds.movePointRight(9)).longValue());
    }

    /** Gathers what the members say. */
    private static final class Reading {
        private final Map<Said, String> said = new EnumMap<>(Said.class);
        private @Nullable Instant time;
        private boolean named;
        private boolean told;
        private boolean other;
        private int members;

        void take(String prefix, JsonNode object) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                if (++members > MEMBERS_MAX) {
                    return;
                }
                String name = prefix + member.getKey();
                JsonNode value = member.getValue();
                if (value.isObject()) {
                    heard(name, value.isEmpty());
                    take(name + ".", value);
                } else if (value.isNumber()) {
                    tell(name, plain(value.decimalValue()));
                } else if (value.isString()) {
                    tell(name, value.asString());
                } else if (value.isArray() && value.size() == 1 && value.get(0).isString()) {
                    tell(name, value.get(0).asString());
                } else {
                    heard(name, value.isNull() || (value.isArray() && value.isEmpty()));
                }
            }
        }

        private void heard(String name, boolean empty) {
            if (CONTENTS.contains(name)) {
                named = true;
                told = told || !empty;
            } else if (!TIMES.contains(name)) {
                other = other || !empty;
            }
        }

        /** Where no member is named as the content, the whole line is: it is blank if it tells of nothing but a time. */
        boolean isBlank() {
            return named ? !told : !other;
        }

        private void tell(String name, String value) {
            if (TIMES.contains(name) && time == null) {
                time = JsonLine.time(value);
                return;
            }
            heard(name, value.isBlank());
            if (!CONTENTS.contains(name)) {
                KnownNames.claim(said, name, value);
            }
        }
    }
}
