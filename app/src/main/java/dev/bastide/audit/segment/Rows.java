package dev.bastide.audit.segment;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.audit.log.LogEntry;
import dev.bastide.authority.AccessMethod;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Puts columns together into records. */
final class Rows {
    private final Map<Column, ColumnCursor> cursors = new EnumMap<>(Column.class);

    Rows(SegmentFile file) {
        for (Column column : Column.SEALED) {
            cursors.put(column, new ColumnCursor(file, column));
        }
    }

    ColumnCursor cursor(Column column) {
        return Objects.requireNonNull(cursors.get(column));
    }

    LogEntry entry(int row) {
        byte[] content = cursor(Column.CONTENT).bytes(row);
        try {
            AuditRecord record = new AuditRecord(
                    Tag.valueOf(text(Column.TAG, row)),
                    time(Column.TIME, Column.TIME_NANOS, row),
                    text(Column.OPERATION, row),
                    text(Column.USER_ID, row),
                    text(Column.USER_NAME, row),
                    text(Column.USER_GROUP, row),
                    text(Column.IP_ADDRESS, row),
                    AccessMethod.valueOf(text(Column.METHOD, row)),
                    TextBytes.shown(content),
                    Result.valueOf(text(Column.RESULT, row)),
                    cursor(Column.SESSION_ID).text(row),
                    cursor(Column.OFFSET).number(row),
                    cursor(Column.OBJECT_ID).text(row),
                    cursor(Column.CHANGE_ID).text(row));
            return new LogEntry(
                    record,
                    content,
                    cursor(Column.ID).id(row),
                    text(Column.SOURCE, row),
                    cursor(Column.SOURCE_SEQ).number(row),
                    time(Column.LOGGED_AT, Column.LOGGED_AT_NANOS, row));
        } catch (RuntimeException e) {
            throw SegmentFile.unreadable(e);
        }
    }

    Instant time(Column micros, Column nanos, int row) {
        return Micros.instant(cursor(micros).requiredNumber(row), cursor(nanos).requiredNumber(row));
    }

    private String text(Column column, int row) {
        return cursor(column).required(row);
    }
}
