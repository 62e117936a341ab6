package dev.bastide.audit.log;

import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of the tree: one hash for each full subtree, at most 63 of them. That is all it takes to add leaves and
 * to know the root, so it is what the sequencer stores with each checkpoint.
 */
public final class Frontier {
    /** Told of each subtree the moment it is full. */
    public interface Grown {
        /** The subtree of 2^level leaves, the index-th of its level, has this hash. */
        void full(int level, long index, byte[] hash);
    }

    private final TreeHash hash = new TreeHash();
    private final List<byte[]> edge = new ArrayList<>();
    private long size;

    /** The empty tree. */
    public Frontier() {}

    /** The tree of this size whose full subtrees, the largest first, have these hashes. */
    public Frontier(long size, List<byte[]> hashes) {
        if (size < 0 || Long.bitCount(size) != hashes.size()) {
            throw new IllegalArgumentException("a tree of " + size + " leaves has " + Long.bitCount(size) + " edges");
        }
        this.size = size;
        hashes.forEach(edgeHash -> edge.add(edgeHash.clone()));
    }

    /** The hashes of the full subtrees, the largest first. */
    public List<byte[]> hashes() {
        return edge.stream().map(byte[]::clone).toList();
    }

    /** How many leaves. */
    public long size() {
        return size;
    }

    /** Adds the hash of the next leaf. */
    public void add(byte[] leafHash) {
        add(leafHash, (level, index, full) -> {});
    }

    /** Adds the hash of the next leaf and tells of every subtree that it fills. */
    public void add(byte[] leafHash, Grown grown) {
        byte[] carried = leafHash;
        int level = 0;
        grown.full(level, size, carried);
        while ((size >> level & 1) == 1) {
            carried = hash.node(edge.removeLast(), carried);
            level++;
            grown.full(level, size >> level, carried);
        }
        edge.add(carried);
        size++;
    }

    /** Adds a full subtree of 2^level leaves at once; so many, or a multiple of it, must be there already, or none. */
    public void addFull(int level, byte[] root) {
        if (size % (1L << level) != 0) {
            throw new IllegalArgumentException("no subtree of level " + level + " begins at " + size);
        }
        byte[] carried = root;
        int at = level;
        while (((size >> at) & 1) == 1) {
            carried = hash.node(edge.removeLast(), carried);
            at++;
        }
        edge.add(carried);
        size += 1L << level;
    }

    /** The root hash of the tree as it is now. */
    public byte[] root() {
        if (edge.isEmpty()) {
            return hash.empty();
        }
        byte[] root = edge.getLast();
        for (int i = edge.size() - 2; i >= 0; i--) {
            root = hash.node(edge.get(i), root);
        }
        return root.clone();
    }
}
