package dev.bastide.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows bear marks only since a later release. What an older release left in it is marked once, by the
 * program and at its first start; see {@link FirstMarking}. Its room offers it as a bean.
 *
 * @param table schema and table, such as {@code servicetree.node}; the mark stands in its column {@code mark}
 * @param key the columns of its primary key
 * @param columns what {@code deciding} reads, as in a select
 * @param deciding what of a row its mark binds
 */
public record MarkedLater(String table, List<String> key, String columns, Deciding deciding) {
    /** Copies the key. */
    public MarkedLater {
        key = List.copyOf(key);
    }

    /** What of a row its mark binds, in the order of {@link RowMarks#of}. */
    @FunctionalInterface
    public interface Deciding {
        /** Reads it from a row as the database gives it. */
        @Nullable
        Object[] of(ResultSet row) throws SQLException;
    }
}
