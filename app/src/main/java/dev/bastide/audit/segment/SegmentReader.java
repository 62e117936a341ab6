package dev.bastide.audit.segment;

import dev.bastide.audit.log.Leaf;
import dev.bastide.audit.log.LogEntry;
import dev.bastide.audit.log.Proofs;
import dev.bastide.audit.log.Salts;
import dev.bastide.audit.log.TreeHash;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.parquet.format.RowGroup;

/**
 * Reads a sealed segment: all records in order, one of them, or one column. Nothing is handed out that the key does not
 * authenticate; everything else is a {@link SegmentUnreadable}. One instance, one thread.
 */
public final class SegmentReader implements AutoCloseable {
    private static final int TAIL = 8;
    private static final int CHUNK = 1 << 20;
    /** A tile of the tree; nothing above its level need be recomputed to check one record. */
    private static final int TILE_LEVEL = 8;

    private final SegmentFile file;
    private final SegmentRange range;
    private final SegmentKey key;
    private final Rows rows;

    private SegmentReader(SegmentFile file, SegmentRange range, SegmentKey key) {
        this.file = file;
        this.range = range;
        this.key = key;
        this.rows = new Rows(file);
    }

    /** Takes each record of a range. */
    public interface Each {
        void take(long index, LogEntry entry);
    }

    /** Opens the segment of a range in a folder. Throws {@link SegmentUnreadable}. */
    public static SegmentReader in(Disk disk, Path folder, SegmentRange range, SegmentKey key) {
        return open(disk, folder.resolve(range.fileName()), range, key);
    }

    static SegmentReader open(Disk disk, Path path, SegmentRange range, SegmentKey key) {
        Disk.Opened opened;
        try {
            opened = disk.open(path);
        } catch (IOException e) {
            throw failed(path, e);
        }
        try {
            return new SegmentReader(footer(opened, range, key), range, key);
        } catch (IOException e) {
            close(opened);
            throw failed(path, e);
        } catch (RuntimeException e) {
            close(opened);
            throw SegmentFile.unreadable(e);
        }
    }

    private static void close(Disk.Opened opened) {
        try {
            opened.close();
        } catch (IOException e) {
            // The failure that is told already is the one that matters.
        }
    }

    private static SegmentFile footer(Disk.Opened opened, SegmentRange range, SegmentKey key) throws IOException {
        long size = opened.size();
        if (size < 2L * ParquetFooter.MAGIC.length + TAIL) {
            throw new EOFException("too short for a segment");
        }
        byte[] magic = new byte[ParquetFooter.MAGIC.length];
        opened.read(0, magic);
        byte[] end = new byte[TAIL];
        opened.read(size - TAIL, end);
        if (!Arrays.equals(end, 4, TAIL, ParquetFooter.MAGIC, 0, magic.length)) {
            throw new EOFException("it does not end as a segment does");
        }
        int length = Bytes.int32At(end, 0);
        if (!Arrays.equals(magic, ParquetFooter.MAGIC) || length < 0 || length > size - TAIL - magic.length) {
            throw new SegmentUnreadable(SegmentUnreadable.Why.ALTERED, "no segment has this beginning or this end");
        }
        byte[] tail = new byte[length];
        opened.read(size - TAIL - length, tail);
        ParquetFooter.Opening opening = ParquetFooter.Opening.read(tail);
        byte[] expected = ParquetFooter.crypto(key.id(), opening.unique());
        if (!Arrays.equals(opening.key(), key.id().toString().getBytes(StandardCharsets.US_ASCII))) {
            throw new SegmentUnreadable(SegmentUnreadable.Why.OTHER_KEY, "it says it was sealed with another key");
        }
        if (!Arrays.equals(tail, 0, opening.length(), expected, 0, expected.length)) {
            throw new SegmentUnreadable(SegmentUnreadable.Why.ALTERED, "its open part was changed");
        }
        byte[] text = ParquetFooter.fileText(range, opening.unique());
        Modules modules = new Modules(key.fileKey(), text, new SecureRandom());
        byte[] plain = modules.open(tail, opening.length(), tail.length, Modules.Place.footer());
        List<RowGroup> groups = ParquetFooter.read(range, plain);
        return new SegmentFile(opened, modules, groups);
    }

    private static SegmentUnreadable failed(Path path, IOException e) {
        String name = String.valueOf(path.getFileName());
        if (e instanceof NoSuchFileException) {
            return new SegmentUnreadable(SegmentUnreadable.Why.MISSING, "there is no file " + name, e);
        }
        if (e instanceof EOFException) {
            return new SegmentUnreadable(SegmentUnreadable.Why.TRUNCATED, name + " is cut", e);
        }
        return new SegmentUnreadable(SegmentUnreadable.Why.DISK, name + " could not be read: " + e.getMessage(), e);
    }

    /** The records it holds. */
    public SegmentRange range() {
        return range;
    }

    /** Throws {@link SegmentUnreadable} with OTHER_FILE, unless the whole file is the one with this hash. */
    public void requireSha256(byte[] sha256) {
        if (!MessageDigest.isEqual(sha256(), sha256)) {
            throw new SegmentUnreadable(SegmentUnreadable.Why.OTHER_FILE, "it is not the file that was sealed");
        }
    }

    private byte[] sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            long size = file.size();
            for (long at = 0; at < size; at += CHUNK) {
                digest.update(file.read(at, (int) Math.min(CHUNK, size - at)));
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has SHA-256", e);
        }
    }

    /** The record with this index of the log. */
    public LogEntry entry(long index) {
        return rows.entry(row(index));
    }

    /** The content of a record alone. */
    byte[] content(long index) {
        return rows.cursor(Column.CONTENT).bytes(row(index));
    }

    /**
     * The record with this index, after its tile of the tree was recomputed from this segment and compared with the log's
     * own. Throws {@link SegmentUnreadable} with OTHER_FILE where they differ.
     */
    public LogEntry entry(long index, Proofs.Nodes tree) {
        int level = TILE_LEVEL;
        while (!covers(index >> level, level)) {
            level--;
        }
        long first = index >> level << level;
        Subtree.Cover cover = new Subtree.Cover(first);
        TreeHash hash = new TreeHash();
        Salts salts = key.salts();
        entries(
                first,
                first + (1L << level),
                (at, entry) -> cover.add(hash.leaf(Leaf.of(entry, salts.of(at)).bytes())));
        if (!MessageDigest.isEqual(cover.parts().getFirst().hash(), tree.node(level, index >> level))) {
            throw new SegmentUnreadable(SegmentUnreadable.Why.OTHER_FILE, "it is not what the log's tree was made of");
        }
        return entry(index);
    }

    private boolean covers(long subtree, int level) {
        return subtree << level >= range.from() && (subtree + 1) << level <= range.to();
    }

    /** All records from one index to before another, in order. */
    public void entries(long from, long to, Each each) {
        int last = row(to - 1);
        for (int row = row(from); row <= last; row++) {
            each.take(range.from() + row, rows.entry(row));
        }
    }

    /** How many records have a text in this column that passes; the column is read alone. */
    public long count(Column column, Predicate<String> test) {
        ColumnCursor cursor = rows.cursor(column);
        long count = 0;
        for (int row = 0; row < range.size(); row++) {
            count += cursor.test(row, test) ? 1 : 0;
        }
        return count;
    }

    /** The index of the record of this name; the column of names is read alone. */
    public OptionalLong indexOf(UUID id) {
        ColumnCursor cursor = rows.cursor(Column.ID);
        for (int row = 0; row < range.size(); row++) {
            if (cursor.id(row).equals(id)) {
                return OptionalLong.of(range.from() + row);
            }
        }
        return OptionalLong.empty();
    }

    /** The index of the record that this source sent under this number. */
    public OptionalLong numbered(String source, long number) {
        ColumnCursor numbers = rows.cursor(Column.SOURCE_SEQ);
        ColumnCursor sources = rows.cursor(Column.SOURCE);
        Predicate<String> same = source::equals;
        for (int row = 0; row < range.size(); row++) {
            Long here = numbers.number(row);
            if (here != null && here == number && sources.test(row, same)) {
                return OptionalLong.of(range.from() + row);
            }
        }
        return OptionalLong.empty();
    }

    ColumnCursor cursor(Column column) {
        return rows.cursor(column);
    }

    Instant timeAt(int row) {
        return rows.time(Column.TIME, Column.TIME_NANOS, row);
    }

    LogEntry entryAt(int row) {
        return rows.entry(row);
    }

    private int row(long index) {
        if (!range.has(index)) {
            throw new IllegalArgumentException("record " + index + " is not in " + range);
        }
        return (int) (index - range.from());
    }

    @Override
    public void close() {
        file.close();
    }
}
