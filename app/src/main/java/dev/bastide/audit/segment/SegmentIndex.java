package dev.bastide.audit.segment;

import dev.bastide.audit.log.LogEntry;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sidecar of a segment: which rows have which user, address, operation, tag, object and result, and which blocks may
 * have which words. It only says where to look; what is found is read from the segment. It belongs to one file, named by
 * its hash, and is rebuilt from it whenever it does not open. One instance, one thread.
 */
public final class SegmentIndex implements AutoCloseable {
    /** The columns that it answers for. */
    static final List<Column> COLUMNS =
            List.of(Column.USER_ID, Column.IP_ADDRESS, Column.OPERATION, Column.TAG, Column.OBJECT_ID, Column.RESULT);

    private final IndexFile file;
    private final IndexFile.Directory directory;

    private SegmentIndex(IndexFile file) {
        this.file = file;
        this.directory = file.directory();
    }

    /**
     * Opens the sidecar of the segment file with this hash. Throws {@link SegmentUnreadable}: then {@link #rebuild} makes a
     * new one.
     */
    public static SegmentIndex open(Disk disk, Path folder, SealedFile of) {
        try {
            Disk.Opened opened = disk.open(folder.resolve(of.range().indexName()));
            return opened(opened, of);
        } catch (NoSuchFileException e) {
            throw new SegmentUnreadable(SegmentUnreadable.Why.MISSING, "there is no sidecar", e);
        } catch (EOFException e) {
            throw new SegmentUnreadable(SegmentUnreadable.Why.TRUNCATED, "the sidecar is cut", e);
        } catch (IOException e) {
            throw new SegmentUnreadable(SegmentUnreadable.Why.DISK, "the sidecar could not be read", e);
        }
    }

    /**
     * The segment file that a sidecar belongs to.
     *
     * @param sha256 of the file
     */
    public record SealedFile(SegmentRange range, byte[] sha256, SegmentKey key) {}

    private static SegmentIndex opened(Disk.Opened opened, SealedFile of) throws IOException {
        try {
            return new SegmentIndex(IndexFile.open(opened, of));
        } catch (IOException | RuntimeException e) {
            opened.close();
            if (e instanceof IOException io) {
                throw io;
            }
            throw SegmentFile.unreadable(e);
        }
    }

    /** Makes the sidecar anew from the segment and writes it. Throws {@link SegmentUnreadable}, {@link IOException}. */
    public static SegmentIndex rebuild(Disk disk, Path folder, SealedFile of, SecureRandom random) throws IOException {
        Builder builder = new Builder(of.range());
        try (SegmentReader reader = SegmentReader.in(disk, folder, of.range(), of.key())) {
            reader.requireSha256(of.sha256());
            reader.entries(
                    of.range().from(),
                    of.range().to(),
                    (index, entry) -> builder.add((int) (index - of.range().from()), entry));
        }
        builder.build(of.sha256()).write(disk, folder, of.key(), random);
        return open(disk, folder, of);
    }

    /** The rows whose text in this column passes. */
    BitSet rows(Column column, Predicate<String> test) {
        BitSet rows = new BitSet(directory.rows());
        for (IndexFile.Term term : file.terms(COLUMNS.indexOf(column))) {
            if (test.test(term.text())) {
                file.rows(term, rows);
            }
        }
        return rows;
    }

    /** Takes away the rows of blocks that have not all of these words. */
    void keepWords(BitSet rows, long[] words) {
        if (words.length == 0) {
            return;
        }
        BitSet blocks = new BitSet();
        blocks.set(0, directory.blocks());
        for (long word : words) {
            for (int place : WordBlooms.places(word, directory.bloomBits())) {
                blocks.and(file.bloom(place));
            }
        }
        keep(rows, blocks);
    }

    /** Takes away the rows of blocks that have no record of that time. */
    void keepTime(BitSet rows, @Nullable Instant from, @Nullable Instant until) {
        BitSet blocks = new BitSet();
        for (int block = 0; block < directory.blocks(); block++) {
            blocks.set(
                    block,
                    (from == null || Micros.of(from) <= directory.latest()[block])
                            && (until == null || Micros.of(until) >= directory.earliest()[block]));
        }
        keep(rows, blocks);
    }

    private void keep(BitSet rows, BitSet blocks) {
        for (int block = 0; block < directory.blocks(); block++) {
            if (!blocks.get(block)) {
                rows.clear(block * SegmentWriter.BLOCK_ROWS, (block + 1) * SegmentWriter.BLOCK_ROWS);
            }
        }
    }

    @Override
    public void close() {
        file.close();
    }

    /** Takes the records of a segment, row by row. */
    static final class Builder {
        private final SegmentRange range;
        private final List<IndexTerms> terms = new ArrayList<>();
        private final WordBlooms words = new WordBlooms();
        private final List<Long> earliestOfBlocks = new ArrayList<>();
        private final List<Long> latestOfBlocks = new ArrayList<>();
        private long blockEarliest = Long.MAX_VALUE;
        private long blockLatest = Long.MIN_VALUE;
        private Instant earliest = Instant.MAX;
        private Instant latest = Instant.MIN;
        private int rows;

        Builder(SegmentRange range) {
            this.range = range;
            COLUMNS.forEach(column -> terms.add(new IndexTerms()));
        }

        void add(int row, LogEntry entry) {
            var record = entry.record();
            terms.get(0).add(record.userId(), row);
            terms.get(1).add(record.ipAddress(), row);
            terms.get(2).add(record.operation(), row);
            terms.get(3).add(record.tag().name(), row);
            String object = record.objectId();
            if (object != null) {
                terms.get(4).add(object, row);
            }
            terms.get(5).add(record.result().name(), row);
            Words.of(entry.content(), words::add);
            time(record.time());
            rows = row + 1;
            if (rows % SegmentWriter.BLOCK_ROWS == 0) {
                endBlock();
            }
        }

        private void time(Instant time) {
            long micros = Micros.of(time);
            blockEarliest = Math.min(blockEarliest, micros);
            blockLatest = Math.max(blockLatest, micros);
            earliest = time.isBefore(earliest) ? time : earliest;
            latest = time.isAfter(latest) ? time : latest;
        }

        private void endBlock() {
            words.endBlock();
            earliestOfBlocks.add(blockEarliest);
            latestOfBlocks.add(blockLatest);
            blockEarliest = Long.MAX_VALUE;
            blockLatest = Long.MIN_VALUE;
        }

        Instant earliest() {
            return earliest;
        }

        Instant latest() {
            return latest;
        }

        IndexFile.Draft build(byte[] sha256) {
            if (rows % SegmentWriter.BLOCK_ROWS != 0) {
                endBlock();
            }
            long[] least = earliestOfBlocks.stream().mapToLong(Long::longValue).toArray();
            long[] most = latestOfBlocks.stream().mapToLong(Long::longValue).toArray();
            var directory = new IndexFile.Directory(range.size(), least, most, words.size());
            return new IndexFile.Draft(range, sha256, directory, terms, words.bits());
        }
    }
}
