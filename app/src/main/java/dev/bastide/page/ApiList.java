package dev.bastide.page;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A list as the API answers it. The caller goes on with {@code after=<next>}.
 *
 * @param items the entries of this page
 * @param next the cursor of the following page, or null at the end
 * @param count how many entries the filter lets through in all
 */
public record ApiList<T>(List<T> items, @Nullable String next, long count) {
    public ApiList {
        items = List.copyOf(items);
    }

    /** The rows of a list, each in its JSON form. */
    public static <R, T> ApiList<T> of(ListResult<R> result, Function<R, T> json) {
        return new ApiList<>(result.rows().stream().map(json).toList(), result.next(), result.count());
    }
}
