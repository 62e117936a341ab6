package dev.bastide.audit.segment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;

/** The values of one column in the page that is being filled. */
abstract sealed class ColumnDraft {
    final Column column;
    final Bytes page = new Bytes(1 << 16);
    private final boolean[] present = new boolean[SegmentWriter.PAGE_ROWS];
    private int rows;
    private int values;

    @Nullable
    ChunkDraft chunk;

    private ColumnDraft(Column column) {
        this.column = column;
    }

    static ColumnDraft of(Column column) {
        return switch (column.form()) {
            case TEXT, BYTES -> new Texts(column);
            case MICROS, LONG, INT -> new Numbers(column);
            case UUID -> new Ids(column);
        };
    }

    /** Begins a row group. */
    void begin(ChunkDraft next) {
        chunk = next;
    }

    /** Ends the page, if it has rows. */
    void endPage() {
        if (rows == 0) {
            return;
        }
        page.clear();
        if (!column.required()) {
            PageCode.presence(page, present, rows);
        }
        // An empty page of another encoding is nothing that every reader expects.
        Encoding encoding = values == 0 ? Encoding.PLAIN : encode(values);
        chunk().page(page, rows, encoding);
        rows = 0;
        values = 0;
        reset();
    }

    /** Ends the last page of a row group. */
    ChunkDraft end() {
        endPage();
        return chunk();
    }

    ChunkDraft chunk() {
        return Objects.requireNonNull(chunk);
    }

    /** Counts a row; says at which place of the page its value goes. */
    int row(boolean hasValue) {
        present[rows++] = hasValue;
        return hasValue ? values++ : -1;
    }

    /** Whether the page is full in bytes or, for contents, in rows. */
    boolean full() {
        return false;
    }

    abstract Encoding encode(int count);

    void reset() {}

    /** Numbers and times. */
    static final class Numbers extends ColumnDraft {
        private final long[] numbers = new long[SegmentWriter.PAGE_ROWS];

        private Numbers(Column column) {
            super(column);
        }

        void add(long value) {
            numbers[row(true)] = value;
        }

        void add(@Nullable Long value) {
            if (value == null) {
                row(false);
            } else {
                add(value.longValue());
            }
        }

        @Override
        Encoding encode(int count) {
            PageCode.numbers(page, numbers, count);
            return Encoding.DELTA_BINARY_PACKED;
        }
    }

    /** UUIDs. */
    static final class Ids extends ColumnDraft {
        private final long[] high = new long[SegmentWriter.PAGE_ROWS];
        private final long[] low = new long[SegmentWriter.PAGE_ROWS];

        private Ids(Column column) {
            super(column);
        }

        void add(java.util.UUID id) {
            int at = row(true);
            high[at] = id.getMostSignificantBits();
            low[at] = id.getLeastSignificantBits();
        }

        @Override
        Encoding encode(int count) {
            if (column == Column.PLAIN_ID) {
                // Older readers know no other encoding of these.
                for (int i = 0; i < count; i++) {
                    page.put(ByteBuffer.allocate(16)
                            .putLong(high[i])
                            .putLong(low[i])
                            .array());
                }
                return Encoding.PLAIN;
            }
            PageCode.split(page, high, low, count);
            return Encoding.BYTE_STREAM_SPLIT;
        }
    }

    /** Texts, with a dictionary as long as that pays, and contents, without. */
    static final class Texts extends ColumnDraft {
        private static final int PAGE_BYTES_MAX = 1 << 20;
        private static final int DICTIONARY_BYTES_MAX = 1 << 20;
        private static final int CONTENT_ROWS_MAX = 1024;

        private final Map<String, Integer> known = new HashMap<>();
        private final List<byte[]> entries = new ArrayList<>();
        private final byte[][] texts = new byte[SegmentWriter.PAGE_ROWS][];
        private final long[] places = new long[SegmentWriter.PAGE_ROWS + 8];
        private boolean indexed;
        private boolean pointedAt;
        private int entryBytes;
        private int pageBytes;
        private int pageRows;

        private Texts(Column column) {
            super(column);
        }

        @Override
        void begin(ChunkDraft next) {
            super.begin(next);
            known.clear();
            entries.clear();
            indexed = column.form() == Column.Form.TEXT;
            pointedAt = false;
            entryBytes = 0;
        }

        void add(@Nullable String text) {
            int at = row(text != null);
            pageRows++;
            if (text == null) {
                return;
            }
            if (!indexed) {
                put(at, utf8(text));
                return;
            }
            Integer place = known.get(text);
            if (place == null) {
                byte[] bytes = utf8(text);
                place = entries.size();
                known.put(text, place);
                entries.add(bytes);
                entryBytes += bytes.length;
            }
            places[at] = place;
            put(at, entries.get(place));
        }

        void add(byte @Nullable [] bytes) {
            pageRows++;
            int at = row(bytes != null);
            if (bytes != null) {
                put(at, bytes);
            }
        }

        private void put(int at, byte[] bytes) {
            texts[at] = bytes;
            pageBytes += bytes.length;
        }

        /** What is no Unicode becomes U+FFFD, as it does in the leaf. */
        private static byte[] utf8(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (Character.isSurrogate(text.charAt(i))) {
                    return TextBytes.repaired(text).getBytes(StandardCharsets.UTF_8);
                }
            }
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        boolean full() {
            return pageBytes >= PAGE_BYTES_MAX || (column.form() == Column.Form.BYTES && pageRows >= CONTENT_ROWS_MAX);
        }

        @Override
        Encoding encode(int count) {
            boolean few = entries.size() <= count / 2 || pointedAt || entries.size() < 16;
            if (indexed && few && entryBytes <= DICTIONARY_BYTES_MAX) {
                pointedAt = true;
                PageCode.places(page, places, count, entries.size());
                return Encoding.RLE_DICTIONARY;
            }
            indexed = false;
            PageCode.texts(page, texts, count);
            return Encoding.DELTA_LENGTH_BYTE_ARRAY;
        }

        @Override
        void reset() {
            pageBytes = 0;
            pageRows = 0;
        }

        @Override
        ChunkDraft end() {
            endPage();
            if (pointedAt) {
                page.clear();
                entries.forEach(entry -> page.int32(entry.length).put(entry));
                chunk().dictionary(page, entries.size());
            }
            return chunk();
        }
    }
}
