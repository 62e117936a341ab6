package dev.bastide.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param rows the rows of this page
 * @param next the cursor of the following page, or null at the end
 * @param count how many rows the filter lets through in all
 */
public record ListResult<T>(List<T> rows, @Nullable String next, long count) {
    public ListResult {
        rows = List.copyOf(rows);
    }

    /** A list that is short enough to be shown whole. */
    public static <T> ListResult<T> whole(List<T> rows) {
        return new ListResult<>(rows, null, rows.size());
    }
}
