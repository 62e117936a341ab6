package dev.bastide.audit.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The hashes of full subtrees, read from the tiles of a tree of this size in a folder. */
public final class FolderTiles implements Proofs.Nodes {
    private final TreeHash hash = new TreeHash();
    private final Path folder;
    private final long size;

    public FolderTiles(Path folder, long size) {
        this.folder = folder;
        this.size = size;
    }

    @Override
    public byte[] node(int level, long index) {
        int within = level % 8;
        if (within > 0) {
            return hash.node(node(level - 1, index * 2), node(level - 1, index * 2 + 1));
        }
        long number = index / TilePath.WIDTH;
        int width = (int) Math.min(TilePath.WIDTH, (size >> level) - number * TilePath.WIDTH);
        int at = (int) (index % TilePath.WIDTH);
        if (at >= width) {
            throw new IllegalArgumentException("no full subtree " + index + " of level " + level + " in " + size);
        }
        try {
            byte[] tile = Files.readAllBytes(folder.resolve(TilePath.hashes(level / 8, number, width)));
            return Arrays.copyOfRange(tile, at * TreeHash.LENGTH, (at + 1) * TreeHash.LENGTH);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
