package dev.bastide.audit.segment;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.log.LogEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes records apart into columns. */
final class Columns {
    private final Map<Column, ColumnDraft> drafts = new EnumMap<>(Column.class);
    private final List<ColumnDraft> all = new ArrayList<>();
    private long waitingBytes;

    Columns(List<Column> columns) {
        for (Column column : columns) {
            ColumnDraft draft = ColumnDraft.of(column);
            drafts.put(column, draft);
            all.add(draft);
        }
    }

    void begin(int rowGroup, ChunkDraft.Sealing sealing) {
        all.forEach(draft -> draft.begin(new ChunkDraft(draft.column, rowGroup, sealing)));
        waitingBytes = 0;
    }

    void add(LogEntry entry) {
        AuditRecord record = entry.record();
        text(Column.TAG, record.tag().name());
        time(Column.TIME, Column.TIME_NANOS, record.time());
        text(Column.OPERATION, record.operation());
        text(Column.USER_ID, record.userId());
        text(Column.USER_NAME, record.userName());
        text(Column.USER_GROUP, record.userGroup());
        text(Column.IP_ADDRESS, record.ipAddress());
        text(Column.METHOD, record.method().name());
        ColumnDraft.Texts content = texts(Column.CONTENT);
        content.add(entry.content());
        endIfFull(content);
        text(Column.RESULT, record.result().name());
        text(Column.SESSION_ID, orNull(record.sessionId()));
        Long offset = record.offset();
        numbers(Column.OFFSET).add(offset == null || offset < 0 ? null : offset);
        text(Column.OBJECT_ID, orNull(record.objectId()));
        text(Column.CHANGE_ID, orNull(record.changeId()));
        ((ColumnDraft.Ids) draft(Column.ID)).add(entry.id());
        text(Column.SOURCE, entry.source());
        numbers(Column.SOURCE_SEQ).add(entry.sourceSeq());
        time(Column.LOGGED_AT, Column.LOGGED_AT_NANOS, entry.loggedAt());
    }

    /** Adds a record to a plain copy: its words as people write them, its content as text, and its bytes where it is none. */
    void add(int log, long index, LogEntry entry) {
        AuditRecord record = entry.record();
        numbers(Column.LOG).add(log);
        numbers(Column.INDEX).add(index);
        numbers(Column.LOGGED_AT).add(Micros.of(entry.loggedAt()));
        text(Column.TAG, word(record.tag()));
        numbers(Column.TIME).add(Micros.of(record.time()));
        text(Column.OPERATION, record.operation());
        text(Column.USER_ID, record.userId());
        text(Column.USER_NAME, record.userName());
        text(Column.USER_GROUP, record.userGroup());
        text(Column.IP_ADDRESS, record.ipAddress());
        text(Column.METHOD, word(record.method()));
        String content = new String(entry.content(), StandardCharsets.UTF_8);
        text(Column.PLAIN_CONTENT, content);
        text(Column.RESULT, word(record.result()));
        text(Column.OBJECT_ID, orNull(record.objectId()));
        text(Column.SESSION_ID, orNull(record.sessionId()));
        numbers(Column.OFFSET).add(record.offset());
        text(Column.CHANGE_ID, orNull(record.changeId()));
        ((ColumnDraft.Ids) draft(Column.PLAIN_ID)).add(entry.id());
        text(Column.SOURCE, entry.source());
        numbers(Column.SOURCE_SEQ).add(entry.sourceSeq());
        ColumnDraft.Texts bytes = texts(Column.CONTENT_BYTES);
        boolean isText = Arrays.equals(content.getBytes(StandardCharsets.UTF_8), entry.content());
        bytes.add(isText ? null : entry.content());
        endIfFull(bytes);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** An empty text is none, as it is in the leaf. */
    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private void text(Column column, @Nullable String text) {
        ColumnDraft.Texts draft = texts(column);
        draft.add(text);
        endIfFull(draft);
    }

    private void endIfFull(ColumnDraft.Texts draft) {
        if (draft.full()) {
            long before = draft.chunk().waitingBytes();
            draft.endPage();
            waitingBytes += draft.chunk().waitingBytes() - before;
        }
    }

    private void time(Column micros, Column nanos, Instant time) {
        numbers(micros).add(Micros.of(time));
        numbers(nanos).add((long) Micros.rest(time));
    }

    private ColumnDraft draft(Column column) {
        return Objects.requireNonNull(drafts.get(column));
    }

    private ColumnDraft.Texts texts(Column column) {
        return (ColumnDraft.Texts) draft(column);
    }

    private ColumnDraft.Numbers numbers(Column column) {
        return (ColumnDraft.Numbers) draft(column);
    }

    /** Ends every page, so that the next one begins with the same record in each column. */
    void endPages() {
        all.forEach(ColumnDraft::endPage);
        waitingBytes =
                all.stream().mapToLong(draft -> draft.chunk().waitingBytes()).sum();
    }

    /** Sealed bytes of this row group that are not written yet. */
    long waitingBytes() {
        return waitingBytes;
    }

    List<ChunkDraft> end() {
        waitingBytes = 0;
        return all.stream().map(ColumnDraft::end).toList();
    }
}
