package dev.bastide.audit;

import dev.bastide.authority.AccessMethod;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A record as another system sent it: names and texts, nothing sure. It becomes an {@link AuditRecord} only when all
 * ten fields are there and mean something.
 *
 * @param source which system sent it
 * @param fields what it sent, by the names of the ten fields: {@code tag}, {@code time}, {@code operation},
 *     {@code user_id}, {@code user_name}, {@code user_group}, {@code ip_address}, {@code method}, {@code content},
 *     {@code result}; and where known {@code object_id}, {@code session_id}, {@code change_id}
 */
public record Received(String source, Map<String, String> fields) {
    /** What only the log may say of itself; see {@code docs/formats/audit-log.md}, section 2. */
    private static final String OF_THE_LOG = "audit.gap";

    private static final List<String> OBLIGATORY = List.of(
            "tag",
            "time",
            "operation",
            "user_id",
            "user_name",
            "user_group",
            "ip_address",
            "method",
            "content",
            "result");

    public Received {
        if (source.isBlank() || source.length() > 100) {
            throw new IllegalArgumentException("a source has a name of at most 100 characters");
        }
        fields = Map.copyOf(fields);
    }

    /** What is missing or means nothing; empty when it is a whole record. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (String name : OBLIGATORY) {
            if (fields.getOrDefault(name, "").isBlank()) {
                problems.add(name + " is missing");
            }
        }
        if (fields.getOrDefault("operation", "").equals(OF_THE_LOG)) {
            problems.add("only the log itself declares a gap");
        }
        if (problems.isEmpty() && toRecord().isEmpty()) {
            problems.add("a field means nothing");
        }
        return problems;
    }

    /** The record, when it is whole. */
    Optional<AuditRecord> toRecord() {
        try {
            return Optional.of(new AuditRecord(
                    Tag.valueOf(word("tag")),
                    Instant.parse(text("time")),
                    text("operation"),
                    text("user_id"),
                    text("user_name"),
                    text("user_group"),
                    text("ip_address"),
                    AccessMethod.valueOf(word("method")),
                    text("content"),
                    Result.valueOf(word("result")),
                    optional("session_id"),
                    null,
                    optional("object_id"),
                    optional("change_id")));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** What was sent, in the order of names, for the quarantine. */
    byte[] raw() {
        return new TreeMap<>(fields).toString().getBytes(StandardCharsets.UTF_8);
    }

    private String text(String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    private String word(String name) {
        return text(name).toUpperCase(Locale.ROOT);
    }

    private @Nullable String optional(String name) {
        String value = fields.get(name);
        return value == null || value.isBlank() ? null : value;
    }
}
