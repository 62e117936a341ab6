package dev.bastide.audit.segment;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;

/** One column of a segment, by row; it holds one page, and the dictionary of one row group. */
final class ColumnCursor {
    private static final byte UNDECIDED = 0;
    private static final byte PASSES = 1;
    private static final byte FAILS = 2;

    private final SegmentFile file;
    private final Column column;

    private SegmentFile.@Nullable Pages pages;
    private int pageFirst;
    private int pageEnd;

    /** For each row of the page its place among the values, -1 for none; null where each row has a value. */
    private int @Nullable [] slots;

    private boolean pointing;
    private byte[] bytes = new byte[0];
    private int[] starts = new int[0];
    private long[] numbers = new long[0];
    private int values;

    private int dictionaryGroup = -1;
    private byte[][] entries = new byte[0][];
    private @Nullable String[] texts = new String[0];
    private @Nullable Predicate<String> decided;
    private byte[] decisions = new byte[0];

    ColumnCursor(SegmentFile file, Column column) {
        this.file = file;
        this.column = column;
    }

    @Nullable
    String text(int row) {
        int slot = slot(row);
        if (slot < 0) {
            return null;
        }
        if (!pointing) {
            return new String(bytes, starts[slot], starts[slot + 1] - starts[slot], StandardCharsets.UTF_8);
        }
        int place = (int) numbers[slot];
        String text = texts[place];
        if (text == null) {
            text = new String(entries[place], StandardCharsets.UTF_8);
            texts[place] = text;
        }
        return text;
    }

    String required(int row) {
        return Objects.requireNonNull(text(row));
    }

    byte[] bytes(int row) {
        int slot = slot(row);
        return Arrays.copyOfRange(bytes, starts[slot], starts[slot + 1]);
    }

    /** A view of a content without copying it. */
    interface Look {
        boolean at(byte[] bytes, int from, int to);
    }

    boolean look(int row, Look look) {
        int slot = slot(row);
        return look.at(bytes, starts[slot], starts[slot + 1]);
    }

    @Nullable
    Long number(int row) {
        int slot = slot(row);
        return slot < 0 ? null : (Long) numbers[slot];
    }

    long requiredNumber(int row) {
        int slot = slot(row);
        return numbers[slot];
    }

    UUID id(int row) {
        int slot = slot(row);
        return new UUID(
                PageCode.splitAt(bytes, starts[0], values, slot),
                PageCode.splitAt(bytes, starts[0] + 8 * values, values, slot));
    }

    /** Whether the row has a text that passes; one in the dictionary is asked about once by each asker. */
    @SuppressWarnings("ReferenceEquality")
    boolean test(int row, Predicate<String> test) {
        int slot = slot(row);
        if (slot < 0) {
            return false;
        }
        if (!pointing) {
            return test.test(required(row));
        }
        if (decided != test) {
            decided = test;
            decisions = new byte[entries.length];
        }
        int place = (int) numbers[slot];
        if (decisions[place] == UNDECIDED) {
            decisions[place] = test.test(required(row)) ? PASSES : FAILS;
        }
        return decisions[place] == PASSES;
    }

    private int slot(int row) {
        if (row < pageFirst || row >= pageEnd) {
            load(row);
        }
        return slots == null ? row - pageFirst : slots[row - pageFirst];
    }

    private void load(int row) {
        SegmentFile.Pages known = pages;
        if (known == null || row < known.firstRow() || row >= known.firstRow() + known.rows()) {
            known = file.pages(file.group(row), column);
            pages = known;
        }
        int number = known.with(row - known.firstRow());
        SegmentFile.Page page = file.page(known, number, column);
        pageEnd = 0;
        try {
            int first = known.first(number);
            int rows = known.end(number) - first;
            decode(page, rows, known.group());
            pageFirst = known.firstRow() + first;
            pageEnd = pageFirst + rows;
        } catch (RuntimeException e) {
            throw SegmentFile.unreadable(e);
        }
    }

    private void decode(SegmentFile.Page page, int rows, int group) {
        DataPageHeader header = Objects.requireNonNull(page.header().getData_page_header());
        if (header.getNum_values() != rows) {
            throw new IllegalArgumentException("a page of another length");
        }
        bytes = page.bytes();
        Bytes.In in = new Bytes.In(bytes, 0, page.length());
        values = rows;
        slots = null;
        if (!column.required()) {
            slots = slots(PageCode.presence(in, bytes, rows));
        }
        Encoding encoding = Objects.requireNonNull(header.getEncoding());
        pointing = encoding == Encoding.RLE_DICTIONARY;
        switch (encoding) {
            case RLE_DICTIONARY -> {
                readDictionary(group);
                numbers = PageCode.places(in, bytes, values);
            }
            case DELTA_BINARY_PACKED -> numbers = PageCode.numbers(in, bytes, values);
            case DELTA_LENGTH_BYTE_ARRAY -> starts = PageCode.texts(in, bytes, values);
            case BYTE_STREAM_SPLIT -> starts = new int[] {in.skip(values * 16)};
            case PLAIN -> {
                if (values > 0) {
                    throw new IllegalArgumentException("a plain page with values");
                }
            }
            default -> throw new IllegalArgumentException("pages are not encoded as " + encoding);
        }
    }

    private int[] slots(boolean[] present) {
        int[] made = new int[present.length];
        int next = 0;
        for (int i = 0; i < made.length; i++) {
            made[i] = present[i] ? next++ : -1;
        }
        values = next;
        return made;
    }

    private void readDictionary(int group) {
        if (dictionaryGroup == group) {
            return;
        }
        SegmentFile.Page page = file.dictionary(group, column);
        int count = Objects.requireNonNull(page.header().getDictionary_page_header())
                .getNum_values();
        entries = PageCode.plain(new Bytes.In(page.bytes(), 0, page.length()), count);
        texts = new String[count];
        decided = null;
        dictionaryGroup = group;
    }
}
