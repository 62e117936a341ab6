package dev.bastide.audit.segment;

import dev.bastide.audit.log.Leaf;
import dev.bastide.audit.log.LogEntry;
import dev.bastide.audit.log.Salts;
import dev.bastide.audit.log.TreeHash;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Seals a range of the log: the records are given one by one, in order, and {@link #seal} makes them one safe file. Until
 * it returns there is no file of the segment's name; whatever fails before, fails the whole, and only a file ending in
 * {@code .part} may be left, which {@link #sweep} removes. One instance, one thread; memory holds one row group.
 */
public final class SegmentWriter implements AutoCloseable {
    /** Records of which a page and the index's blocks are multiples. */
    public static final int BLOCK_ROWS = 8_192;

    static final int PAGE_ROWS = BLOCK_ROWS;
    static final String PART = ".part";

    private static final int GROUP_ROWS = 8 * BLOCK_ROWS;
    private static final long GROUP_BYTES_MAX = 32 << 20;

    private final Disk disk;
    private final Path folder;
    private final SegmentRange range;
    private final SegmentKey key;
    private final SecureRandom random;
    private final byte[] unique = new byte[ParquetFooter.UNIQUE];
    private final ChunkDraft.Sealing sealing;
    private final Columns columns = new Columns(Column.SEALED);
    private final Salts salts;
    private final TreeHash hash = new TreeHash();
    private final Subtree.Cover cover;
    private final Output output;
    private final RowGroups groups;
    private int row;
    private int groupRow;
    private boolean ended;
    private boolean safe;
    private @Nullable IOException indexProblem;

    private SegmentWriter(Disk disk, Path folder, SegmentRange range, SegmentKey key, SecureRandom random)
            throws IOException {
        this.disk = disk;
        this.folder = folder;
        this.range = range;
        this.key = key;
        this.random = random;
        random.nextBytes(unique);
        this.sealing = new ChunkDraft.Sealing(
                new Modules(key.fileKey(), ParquetFooter.fileText(range, unique), random), new Zstd());
        this.salts = key.salts();
        this.cover = new Subtree.Cover(range.from());
        this.output = new Output(disk.create(part()));
        this.groups = new RowGroups(output);
    }

    /** Begins a segment in a folder that is there. Throws {@link IOException} where the disk fails. */
    public static SegmentWriter begin(Disk disk, Path folder, SegmentRange range, SegmentKey key, SecureRandom random)
            throws IOException {
        SegmentWriter writer = new SegmentWriter(disk, folder, range, key, random);
        try {
            writer.output.write(ParquetFooter.MAGIC);
            return writer;
        } catch (IOException e) {
            writer.close();
            throw e;
        }
    }

    /** Removes what earlier writers left unfinished in a folder; for the start, when none is at work. */
    public static void sweep(Disk disk, Path folder) throws IOException {
        for (Path file : disk.list(folder)) {
            if (file.toString().endsWith(PART)) {
                disk.delete(file);
            }
        }
    }

    /** Adds the next record; its leaf is computed here. */
    public void add(LogEntry entry) throws IOException {
        add(entry, hash.leaf(Leaf.of(entry, salts.of(range.from() + row)).bytes()));
    }

    /** Adds the next record, whose leaf the log hashed when it took it. A wrong hash is found before the file is sealed. */
    public void add(LogEntry entry, byte[] leafHash) throws IOException {
        if (ended || row == range.size()) {
            throw new IllegalStateException("the segment is full, or failed before");
        }
        try {
            if (groupRow == 0) {
                columns.begin(groups.count(), sealing);
            }
            columns.add(entry);
            cover.add(leafHash);
            row++;
            groupRow++;
            if (row % BLOCK_ROWS == 0) {
                columns.endPages();
            }
            if (groupRow == GROUP_ROWS || columns.waitingBytes() > GROUP_BYTES_MAX) {
                endGroup();
            }
        } catch (IOException | RuntimeException e) {
            ended = true;
            throw e;
        }
    }

    /**
     * Makes the segment safe, reads every record of it again, compares all leaves and the file's bytes with what was
     * given, and only then gives the file its name. Throws {@link IOException} or {@link SegmentUnreadable}; there is no
     * segment then.
     */
    public SealedSegment seal() throws IOException {
        if (ended || row != range.size()) {
            throw new IllegalStateException(row + " of " + range.size() + " records were given");
        }
        ended = true;
        endGroup();
        writeEnd();
        output.draft.force();
        output.draft.close();
        SegmentIndex.Builder index = new SegmentIndex.Builder(range);
        SealedSegment sealed = verified(index);
        disk.rename(part(), file());
        try {
            disk.forceFolder(folder);
        } catch (IOException e) {
            disk.delete(file());
            throw e;
        }
        safe = true;
        try {
            index.build(sealed.sha256()).write(disk, folder, key, random);
        } catch (IOException e) {
            // The sidecar is a convenience: whoever needs it rebuilds it from the segment.
            indexProblem = e;
        }
        return sealed;
    }

    /** Why the sidecar could not be written, if so. The segment is sealed all the same. */
    public Optional<IOException> indexProblem() {
        return Optional.ofNullable(indexProblem);
    }

    private SealedSegment verified(SegmentIndex.Builder index) throws IOException {
        byte[] sha256 = output.digest.digest();
        try (SegmentReader reader = SegmentReader.open(disk, part(), range, key)) {
            reader.requireSha256(sha256);
            Subtree.Cover again = new Subtree.Cover(range.from());
            reader.entries(range.from(), range.to(), (at, entry) -> {
                again.add(hash.leaf(Leaf.of(entry, salts.of(at)).bytes()));
                index.add((int) (at - range.from()), entry);
            });
            if (!again.parts().equals(cover.parts())) {
                throw new SegmentUnreadable(
                        SegmentUnreadable.Why.ALTERED, "what was read again is not what the log hashed");
            }
        }
        return new SealedSegment(
                range, cover.parts(), sha256, key.id(), index.earliest(), index.latest(), output.position());
    }

    private void endGroup() throws IOException {
        if (groupRow == 0) {
            return;
        }
        groups.end(columns.end(), groupRow);
        groupRow = 0;
    }

    private void writeEnd() throws IOException {
        groups.writeIndexes();
        byte[] crypto = ParquetFooter.crypto(key.id(), unique);
        byte[] plain = ParquetFooter.write(Column.SEALED, range.size(), groups.all());
        byte[] footer = sealing.modules().seal(plain, plain.length, Modules.Place.footer());
        output.write(crypto);
        output.write(footer);
        output.write(ParquetFooter.end(crypto.length + footer.length, ParquetFooter.MAGIC));
    }

    private Path part() {
        return folder.resolve(range.fileName() + PART);
    }

    private Path file() {
        return folder.resolve(range.fileName());
    }

    /** Lets go of everything; an unfinished file is removed, if the disk lets it be. */
    @Override
    public void close() throws IOException {
        ended = true;
        sealing.zstd().close();
        if (safe) {
            return;
        }
        try {
            output.draft.close();
        } finally {
            disk.delete(part());
        }
    }

    /** The file, its length so far and the hash of it. */
    private static final class Output implements ChunkDraft.Sink {
        private final Disk.Draft draft;
        private final MessageDigest digest;
        private long position;

        Output(Disk.Draft draft) {
            this.draft = draft;
            try {
                this.digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("the JDK has SHA-256", e);
            }
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            draft.write(bytes, bytes.length);
            digest.update(bytes);
            position += bytes.length;
        }
    }
}
