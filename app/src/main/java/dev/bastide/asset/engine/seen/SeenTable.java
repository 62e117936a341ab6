package dev.bastide.asset.engine.seen;

import dev.bastide.asset.engine.CsvInventory;
import dev.bastide.asset.engine.InventoryUnreadable;
import dev.bastide.asset.engine.seen.SeenThing.Named;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A table with a header line. Columns in any order: {@code name}, {@code kind}, {@code node}, {@code owner},
 * {@code exposure}, and of the keys {@code address}, {@code mac}, {@code serial}, {@code ssh_key}, {@code cloud},
 * {@code agent}, {@code certificate}, several of them in one cell separated by spaces or semicolons.
 */
final class SeenTable {
    private static final Set<String> KEYS =
            Set.of("address", "mac", "serial", "ssh_key", "cloud", "agent", "certificate");
    private static final Set<String> OTHERS = Set.of("name", "kind", "node", "owner", "exposure");

    private SeenTable() {}

    static SeenFile read(String text) {
        List<CsvInventory.Row> rows = CsvInventory.rows(text);
        List<String> header = rows.getFirst().cells().stream()
                .map(cell ->
                        cell.strip().toLowerCase(Locale.ROOT).replace(' ', '_').replace('-', '_'))
                .toList();
        for (String column : header) {
            if (!KEYS.contains(column) && !OTHERS.contains(column)) {
                throw new InventoryUnreadable("asset.import.bad.column", 1, column);
            }
        }
        if (!header.contains("name") && header.stream().noneMatch(KEYS::contains)) {
            throw new InventoryUnreadable("asset.import.bad.header", 1, "name, address");
        }
        List<SeenThing> things = new ArrayList<>();
        for (CsvInventory.Row row : rows.subList(1, rows.size())) {
            things.add(thing(row, header));
        }
        return new SeenFile("csv", false, things);
    }

    private static SeenThing thing(CsvInventory.Row row, List<String> header) {
        Map<String, String> cells = new HashMap<>();
        List<Named> keys = new ArrayList<>();
        for (int i = 0; i < header.size() && i < row.cells().size(); i++) {
            String cell = row.cells().get(i).strip();
            String column = header.get(i);
            if (KEYS.contains(column)) {
                for (String word : cell.split("[\\s;]+", -1)) {
                    if (!word.isEmpty()) {
                        keys.add(new Named(column, word));
                    }
                }
            } else {
                cells.put(column, cell);
            }
        }
        String kind = cells.getOrDefault("kind", "");
        return new SeenThing(
                row.line(),
                kind.isEmpty() ? "host" : kind,
                cells.getOrDefault("name", ""),
                keys,
                cells.getOrDefault("node", ""),
                cells.getOrDefault("owner", ""),
                cells.getOrDefault("exposure", "").equals("public"),
                null,
                null);
    }
}
