package dev.bastide.page;

import dev.bastide.authority.NodeId;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is wanted: filters, order, size and place. Parsed from the address, so that every view of a
 * list can be linked to, exported and gone back to. A handler takes it as a parameter.
 *
 * @param path the list's own path
 * @param filters non-empty parameters by name, without those below
 * @param sort the column to order by, empty for the list's own order
 * @param descending whether the order is turned round
 * @param size 25, 50 or 100 rows; up to 10,000 for an export
 * @param cursor the place to go on from, or null for the beginning
 * @param format empty for a page, {@code csv} or {@code json} for an export of exactly this view
 * @param scope the node the reader looks at, or null
 * @param columns names of the columns to show, empty for all
 * @param views the reader's own views of this list
 */
public record ListQuery(
        String path,
        Map<String, String> filters,
        String sort,
        boolean descending,
        int size,
        @Nullable String cursor,
        String format,
        @Nullable NodeId scope,
        List<String> columns,
        List<SavedView> views) {

    /** The parameter that asks for the list as it is, whatever view it would open with. */
    static final String WHOLE = "view=all";

    /** Sizes a reader may choose from. */
    static final List<Integer> SIZES = List.of(25, 50, 100);

    /** An export ends here and says so; whole histories are read through the API's cursor. */
    static final int EXPORT_ROWS_MAX = 10_000;

    private static final Set<String> OWN =
            Set.of("sort", "desc", "size", "after", "format", "columns", "view", "_csrf");

    private static final Pattern COLUMN = Pattern.compile("[a-z0-9][a-z0-9-]{0,40}");
    private static final int COLUMNS_MAX = 12;

    public ListQuery {
        filters = Map.copyOf(filters);
        columns = List.copyOf(columns);
        views = List.copyOf(views);
    }

    /** Reads the parameters of a request for a reader of whom nothing is remembered. */
    static ListQuery parse(String path, Map<String, String[]> parameters, @Nullable NodeId scope) {
        return parse(path, parameters, scope, Remembered.NOTHING);
    }

    /**
     * Reads the parameters of a request; whatever is senseless falls back to the default. An address without any opens
     * with the view that the reader chose for it.
     */
    static ListQuery parse(String path, Map<String, String[]> given, @Nullable NodeId scope, Remembered remembered) {
        Map<String, String[]> parameters = given.isEmpty() ? read(remembered.standing()) : given;
        Map<String, String> filters = new TreeMap<>();
        parameters.forEach((name, values) -> {
            String value = values[0].strip();
            if (!OWN.contains(name) && !value.isEmpty()) {
                filters.put(name, value.length() > 200 ? value.substring(0, 200) : value);
            }
        });
        String format = one(parameters, "format");
        boolean export = format.equals("csv") || format.equals("json");
        String after = one(parameters, "after");
        return new ListQuery(
                path,
                filters,
                one(parameters, "sort"),
                one(parameters, "desc").equals("1"),
                export ? EXPORT_ROWS_MAX : size(one(parameters, "size")),
                after.isEmpty() ? null : after,
                export ? format : "",
                scope,
                parameters.containsKey("columns") ? names(List.of(parameters.get("columns"))) : remembered.columns(),
                remembered.views());
    }

    /** Names of columns, given one by one or separated by commas; whatever cannot be a name is left out. */
    static List<String> names(List<String> given) {
        return given.stream()
                .flatMap(text -> Stream.of(text.split(",", -1)))
                .map(String::strip)
                .filter(name -> COLUMN.matcher(name).matches())
                .distinct()
                .limit(COLUMNS_MAX)
                .toList();
    }

    /** The address of this view from its beginning, to be kept or shared. */
    public String here() {
        Map<String, String> all = parameters();
        all.remove("after");
        return address(all);
    }

    /** The address of the whole list. */
    public String whole() {
        return path + "?" + WHOLE;
    }

    private static Map<String, String[]> read(String query) {
        Map<String, String[]> parameters = new TreeMap<>();
        for (String part : query.split("&", -1)) {
            int cut = part.indexOf('=');
            if (cut > 0) {
                parameters.put(decode(part.substring(0, cut)), new String[] {decode(part.substring(cut + 1))});
            }
        }
        return parameters;
    }

    /** The value of a filter, empty when it is not set. */
    public String filter(String name) {
        return filters.getOrDefault(name, "");
    }

    /** The address of the same list with one parameter changed; an empty value drops it. Paging starts anew. */
    public String with(String name, String value) {
        Map<String, String> all = parameters();
        all.remove("after");
        if (value.isEmpty()) {
            all.remove(name);
        } else {
            all.put(name, value);
        }
        return address(all);
    }

    /** The address of the same list ordered by this column; the same column again turns the order round. */
    String sortedBy(String column) {
        Map<String, String> all = parameters();
        all.remove("after");
        all.put("sort", column);
        if (sort.equals(column) && !descending) {
            all.put("desc", "1");
        } else {
            all.remove("desc");
        }
        return address(all);
    }

    /** The address of the page that begins at this cursor. */
    String from(String next) {
        Map<String, String> all = parameters();
        all.put("after", next);
        return address(all);
    }

    /** Writes the place after a row as an opaque cursor. */
    public static String cursor(String sortValue, String key) {
        byte[] bytes = (sortValue + "\u0000" + key).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The sort value and key of the row to go on after, or null at the beginning. Throws {@link BadInput}. */
    public String @Nullable [] place() {
        if (cursor == null) {
            return null;
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            int cut = text.lastIndexOf('\u0000');
            if (cut >= 0 && text.indexOf('\u0000') == cut) {
                return new String[] {text.substring(0, cut), text.substring(cut + 1)};
            }
        } catch (IllegalArgumentException e) {
            throw BadInput.in("after", "page.list.bad-cursor");
        }
        throw BadInput.in("after", "page.list.bad-cursor");
    }

    Map<String, String> parameters() {
        Map<String, String> all = new TreeMap<>(filters);
        if (!sort.isEmpty()) {
            all.put("sort", sort);
        }
        if (descending) {
            all.put("desc", "1");
        }
        if (format.isEmpty() && size != SIZES.getFirst()) {
            all.put("size", Integer.toString(size));
        }
        if (!columns.isEmpty()) {
            all.put("columns", String.join(",", columns));
        }
        if (cursor != null) {
            all.put("after", cursor);
        }
        return all;
    }

    private String address(Map<String, String> parameters) {
        if (parameters.isEmpty()) {
            return whole();
        }
        StringBuilder address = new StringBuilder(path);
        char glue = '?';
        for (Map.Entry<String, String> entry : new LinkedHashMap<>(parameters).entrySet()) {
            address.append(glue).append(encode(entry.getKey())).append('=').append(encode(entry.getValue()));
            glue = '&';
        }
        return address.toString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    // A view is kept as its address was; one that cannot be read back shows the whole list.
    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String one(Map<String, String[]> parameters, String name) {
        String[] values = parameters.get(name);
        return values == null || values.length == 0 ? "" : values[0].strip();
    }

    private static int size(String text) {
        return SIZES.stream()
                .filter(size -> Integer.toString(size).equals(text))
                .findFirst()
                .orElse(SIZES.getFirst());
    }
}
