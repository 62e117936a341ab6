package dev.bastide.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What decides in a row of {@code identity.duty_assignment}. Its end is not among it: the database ends duties, and an
 * end denies.
 */
record DutyMark(
        UUID id,
        UUID person,
        String duty,
        Instant from,
        @Nullable UUID madeBy) {
    private static final String TABLE = "identity.duty_assignment";
    private static final String COLUMNS = "id, person, duty, started_at, made_by";

    /** The mark of the assignment about to be written. */
    byte[] made(RowMarks marks) {
        return marks.of(TABLE, deciding());
    }

    /** Whether this program wrote the assignment in this row. */
    static boolean isOurs(RowMarks marks, ResultSet row) throws SQLException {
        DutyMark duty = of(row);
        return marks.isOurs(TABLE, duty.id, row.getBytes("mark"), duty.deciding());
    }

    static MarkedLater markedLater() {
        return new MarkedLater(TABLE, List.of("id"), COLUMNS, row -> of(row).deciding());
    }

    private static DutyMark of(ResultSet row) throws SQLException {
        return new DutyMark(
                row.getObject("id", UUID.class),
                row.getObject("person", UUID.class),
                row.getString("duty"),
                row.getTimestamp("started_at").toInstant(),
                row.getObject("made_by", UUID.class));
    }

    private @Nullable Object[] deciding() {
        return new @Nullable Object[] {id, person, duty, from, madeBy};
    }
}
