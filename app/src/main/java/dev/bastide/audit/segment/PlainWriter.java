package dev.bastide.audit.segment;

import dev.bastide.audit.log.LogEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Copies records into one plain Parquet file, for whoever counts with tools of his own. Neither sealed nor proven: what is
 * in it is as good as whoever keeps it. Memory holds one row group. One instance, one thread.
 */
public final class PlainWriter implements AutoCloseable {
    private static final int GROUP_ROWS = 8 * SegmentWriter.BLOCK_ROWS;
    private static final long GROUP_BYTES_MAX = 32 << 20;

    private final Output output;
    private final RowGroups groups;
    private final ChunkDraft.Sealing sealing = new ChunkDraft.Sealing(ChunkDraft.Seal.NONE, new Zstd());
    private final Columns columns = new Columns(Column.PLAIN);
    private long rows;
    private int groupRow;

    /** Begins a file on this stream, which the caller closes. */
    public PlainWriter(OutputStream out) throws IOException {
        this.output = new Output(out);
        this.groups = new RowGroups(output);
        output.write(ParquetFooter.PLAIN_MAGIC);
    }

    /** Adds the next record. */
    public void add(int log, long index, LogEntry entry) throws IOException {
        if (groupRow == 0) {
            columns.begin(groups.count(), sealing);
        }
        columns.add(log, index, entry);
        rows++;
        groupRow++;
        if (groupRow % SegmentWriter.BLOCK_ROWS == 0) {
            columns.endPages();
        }
        if (groupRow == GROUP_ROWS || columns.waitingBytes() > GROUP_BYTES_MAX) {
            endGroup();
        }
    }

    private void endGroup() throws IOException {
        groups.end(columns.end(), groupRow);
        groupRow = 0;
    }

    /**
     * A file that was written whole.
     *
     * @param sha256 of its bytes
     */
    public record Written(long rows, long bytes, byte[] sha256) {}

    /** Writes the end. A file without it was cut off on its way. */
    public Written finish() throws IOException {
        if (groupRow > 0) {
            endGroup();
        }
        groups.writeIndexes();
        byte[] footer = ParquetFooter.write(Column.PLAIN, rows, groups.all());
        output.write(footer);
        output.write(ParquetFooter.end(footer.length, ParquetFooter.PLAIN_MAGIC));
        output.out.flush();
        return new Written(rows, output.position(), output.digest.digest());
    }

    @Override
    public void close() {
        sealing.zstd().close();
    }

    /** The stream, its length so far and the hash of it. */
    private static final class Output implements ChunkDraft.Sink {
        private final OutputStream out;
        private final MessageDigest digest;
        private long position;

        Output(OutputStream out) {
            this.out = out;
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
            out.write(bytes);
            digest.update(bytes);
            position += bytes.length;
        }
    }
}
