package dev.bastide.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What decides in a row of {@code identity.lost_factor}. That it was closed without effect is not among it: that denies.
 */
record LostFactorMark(
        UUID id,
        UUID person,
        @Nullable UUID asker,
        Instant asked,
        @Nullable Instant done) {
    /** What a select must read for {@link #isOurs}, beside the mark. */
    static final String COLUMNS = "id, person, asked_by, asked_at, done_at";

    private static final String TABLE = "identity.lost_factor";

    /** The mark of the request about to be written. */
    byte[] made(RowMarks marks) {
        return marks.of(TABLE, deciding());
    }

    /** The same request, finished. */
    LostFactorMark doneAt(Instant instant) {
        return new LostFactorMark(id, person, asker, asked, instant);
    }

    /** Whether this program wrote the request that this row says. */
    boolean isOurs(RowMarks marks, byte @Nullable [] mark) {
        return marks.isOurs(TABLE, id, mark, deciding());
    }

    static MarkedLater markedLater() {
        return new MarkedLater(TABLE, List.of("id"), COLUMNS, row -> of(row).deciding());
    }

    static LostFactorMark of(ResultSet row) throws SQLException {
        @Nullable Timestamp done = row.getTimestamp("done_at");
        return new LostFactorMark(
                row.getObject("id", UUID.class),
                row.getObject("person", UUID.class),
                row.getObject("asked_by", UUID.class),
                row.getTimestamp("asked_at").toInstant(),
                done == null ? null : done.toInstant());
    }

    private @Nullable Object[] deciding() {
        return new @Nullable Object[] {id, person, asker, asked, done};
    }
}
