package dev.bastide.page;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.View;
import tools.jackson.databind.json.JsonMapper;

/** Writes exactly the rows and columns of a view as CSV (RFC 4180) or JSON, with exact instants. */
final class ListExport<T> implements View {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Listing.View<T> view;

    ListExport(Listing.View<T> view) {
        this.view = view;
    }

    @Override
    public void render(@Nullable Map<String, ?> model, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String format = view.query().format();
        String name = view.listing().key().replace('.', '-') + "." + format;
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
        if (view.result().next() != null) {
            response.setHeader("X-Bastide-Truncated", Integer.toString(ListQuery.EXPORT_ROWS_MAX));
        }
        if (format.equals("csv")) {
            response.setContentType("text/csv;charset=UTF-8");
            writeCsv(response.getWriter());
        } else {
            response.setContentType("application/json;charset=UTF-8");
            writeJson(response.getWriter());
        }
    }

    private void writeCsv(Writer out) throws IOException {
        out.write(csvLine(view.columns().stream().map(Listing.Column::name).toList()));
        for (T row : view.result().rows()) {
            List<String> cells = new ArrayList<>();
            for (Listing.Column<T> column : view.columns()) {
                cells.add(plain(column.cell().apply(row)));
            }
            out.write(csvLine(cells));
        }
    }

    private void writeJson(Writer out) throws IOException {
        List<Map<String, String>> rows = new ArrayList<>();
        for (T row : view.result().rows()) {
            Map<String, String> cells = new LinkedHashMap<>();
            for (Listing.Column<T> column : view.columns()) {
                cells.put(column.name(), plain(column.cell().apply(row)));
            }
            rows.add(cells);
        }
        out.write(JSON.writeValueAsString(rows));
    }

    /** A cell without decoration; an instant in UTC, a state by its key's last word. */
    static String plain(Cell cell) {
        return switch (cell) {
            case Cell.Text(String value) -> value;
            case Cell.Link(String value, String path) -> value;
            case Cell.Figure(long value) -> Long.toString(value);
            case Cell.Time(var value) -> value == null ? "" : value.toString();
            case Cell.Moment(var value) -> value == null ? "" : value.toString();
            case Cell.Due(var value) -> value == null ? "" : value.toString();
            case Cell.State(Chip chip) -> chip.key().substring(chip.key().lastIndexOf('.') + 1);
            case Cell.Code(String value) -> value;
            case Cell.Way way -> way.path();
            case Cell.Said(String key, List<String> args) ->
                args.isEmpty() ? key.substring(key.lastIndexOf('.') + 1) : String.join(" ", args);
        };
    }

    /** One line of CSV. A cell a spreadsheet would take for a formula is disarmed with an apostrophe. */
    static String csvLine(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            if (!cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0) {
                cell = "'" + cell;
            }
            boolean quote = cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
            line.append(i == 0 ? "" : ",").append(quote ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
        }
        return line.append("\r\n").toString();
    }
}
