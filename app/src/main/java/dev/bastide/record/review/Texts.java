package dev.bastide.record.review;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Lists as PostgreSQL's driver gives them. */
final class Texts {
    private Texts() {}

    static List<String> of(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }
}
