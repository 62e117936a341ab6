package dev.bastide.audit.log;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The hashes of full subtrees, read from the tiles of a tree of one size, wherever those are. It keeps each tile it
 * has read, so an instance is for a proof or two, on one thread.
 */
public abstract class TileNodes implements Proofs.Nodes {
    private static final int TILE_BITS = 8;

    private final TreeHash hash = new TreeHash();
    private final long size;
    private final Map<Key, byte[]> tiles = new HashMap<>();

    private record Key(int level, long number) {}

    /** Of a tree with so many leaves. */
    protected TileNodes(long size) {
        this.size = size;
    }

    /** The hashes of one tile, one after the other: {@code width} of them. */
    protected abstract byte[] tile(int level, long number, int width);

    @Override
    public byte[] node(int level, long index) {
        int within = level % TILE_BITS;
        if (within > 0) {
            return hash.node(node(level - 1, index * 2), node(level - 1, index * 2 + 1));
        }
        long number = index / TilePath.WIDTH;
        int width = (int) Math.min(TilePath.WIDTH, (size >> level) - number * TilePath.WIDTH);
        int at = (int) (index % TilePath.WIDTH);
        if (at >= width) {
            throw new IllegalArgumentException("no full subtree " + index + " of level " + level + " in " + size);
        }
        byte[] tile = known(level / TILE_BITS, number, width);
        return Arrays.copyOfRange(tile, at * TreeHash.LENGTH, (at + 1) * TreeHash.LENGTH);
    }

    private byte[] known(int level, long number, int width) {
        return tiles.computeIfAbsent(new Key(level, number), key -> {
            byte[] tile = tile(level, number, width);
            if (tile.length != width * TreeHash.LENGTH) {
                throw new IllegalStateException("tile " + level + "/" + number + " has not " + width + " hashes");
            }
            return tile;
        });
    }
}
