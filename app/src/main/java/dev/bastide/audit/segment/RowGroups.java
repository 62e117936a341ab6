package dev.bastide.audit.segment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.RowGroup;

/** The row groups of a file that is being written; their pages are on the disk already. */
final class RowGroups {
    private final ChunkDraft.Sink output;
    private final List<RowGroup> groups = new ArrayList<>();
    private final List<List<ChunkDraft>> chunks = new ArrayList<>();

    RowGroups(ChunkDraft.Sink output) {
        this.output = output;
    }

    int count() {
        return groups.size();
    }

    List<RowGroup> all() {
        return groups;
    }

    /** Writes the columns of the next one. */
    void end(List<ChunkDraft> drafts, int rows) throws IOException {
        long began = output.position();
        List<ColumnChunk> written = new ArrayList<>();
        long plain = 0;
        for (ChunkDraft draft : drafts) {
            ColumnChunk chunk = draft.write(output);
            plain += Objects.requireNonNull(chunk.getMeta_data()).getTotal_uncompressed_size();
            written.add(chunk);
        }
        RowGroup group = new RowGroup(written, plain, rows);
        group.setFile_offset(began);
        group.setTotal_compressed_size(output.position() - began);
        group.setOrdinal((short) groups.size());
        groups.add(group);
        chunks.add(drafts);
    }

    /** Writes where the pages of all of them lie, after the last one. */
    void writeIndexes() throws IOException {
        for (int i = 0; i < groups.size(); i++) {
            List<ColumnChunk> written = Objects.requireNonNull(groups.get(i).getColumns());
            for (int column = 0; column < written.size(); column++) {
                chunks.get(i).get(column).writeIndex(written.get(column), output);
            }
        }
    }
}
