package dev.bastide.page;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** Describes records as JSON Schema; each record is named once and referred to. */
final class JsonShapes {
    private final Map<String, Map<String, Object>> named = new TreeMap<>();

    /** All records met so far, by name. */
    Map<String, Map<String, Object>> named() {
        return named;
    }

    Map<String, Object> of(Type type) {
        if (type instanceof ParameterizedType generic) {
            return ofGeneric(generic);
        }
        if (!(type instanceof Class<?> plain)) {
            return Map.of();
        }
        if (plain == void.class || plain == Void.class || plain == Object.class) {
            return Map.of();
        }
        if (plain.isRecord()) {
            return ofRecord(plain);
        }
        if (plain.isEnum()) {
            List<String> words =
                    Arrays.stream(plain.getEnumConstants()).map(String::valueOf).toList();
            return Map.of("type", "string", "enum", words);
        }
        return ofSimple(plain);
    }

    private Map<String, Object> ofGeneric(ParameterizedType generic) {
        Class<?> raw = (Class<?>) generic.getRawType();
        Type first = generic.getActualTypeArguments()[0];
        if (raw == ResponseEntity.class || raw == java.util.Optional.class) {
            return of(first);
        }
        if (Collection.class.isAssignableFrom(raw)) {
            return Map.of("type", "array", "items", of(first));
        }
        if (Map.class.isAssignableFrom(raw)) {
            return Map.of("type", "object", "additionalProperties", of(generic.getActualTypeArguments()[1]));
        }
        if (raw == ApiList.class) {
            Map<String, Object> items = Map.of("type", "array", "items", of(first));
            Map<String, Object> next = Map.of("type", List.of("string", "null"));
            Map<String, Object> count = Map.of("type", "integer");
            return Map.of("type", "object", "properties", Map.of("items", items, "next", next, "count", count));
        }
        return raw.isRecord() ? ofRecord(raw) : Map.of("type", "object");
    }

    private Map<String, Object> ofRecord(Class<?> type) {
        String name =
                type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
        String place = type.getPackageName().replace("dev.bastide.", "") + "." + name;
        if (!named.containsKey(place)) {
            Map<String, Object> shape = new LinkedHashMap<>();
            named.put(place, shape);
            Map<String, Object> properties = new LinkedHashMap<>();
            List<String> required = new ArrayList<>();
            for (RecordComponent component : type.getRecordComponents()) {
                JsonProperty given = component.getAccessor().getAnnotation(JsonProperty.class);
                String word = given == null || given.value().isEmpty() ? component.getName() : given.value();
                properties.put(word, of(component.getGenericType()));
                if (component.getAnnotatedType().getAnnotation(Nullable.class) == null) {
                    required.add(word);
                }
            }
            shape.put("type", "object");
            shape.put("properties", properties);
            if (!required.isEmpty()) {
                shape.put("required", required);
            }
        }
        return Map.of("$ref", "#/components/schemas/" + place);
    }

    private static Map<String, Object> ofSimple(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return Map.of("type", "boolean");
        }
        if (List.<Class<?>>of(int.class, long.class, Integer.class, Long.class).contains(type)) {
            return Map.of("type", "integer");
        }
        if (type == double.class || type == Double.class) {
            return Map.of("type", "number");
        }
        if (type == Instant.class) {
            return Map.of("type", "string", "format", "date-time");
        }
        if (type == UUID.class) {
            return Map.of("type", "string", "format", "uuid");
        }
        if (type == Duration.class) {
            return Map.of("type", "string", "format", "duration");
        }
        return type == String.class ? Map.of("type", "string") : Map.of("type", "object");
    }
}
