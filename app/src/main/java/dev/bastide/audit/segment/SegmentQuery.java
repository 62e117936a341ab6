package dev.bastide.audit.segment;

import dev.bastide.audit.AuditQuery;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What to look for in segments; all of it must be true of a record.
 *
 * @param from earliest time, included
 * @param until latest time, not included
 * @param texts what the text of a column must pass; a record without a text there does not
 * @param needles what must be in the content
 */
public record SegmentQuery(
        @Nullable Instant from, @Nullable Instant until, Map<Column, Predicate<String>> texts, List<Needle> needles) {
    public SegmentQuery {
        texts = Map.copyOf(texts);
        needles = List.copyOf(needles);
        if (texts.keySet().stream().anyMatch(column -> column.form() != Column.Form.TEXT)) {
            throw new IllegalArgumentException("only columns of text are tested so");
        }
    }

    /** Everything. */
    public static SegmentQuery all() {
        return new SegmentQuery(null, null, Map.of(), List.of());
    }

    /** The filters of the record's search, with the same meaning. */
    public static SegmentQuery of(AuditQuery query) {
        Map<Column, Predicate<String>> texts = new EnumMap<>(Column.class);
        exactly(texts, Column.TAG, query.tag());
        exactly(texts, Column.USER_ID, query.userId());
        exactly(texts, Column.USER_GROUP, query.userGroup());
        exactly(texts, Column.IP_ADDRESS, query.ipAddress());
        exactly(texts, Column.METHOD, query.method());
        exactly(texts, Column.RESULT, query.result());
        exactly(texts, Column.SESSION_ID, query.sessionId());
        String operation = query.operation();
        if (operation != null) {
            texts.put(Column.OPERATION, text -> text.startsWith(operation));
        }
        String name = query.userName();
        if (name != null) {
            String folded = name.toLowerCase(Locale.ROOT);
            texts.put(Column.USER_NAME, text -> text.toLowerCase(Locale.ROOT).contains(folded));
        }
        String object = query.objectId();
        if (object != null) {
            texts.put(Column.OBJECT_ID, text -> text.equals(object) || text.endsWith(":" + object));
        }
        String change = query.changeId();
        if (change != null) {
            texts.put(Column.CHANGE_ID, change::equalsIgnoreCase);
        }
        String content = query.content();
        List<Needle> needles = content == null || content.isBlank() ? List.of() : List.of(Needle.part(content));
        return new SegmentQuery(query.from(), query.until(), texts, needles);
    }

    private static void exactly(Map<Column, Predicate<String>> texts, Column column, @Nullable Object value) {
        if (value != null) {
            texts.put(column, value instanceof Enum<?> word ? word.name()::equals : value::equals);
        }
    }
}
