package dev.bastide.asset.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Hosts from a CSV file (RFC 4180) with a header line. Columns in any order: {@code name}, {@code address}, and where
 * wanted {@code port}, {@code node}, {@code accounts} (separated by spaces or semicolons), {@code customer},
 * {@code kind} ({@code host} or {@code network_device}), {@code host_key}.
 */
public final class CsvInventory {
    private static final Set<String> COLUMNS =
            Set.of("name", "address", "port", "node", "accounts", "customer", "kind", "host_key");

    private CsvInventory() {}

    /** The hosts of the file, in order. Throws {@link InventoryUnreadable}. */
    public static List<InventoryHost> parse(String text) {
        List<Row> rows = rows(text);
        if (rows.isEmpty()) {
            return List.of();
        }
        List<String> header = rows.getFirst().cells().stream()
                .map(cell ->
                        cell.strip().toLowerCase(Locale.ROOT).replace(' ', '_').replace('-', '_'))
                .toList();
        for (String column : header) {
            if (!COLUMNS.contains(column)) {
                throw new InventoryUnreadable("asset.import.bad.column", 1, column);
            }
        }
        if (!header.contains("name") || !header.contains("address")) {
            throw new InventoryUnreadable("asset.import.bad.header", 1, "name, address");
        }
        return rows.stream().skip(1).map(row -> host(row, header)).toList();
    }

    /** A line of the file with its cells. */
    public record Row(int line, List<String> cells) {}

    private static InventoryHost host(Row row, List<String> header) {
        Map<String, String> cells = new HashMap<>();
        for (int i = 0; i < header.size() && i < row.cells().size(); i++) {
            cells.put(header.get(i), row.cells().get(i).strip());
        }
        String node = cells.getOrDefault("node", "");
        String key = cells.getOrDefault("host_key", "");
        return new InventoryHost(
                row.line(),
                cells.getOrDefault("name", "").toLowerCase(Locale.ROOT),
                cells.getOrDefault("address", ""),
                cells.getOrDefault("port", ""),
                node.isEmpty() ? null : node,
                words(cells.getOrDefault("accounts", "")),
                cells.getOrDefault("customer", ""),
                cells.getOrDefault("kind", "").startsWith("network"),
                key.isEmpty() ? null : key);
    }

    static List<String> words(String text) {
        return Arrays.stream(text.split("[\\s;,]+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Every line with its cells. Throws {@link InventoryUnreadable} where a quotation is never closed. */
    public static List<Row> rows(String text) {
        List<Row> rows = new ArrayList<>();
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        int line = 1;
        int first = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    cell.append(c);
                    i++;
                } else if (c == '"') {
                    quoted = false;
                } else {
                    cell.append(c);
                }
            } else if (c == '"' && cell.toString().isBlank()) {
                cell.setLength(0);
                quoted = true;
            } else if (c == ',') {
                cells.add(cell.toString());
                cell.setLength(0);
            } else if (c == '\n') {
                add(rows, first, cells, cell);
                first = line + 1;
            } else if (c != '\r') {
                cell.append(c);
            }
            line += c == '\n' ? 1 : 0;
        }
        if (quoted) {
            throw new InventoryUnreadable("asset.import.bad.quote", first, "");
        }
        add(rows, first, cells, cell);
        return rows;
    }

    private static void add(List<Row> rows, int line, List<String> cells, StringBuilder last) {
        cells.add(last.toString());
        last.setLength(0);
        boolean blank = cells.stream().allMatch(String::isBlank);
        if (!blank) {
            rows.add(new Row(line, List.copyOf(cells)));
        }
        cells.clear();
    }
}
