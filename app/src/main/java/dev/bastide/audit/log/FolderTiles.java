package dev.bastide.audit.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The hashes of full subtrees, read from the tiles of a tree of this size in a folder. */
public final class FolderTiles extends TileNodes {
    private final Path folder;

    public FolderTiles(Path folder, long size) {
        super(size);
        this.folder = folder;
    }

    @Override
    protected byte[] tile(int level, long number, int width) {
        try {
            return Files.readAllBytes(folder.resolve(TilePath.hashes(level, number, width)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
