package dev.bastide.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.ModelAndView;

/**
 * The definition of a list: its columns and filters. One definition gives the page, the CSV and the JSON, so that an
 * export is always exactly the view. Immutable; a room keeps it as a constant. Words: {@code <key>} is the title,
 * {@code <key>.count} how many there are ({0}), {@code <key>.<column>} a header, {@code <key>.filter.<name>} a filter,
 * {@code <key>.empty}, {@code <key>.empty.why} and, with a first step, {@code <key>.empty.do} the empty state.
 *
 * @param key message key of the list
 * @param columns its columns, in order
 * @param filters its filters, in order
 * @param row where a click on a row leads, or null
 * @param firstStep path of the first step shown when nothing is there, or empty
 * @param create path of the primary action of the list, worded {@code <key>.create}, or empty
 * @param several what may be done to several rows at once, or null
 */
public record Listing<T>(
        String key,
        List<Column<T>> columns,
        List<Filter> filters,
        @Nullable Function<T, String> row,
        String firstStep,
        String create,
        @Nullable Several<T> several) {

    /** Name of the check boxes of rows. */
    static final String ROWS_FIELD = "row";

    /** An act upon several rows: which id a row has, where the ticked ids are sent; {@code <key>} words the button. */
    public record Several<T>(String key, String action, Function<T, String> id) {}

    /** One column. */
    public record Column<T>(String name, Function<T, Cell> cell, boolean sortable) {}

    /** One filter: a text to look for, or one of several choices. */
    public record Filter(String name, List<Choice> choices) {
        public Filter {
            choices = List.copyOf(choices);
        }

        /** Whether it is a search text rather than a choice. */
        public boolean isText() {
            return choices.isEmpty();
        }
    }

    /** A value of a filter and the message key of its word. */
    public record Choice(String value, String labelKey) {}

    public Listing {
        columns = List.copyOf(columns);
        filters = List.copyOf(filters);
    }

    /** A list without columns yet. */
    public static <T> Listing<T> of(String key) {
        return new Listing<>(key, List.of(), List.of(), null, "", "", null);
    }

    /** Adds a column that cannot be sorted by. */
    public Listing<T> column(String name, Function<T, Cell> cell) {
        return plus(new Column<>(name, cell, false));
    }

    /** Adds a column that can be sorted by; the repository knows the same name. */
    public Listing<T> sorted(String name, Function<T, Cell> cell) {
        return plus(new Column<>(name, cell, true));
    }

    /** Adds a search text. */
    public Listing<T> search(String name) {
        return plus(new Filter(name, List.of()));
    }

    /** Adds a choice; the word of a value is {@code <key>.filter.<name>.<value>}. */
    public Listing<T> choice(String name, String... values) {
        List<Choice> choices = new ArrayList<>();
        for (String value : values) {
            choices.add(new Choice(value, key + ".filter." + name + "." + value));
        }
        return plus(new Filter(name, choices));
    }

    /** Makes every row lead to its object. */
    public Listing<T> opens(Function<T, String> path) {
        return new Listing<>(key, columns, filters, path, firstStep, create, several);
    }

    /** Offers a first step when there is nothing yet. */
    public Listing<T> firstStep(String path) {
        return new Listing<>(key, columns, filters, row, path, create, several);
    }

    /** Offers a primary action above the list. */
    public Listing<T> create(String path) {
        return new Listing<>(key, columns, filters, row, firstStep, path, several);
    }

    /** Lets several rows be ticked and sent to an action, where each goes through its own rule: {@link RowByRow}. */
    public Listing<T> several(String wordKey, String action, Function<T, String> id) {
        return new Listing<>(key, columns, filters, row, firstStep, create, new Several<>(wordKey, action, id));
    }

    /** The whole page, or the export when the address asks for one. */
    public ModelAndView page(ListQuery query, ListResult<T> result) {
        return page("page/list", query, result);
    }

    /** The same within the room's own template, which calls {@code @template.page.rows(page, view)}. */
    public ModelAndView page(String template, ListQuery query, ListResult<T> result) {
        View<T> view = new View<>(this, query, result);
        if (!query.format().isEmpty()) {
            return new ModelAndView(new ListExport<>(view));
        }
        return new ModelAndView(template).addObject("view", view);
    }

    /** A list as it is shown now. */
    public record View<T>(Listing<T> listing, ListQuery query, ListResult<T> result) {

        /** Whether a filter is set, so that nothing found does not mean nothing there. */
        public boolean isFiltered() {
            return listing.filters().stream()
                    .anyMatch(filter -> !query.filter(filter.name()).isEmpty());
        }

        /** The columns shown: those chosen, in the list's own order. The first always is, for it names the row. */
        public List<Column<T>> columns() {
            return listing.columns().stream().filter(this::shows).toList();
        }

        /** Whether a column is shown. A choice that fits none of this list's columns is none. */
        public boolean shows(Column<?> column) {
            List<String> known = listing.columns().stream().map(Column::name).toList();
            List<String> chosen =
                    query.columns().stream().filter(known::contains).toList();
            return chosen.isEmpty() || column.name().equals(known.getFirst()) || chosen.contains(column.name());
        }

        /** The reader's own view that is shown now, or null. */
        public @Nullable SavedView current() {
            return query.views().stream()
                    .filter(view -> view.address().equals(query.here()))
                    .findFirst()
                    .orElse(null);
        }

        /** Whether the list is shown as it is, without filter, order or choice of columns. */
        public boolean isWhole() {
            return query.here().equals(query.whole());
        }

        /** The sizes a reader may choose from. */
        public List<Integer> sizes() {
            return ListQuery.SIZES;
        }

        /** The address of the following page. */
        public String nextPage() {
            return query.from(Objects.requireNonNull(result.next()));
        }

        /** The address of this list ordered by a column. */
        public String sortedBy(Column<?> column) {
            return query.sortedBy(column.name());
        }

        /** How the list is ordered by a column, as ARIA says it, or null. */
        public @Nullable String order(Column<?> column) {
            if (!query.sort().equals(column.name())) {
                return null;
            }
            return query.descending() ? "descending" : "ascending";
        }

        /** Whether a column holds numbers, by its first row. */
        public boolean numeric(int column) {
            return !result.rows().isEmpty()
                    && columns().get(column).cell().apply(result.rows().getFirst()) instanceof Cell.Figure;
        }

        /** The parameters a filter's form must carry along. */
        public List<Map.Entry<String, String>> keptFor(Filter filter) {
            return query.parameters().entrySet().stream()
                    .filter(entry -> !entry.getKey().equals(filter.name())
                            && !entry.getKey().equals("after"))
                    .toList();
        }

        /** The rows as they are shown. */
        public List<Line> lines() {
            return result.rows().stream().map(this::line).toList();
        }

        private Line line(T row) {
            Function<T, String> opens = listing.row();
            List<Cell> cells =
                    columns().stream().map(column -> column.cell().apply(row)).toList();
            Several<T> several = listing.several();
            return new Line(
                    opens == null ? null : opens.apply(row),
                    cells,
                    several == null ? "" : several.id().apply(row));
        }

        /** Whether this is not the first page. */
        public boolean isContinued() {
            return query.cursor() != null;
        }
    }

    /** A row as it is shown: where it leads, its cells, and the id by which it is ticked or nothing. */
    public record Line(@Nullable String path, List<Cell> cells, String id) {

        /** Which cell leads to the row's object: the first that does not lead elsewhere by itself. */
        public int lead() {
            return IntStream.range(0, cells.size())
                    .filter(index -> !(cells.get(index) instanceof Cell.Link))
                    .findFirst()
                    .orElse(-1);
        }

        /** The class of a cell: what kind of value it is. */
        public String css(int index) {
            return "cell-" + cells.get(index).getClass().getSimpleName().toLowerCase(Locale.ROOT);
        }
    }

    private Listing<T> plus(Column<T> column) {
        List<Column<T>> all = new ArrayList<>(columns);
        all.add(column);
        return new Listing<>(key, all, filters, row, firstStep, create, several);
    }

    private Listing<T> plus(Filter filter) {
        List<Filter> all = new ArrayList<>(filters);
        all.add(filter);
        return new Listing<>(key, columns, all, row, firstStep, create, several);
    }
}
