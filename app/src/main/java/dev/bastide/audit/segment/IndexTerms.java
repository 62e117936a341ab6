package dev.bastide.audit.segment;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The terms of one column, each with its rows. */
final class IndexTerms {
    private final Map<String, RowList> rows = new HashMap<>();

    void add(String term, int row) {
        RowList list = rows.get(term);
        if (list == null) {
            list = new RowList();
            rows.put(term, list);
        }
        list.add(row);
    }

    /** The terms in order, so that the same segment always gives the same sidecar. */
    Map<String, RowList> sorted() {
        return new TreeMap<>(rows);
    }
}
