package dev.bastide.audit.segment;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/** An opened segment: where its pages lie, and their plain bytes. */
final class SegmentFile implements AutoCloseable {
    private final Disk.Opened opened;
    private final Modules modules;
    private final Zstd zstd = new Zstd();
    private final List<RowGroup> groups;
    private final int[] firstRows;

    SegmentFile(Disk.Opened opened, Modules modules, List<RowGroup> groups) {
        this.opened = opened;
        this.modules = modules;
        this.groups = groups;
        this.firstRows = new int[groups.size() + 1];
        for (int i = 0; i < groups.size(); i++) {
            firstRows[i + 1] = firstRows[i] + Math.toIntExact(groups.get(i).getNum_rows());
        }
    }

    /** A page that was opened, unpacked, and not yet read; its bytes have {@link PageCode#SLACK} behind their end. */
    record Page(PageHeader header, byte[] bytes, int length) {}

    /** The pages of a column in one row group. */
    record Pages(int group, int firstRow, List<PageLocation> locations, int rows) {
        /** The page with this row of the group. */
        int with(int row) {
            int low = 0;
            int high = locations.size() - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (locations.get(middle).getFirst_row_index() <= row) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return low;
        }

        int first(int page) {
            return (int) locations.get(page).getFirst_row_index();
        }

        int end(int page) {
            return page + 1 < locations.size() ? first(page + 1) : rows;
        }
    }

    long size() {
        try {
            return opened.size();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    byte[] read(long position, int length) {
        byte[] bytes = new byte[length];
        try {
            opened.read(position, bytes);
        } catch (IOException e) {
            throw failed(e);
        }
        return bytes;
    }

    /** The row group with this row of the segment. */
    int group(int row) {
        int group = 0;
        while (firstRows[group + 1] <= row) {
            group++;
        }
        return group;
    }

    Pages pages(int group, Column column) {
        ColumnChunk chunk = chunk(group, column);
        byte[] sealed = read(chunk.getOffset_index_offset(), chunk.getOffset_index_length());
        Modules.Place place = Modules.Place.inColumn(Modules.OFFSET_INDEX, group, column);
        try {
            byte[] plain = modules.open(sealed, 0, sealed.length, place);
            OffsetIndex index = Util.readOffsetIndex(new ByteArrayInputStream(plain));
            int rows = firstRows[group + 1] - firstRows[group];
            return new Pages(group, firstRows[group], new ArrayList<>(index.getPage_locations()), rows);
        } catch (IOException | RuntimeException e) {
            throw unreadable(e);
        }
    }

    Page page(Pages pages, int number, Column column) {
        PageLocation where = pages.locations().get(number);
        return page(
                read(where.getOffset(), where.getCompressed_page_size()),
                Modules.Place.inPage(Modules.DATA_HEADER, pages.group(), column, number),
                Modules.Place.inPage(Modules.DATA_PAGE, pages.group(), column, number));
    }

    private ColumnChunk chunk(int group, Column column) {
        return Objects.requireNonNull(groups.get(group).getColumns()).get(column.place());
    }

    /** The dictionary's page; there must be one. */
    Page dictionary(int group, Column column) {
        ColumnMetaData about = Objects.requireNonNull(chunk(group, column).getMeta_data());
        long at = about.getDictionary_page_offset();
        return page(
                read(at, Math.toIntExact(about.getData_page_offset() - at)),
                Modules.Place.inColumn(Modules.DICTIONARY_HEADER, group, column),
                Modules.Place.inColumn(Modules.DICTIONARY_PAGE, group, column));
    }

    private Page page(byte[] sealed, Modules.Place ofHeader, Modules.Place ofBody) {
        try {
            int split = Modules.length(sealed, 0, sealed.length);
            byte[] head = modules.open(sealed, 0, split, ofHeader);
            PageHeader header = Util.readPageHeader(new ByteArrayInputStream(head));
            byte[] packed = modules.open(sealed, split, sealed.length, ofBody);
            int length = header.getUncompressed_page_size();
            return new Page(header, zstd.unpack(packed, length), length);
        } catch (IOException | RuntimeException e) {
            throw unreadable(e);
        }
    }

    /** Whatever goes wrong with bytes that the key did open is no other record, but an unreadable segment. */
    static SegmentUnreadable unreadable(Exception e) {
        if (e instanceof SegmentUnreadable known) {
            return known;
        }
        return new SegmentUnreadable(SegmentUnreadable.Why.ALTERED, "it is not built as a segment is: " + e, e);
    }

    private static SegmentUnreadable failed(IOException e) {
        return e instanceof EOFException
                ? new SegmentUnreadable(SegmentUnreadable.Why.TRUNCATED, "the segment is cut", e)
                : new SegmentUnreadable(SegmentUnreadable.Why.DISK, "the segment could not be read", e);
    }

    @Override
    public void close() {
        zstd.close();
        try {
            opened.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
