package dev.bastide.audit.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Proofs of RFC 6962 sections 2.1.1 and 2.1.2: that a record is in the tree, and that a tree is the beginning of a later
 * one. They are made from the hashes of full subtrees and checked from nothing but the two roots.
 */
public final class Proofs {
    /** Where the hashes of full subtrees are: in tiles, here or elsewhere. */
    public interface Nodes {
        /** The hash of the index-th full subtree of 2^level leaves. */
        byte[] node(int level, long index);
    }

    private final TreeHash hash = new TreeHash();
    private final Nodes nodes;

    public Proofs(Nodes nodes) {
        this.nodes = nodes;
    }

    /** The root of the first leaves, so many. */
    public byte[] root(long size) {
        return size == 0 ? hash.empty() : root(0, size);
    }

    /** The audit path of one leaf in the tree of this size, from the leaf upwards. */
    public List<byte[]> inclusion(long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("no leaf " + index + " in a tree of " + size);
        }
        List<byte[]> path = new ArrayList<>();
        inclusion(index, 0, size, path);
        return path;
    }

    private void inclusion(long index, long from, long to, List<byte[]> path) {
        if (to - from == 1) {
            return;
        }
        long split = from + split(to - from);
        if (index < split) {
            inclusion(index, from, split, path);
            path.add(root(split, to));
        } else {
            inclusion(index, split, to, path);
            path.add(root(from, split));
        }
    }

    /** The proof that the tree of the first size is the beginning of that of the second. */
    public List<byte[]> consistency(long first, long second) {
        if (first < 0 || first > second) {
            throw new IllegalArgumentException("a tree of " + first + " is no beginning of one of " + second);
        }
        List<byte[]> proof = new ArrayList<>();
        if (first > 0 && first < second) {
            consistency(first, 0, second, proof);
        }
        return proof;
    }

    private void consistency(long first, long from, long to, List<byte[]> proof) {
        if (first == to) {
            // The old root itself is known to who checks; a subtree of it that is not the whole must be told.
            if (from > 0) {
                proof.add(root(from, to));
            }
            return;
        }
        long split = from + split(to - from);
        if (first <= split) {
            consistency(first, from, split, proof);
            proof.add(root(split, to));
        } else {
            consistency(first, split, to, proof);
            proof.add(root(from, split));
        }
    }

    /** The root of the leaves from {@code from} to before {@code to}, where {@code from} begins a full subtree. */
    private byte[] root(long from, long to) {
        List<byte[]> parts = new ArrayList<>();
        long at = from;
        while (at < to) {
            int level = 63 - Long.numberOfLeadingZeros(to - at);
            parts.add(nodes.node(level, at >> level));
            at += 1L << level;
        }
        Collections.reverse(parts);
        byte[] root = parts.getFirst();
        for (byte[] left : parts.subList(1, parts.size())) {
            root = hash.node(left, root);
        }
        return root;
    }

    /** The largest power of two smaller than n. */
    private static long split(long n) {
        return Long.highestOneBit(n - 1);
    }

    /** Whether the path leads from this leaf, at this index of a tree of this size, to the root. */
    public static boolean includes(Placed leaf, List<byte[]> path, byte[] root) {
        TreeHash hash = new TreeHash();
        long index = leaf.index();
        long last = leaf.size() - 1;
        byte[] reached = leaf.hash();
        for (byte[] sibling : path) {
            if (last == 0) {
                return false;
            }
            if ((index & 1) == 1 || index == last) {
                reached = hash.node(sibling, reached);
                while ((index & 1) == 0 && index != 0) {
                    index >>= 1;
                    last >>= 1;
                }
            } else {
                reached = hash.node(reached, sibling);
            }
            index >>= 1;
            last >>= 1;
        }
        return last == 0 && leaf.index() < leaf.size() && Arrays.equals(reached, root);
    }

    /** The hash of a leaf, where it is said to be, in a tree of this size. */
    public record Placed(byte[] hash, long index, long size) {}

    /** A tree as a checkpoint names it. */
    public record Head(long size, byte[] root) {}

    /** Whether the proof shows the first tree to be the beginning of the second. */
    public static boolean extend(Head first, Head second, List<byte[]> proof) {
        if (first.size() >= second.size() || first.size() == 0) {
            boolean same = first.size() == second.size() && Arrays.equals(first.root(), second.root());
            boolean empty = first.size() == 0 && Arrays.equals(first.root(), new TreeHash().empty());
            return proof.isEmpty() && (same || (empty && second.size() > 0));
        }
        List<byte[]> steps = new ArrayList<>(proof);
        if (Long.bitCount(first.size()) == 1) {
            steps.addFirst(first.root());
        }
        return !steps.isEmpty() && climbs(first, second, steps);
    }

    private static boolean climbs(Head first, Head second, List<byte[]> steps) {
        TreeHash hash = new TreeHash();
        int shift = Long.numberOfTrailingZeros(first.size());
        long index = (first.size() - 1) >> shift;
        long last = (second.size() - 1) >> shift;
        byte[] old = steps.getFirst();
        byte[] young = old;
        for (byte[] step : steps.subList(1, steps.size())) {
            if (last == 0) {
                return false;
            }
            if ((index & 1) == 1 || index == last) {
                old = hash.node(step, old);
                young = hash.node(step, young);
                while ((index & 1) == 0 && index != 0) {
                    index >>= 1;
                    last >>= 1;
                }
            } else {
                young = hash.node(young, step);
            }
            index >>= 1;
            last >>= 1;
        }
        return last == 0 && Arrays.equals(old, first.root()) && Arrays.equals(young, second.root());
    }
}
