package dev.bastide.verifier;

import java.io.IOException;
import java.util.Arrays;

/** The hash tiles of the bundle, one open at each level: C2SP tlog-tiles. */
final class Tiles {
    private static final int LEVELS = 8;

    private final Folder folder;
    private final Manifest manifest;
    private final byte[][] tiles = new byte[LEVELS][];
    private final long[] numbers = new long[LEVELS];
    private final String[] paths = new String[LEVELS];

    Tiles(Folder folder, Manifest manifest) {
        this.folder = folder;
        this.manifest = manifest;
        Arrays.fill(numbers, -1);
    }

    /** The path of a tile or bundle: {@code N} in groups of three digits, and its width where it is partial. */
    static String path(String level, long number, long width) {
        StringBuilder path = new StringBuilder(String.format("%03d", number % 1000));
        for (long rest = number / 1000; rest > 0; rest /= 1000) {
            path.insert(0, String.format("x%03d/", rest % 1000));
        }
        return "tile/" + level + "/" + path + (width < Entries.WIDTH ? ".p/" + width : "");
    }

    /** Copies the hash of the {@code index}th subtree of 256^level records into {@code out}. */
    void copy(int level, long index, byte[] out) throws NotProven, IOException {
        open(level, index / Entries.WIDTH);
        System.arraycopy(tiles[level], offset(index), out, 0, Sha256.LENGTH);
    }

    /** Whether the bundle says of this subtree what was computed. */
    boolean agrees(int level, long index, byte[] hash) throws NotProven, IOException {
        open(level, index / Entries.WIDTH);
        int at = offset(index);
        return Arrays.equals(tiles[level], at, at + Sha256.LENGTH, hash, 0, Sha256.LENGTH);
    }

    String path(int level) {
        return paths[level];
    }

    private void open(int level, long number) throws NotProven, IOException {
        if (numbers[level] == number) {
            return;
        }
        long width = Math.min(Entries.WIDTH, (manifest.size() >> (8 * level)) - number * Entries.WIDTH);
        String path = path(Integer.toString(level), number, width);
        Manifest.Listed listed = manifest.files().get(path);
        if (listed == null) {
            throw NotProven.file(path, "is missing");
        }
        if (listed.bytes() != width * Sha256.LENGTH) {
            throw NotProven.file(path, "has not the size of " + width + " hashes");
        }
        byte[] tile = folder.read(listed, Entries.WIDTH * Sha256.LENGTH);
        folder.requireListed(listed, tile);
        tiles[level] = tile;
        numbers[level] = number;
        paths[level] = path;
    }

    private static int offset(long index) {
        return (int) (index % Entries.WIDTH) * Sha256.LENGTH;
    }
}
