package dev.bastide.verifier;

import java.io.IOException;
import java.util.Arrays;

/** The RFC 6962 tree, grown leaf by leaf from the minimum index; keeps one hash for each full subtree on its edge. */
final class Tree {
    private final Tiles tiles;
    private final Sha256 hash = new Sha256();
    private final byte[][] edge = new byte[64][Sha256.LENGTH];
    private final byte[] carry = new byte[Sha256.LENGTH];
    private long size;

    /** The tree of the pruned records, from the hashes that the tiles keep of it. */
    Tree(Tiles tiles, long minimum) throws NotProven, IOException {
        this.tiles = tiles;
        for (int level = 63; level >= 0; level--) {
            if ((minimum >> level & 1) == 1) {
                long first = size >> (level / 8 * 8);
                subtree(level / 8, first, 1 << (level % 8), edge[level]);
                size += 1L << level;
            }
        }
    }

    private void subtree(int tileLevel, long first, int width, byte[] out) throws NotProven, IOException {
        if (width == 1) {
            tiles.copy(tileLevel, first, out);
            return;
        }
        byte[] right = new byte[Sha256.LENGTH];
        subtree(tileLevel, first, width / 2, out);
        subtree(tileLevel, first + width / 2, width / 2, right);
        hash.node(out, right, out);
    }

    /** Adds a leaf whose hash the tile at level 0 is already known to hold. */
    void add(byte[] leafHash) throws NotProven, IOException {
        System.arraycopy(leafHash, 0, carry, 0, Sha256.LENGTH);
        int level = 0;
        while ((size >> level & 1) == 1) {
            hash.node(edge[level], carry, carry);
            level++;
            if (level % 8 == 0 && !tiles.agrees(level / 8, size >> level, carry)) {
                String file = tiles.path(level / 8);
                throw NotProven.file(
                        file, "its hash " + (size >> level) % 256 + " is not that of the records below it");
            }
        }
        System.arraycopy(carry, 0, edge[level], 0, Sha256.LENGTH);
        size++;
    }

    long size() {
        return size;
    }

    byte[] root() {
        byte[] root = null;
        for (int level = 0; level < 64; level++) {
            if ((size >> level & 1) == 1) {
                if (root == null) {
                    root = Arrays.copyOf(edge[level], Sha256.LENGTH);
                } else {
                    hash.node(edge[level], root, root);
                }
            }
        }
        return root == null ? hash.of(new byte[0]) : root;
    }
}
