package dev.bastide.page;

import java.util.List;

/**
 * What a reader has made of one list.
 *
 * @param views the views he named, by name
 * @param columns the columns he chose, empty for all
 */
record Remembered(List<SavedView> views, List<String> columns) {
    static final Remembered NOTHING = new Remembered(List.of(), List.of());

    Remembered {
        views = List.copyOf(views);
        columns = List.copyOf(columns);
    }

    /** What stands behind the question mark of the view the list opens with; empty for none. */
    String standing() {
        return views.stream()
                .filter(SavedView::standing)
                .map(SavedView::query)
                .findFirst()
                .orElse("");
    }
}
