package dev.bastide.audit.segment;

import dev.bastide.audit.log.TreeHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The root of 2^level leaves, the index-th of its level in the whole log's tree.
 *
 * @param hash as RFC 6962 section 2.1 has it
 */
public record Subtree(int level, long index, byte[] hash) {
    /** The first index of the log below it. */
    public long from() {
        return index << level;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Subtree that
                && level == that.level
                && index == that.index
                && Arrays.equals(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hash);
    }

    /** Builds the fewest full subtrees that make up a range of leaves. */
    static final class Cover {
        private final TreeHash tree = new TreeHash();
        private final List<Subtree> parts = new ArrayList<>();
        private long next;

        Cover(long from) {
            next = from;
        }

        void add(byte[] leafHash) {
            Subtree grown = new Subtree(0, next++, leafHash);
            while (!parts.isEmpty()
                    && (grown.index() & 1) == 1
                    && parts.getLast().level() == grown.level()) {
                Subtree left = parts.removeLast();
                grown = new Subtree(grown.level() + 1, grown.index() >> 1, tree.node(left.hash(), grown.hash()));
            }
            parts.add(grown);
        }

        List<Subtree> parts() {
            return List.copyOf(parts);
        }
    }
}
