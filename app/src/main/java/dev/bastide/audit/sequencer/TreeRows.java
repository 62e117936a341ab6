package dev.bastide.audit.sequencer;

import dev.bastide.audit.log.TileNodes;
import dev.bastide.audit.log.TreeHash;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tree of a log: the hashes above every 256 leaves as rows have them, and leaves, which a sealed file gives anew. */
final class TreeRows extends TileNodes {
    private static final int TILE_BITS = 8;

    private final JdbcClient jdbc;
    private final int log;
    private final SealedLog sealed;

    /** The sealed part stays the caller's, who closes it. */
    TreeRows(JdbcClient jdbc, int log, long size, SealedLog sealed) {
        super(size);
        this.jdbc = jdbc;
        this.log = log;
        this.sealed = sealed;
    }

    @Override
    protected byte[] tile(int level, long number, int width) {
        long from = number << TILE_BITS;
        if (level == 0 && from < sealed.end()) {
            return sealed.leafHashes(from, from + width);
        }
        List<byte[]> hashes = level == 0 ? leaves(from, from + width) : nodes(level, from, from + width);
        ByteArrayOutputStream tile = new ByteArrayOutputStream(width * TreeHash.LENGTH);
        hashes.forEach(tile::writeBytes);
        return tile.toByteArray();
    }

    private List<byte[]> leaves(long from, long to) {
        return jdbc.sql("""
                select leaf_hash
                from audit.log_entry
                where log = :log and index >= :from and index < :to
                order by index
                """)
                .param("log", log)
                .param("from", from)
                .param("to", to)
                .query((row, at) -> row.getBytes(1))
                .list();
    }

    private List<byte[]> nodes(int level, long from, long to) {
        return jdbc.sql("""
                select hash
                from audit.tree_node
                where log = :log and level = :level and index >= :from and index < :to
                order by index
                """)
                .param("log", log)
                .param("level", level * TILE_BITS)
                .param("from", from)
                .param("to", to)
                .query((row, at) -> row.getBytes(1))
                .list();
    }
}
