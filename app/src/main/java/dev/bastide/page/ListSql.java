package dev.bastide.page;

import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Turns a {@link ListQuery} into SQL: the rows of one page by keyset, and the count that follows the same filter.
 * Column and table texts come from the repository's code, never from a request; values are always bound.
 */
public final class ListSql {
    private final String columns;
    private final String from;
    private final String key;
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> bound = new LinkedHashMap<>();
    private final Map<String, When> filters = new LinkedHashMap<>();
    private final Map<String, Order> orders = new LinkedHashMap<>();

    private record When(String condition, UnaryOperator<String> value) {}

    private record Order(String expression, String type, boolean descending) {}

    private ListSql(String columns, String from, String key) {
        this.columns = columns;
        this.from = from;
        this.key = key;
    }

    /** What to select, from where, and the unique uuid column that breaks ties. */
    public static ListSql select(String columns, String from, String key) {
        return new ListSql(columns, from, key);
    }

    /** A condition that always holds, with one named value. */
    public ListSql where(String condition, String name, Object value) {
        conditions.add(condition);
        bound.put(name, value);
        return this;
    }

    /** A condition that always holds. */
    public ListSql where(String condition) {
        conditions.add(condition);
        return this;
    }

    /** A condition on {@code :name} that holds while the filter of that name is set. */
    public ListSql filter(String name, String condition) {
        filters.put(name, new When(condition, UnaryOperator.identity()));
        return this;
    }

    /** A condition such as {@code h.name ilike :q} on a text looked for anywhere in a value. */
    public ListSql search(String name, String condition) {
        filters.put(name, new When(condition, ListSql::contains));
        return this;
    }

    /** A sort order by a not-null expression of a type; the first one added is the list's own order. */
    public ListSql sort(String name, String expression, String type) {
        orders.put(name, new Order(expression, type, false));
        return this;
    }

    /** A sort order that begins with the greatest, as times mostly do. */
    public ListSql sortDescending(String name, String expression, String type) {
        orders.put(name, new Order(expression, type, true));
        return this;
    }

    /** Reads one page and its count. Throws {@link BadInput} for a cursor that fits no row. */
    public <T> ListResult<T> fetch(JdbcClient jdbc, ListQuery query, RowMapper<T> mapper) {
        List<String> holds = new ArrayList<>(conditions);
        Map<String, Object> values = new LinkedHashMap<>(bound);
        filters.forEach((name, when) -> {
            String value = query.filter(name);
            if (!value.isEmpty()) {
                holds.add(when.condition());
                values.put(name, when.value().apply(value));
            }
        });
        String filtered = holds.isEmpty() ? "" : "\nwhere " + String.join("\n  and ", holds);
        long count = jdbc.sql("select count(*) from " + from + filtered)
                .params(values)
                .query(Long.class)
                .single();
        List<Place<T>> rows = rows(jdbc, query, holds, values, mapper);
        boolean more = rows.size() > query.size();
        List<Place<T>> shown = more ? rows.subList(0, query.size()) : rows;
        return new ListResult<>(
                shown.stream().map(Place::row).toList(),
                more ? ListQuery.cursor(shown.getLast().sort(), shown.getLast().key()) : null,
                count);
    }

    private record Place<T>(T row, String sort, String key) {}

    private <T> List<Place<T>> rows(
            JdbcClient jdbc, ListQuery query, List<String> holds, Map<String, Object> values, RowMapper<T> mapper) {
        Order chosen = orders.get(query.sort());
        Order order =
                chosen != null ? chosen : orders.values().stream().findFirst().orElse(new Order(key, "uuid", false));
        boolean descending = chosen != null ? query.descending() : order.descending();
        List<String> all = new ArrayList<>(holds);
        Map<String, Object> bind = new LinkedHashMap<>(values);
        String[] place = query.place();
        if (place != null) {
            all.add("(%s, %s) %s (cast(:after_sort as %s), cast(:after_key as uuid))"
                    .formatted(order.expression(), key, descending ? "<" : ">", order.type()));
            bind.put("after_sort", place[0]);
            bind.put("after_key", place[1]);
        }
        String direction = descending ? " desc" : "";
        String sql = "select " + columns + ",\n  (" + order.expression() + ")::text as _sort, (" + key
                + ")::text as _key\nfrom " + from + (all.isEmpty() ? "" : "\nwhere " + String.join("\n  and ", all))
                + "\norder by " + order.expression() + direction + ", " + key + direction
                + "\nlimit " + (query.size() + 1);
        try {
            return jdbc.sql(sql)
                    .params(bind)
                    .query((ResultSet found, int number) -> new Place<>(
                            mapper.mapRow(found, number), found.getString("_sort"), found.getString("_key")))
                    .list();
        } catch (DataIntegrityViolationException unreadable) {
            if (place == null) {
                throw unreadable;
            }
            throw BadInput.in("after", "page.list.bad-cursor");
        }
    }

    /** The pattern that finds a text anywhere; its own wildcards are taken literally. */
    static String contains(String text) {
        return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }
}
