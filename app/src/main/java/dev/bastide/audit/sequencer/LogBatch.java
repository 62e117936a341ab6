package dev.bastide.audit.sequencer;

import dev.bastide.audit.log.Frontier;
import dev.bastide.audit.log.TreeHash;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/** The records that one transaction puts into the log, and what the tree becomes by them. */
final class LogBatch {
    private static final int TILE_BITS = 8;

    private final Frontier frontier;
    private final TreeHash hash = new TreeHash();
    private final List<Entry> entries = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private Instant loggedAt;

    LogBatch(Head head) {
        this.frontier = head.frontier();
        this.loggedAt = head.loggedAt();
    }

    /** A record with its place. */
    record Entry(long index, InboxRow row, Instant loggedAt, byte[] hash, Form form) {}

    /** A subtree that is full. */
    record Node(int level, long index, byte[] hash) {}

    /** How many records the log has with these. */
    long size() {
        return frontier.size();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** When a record that was received then is logged: never before the one before it, whatever clocks say. */
    Instant loggedAt(InboxRow row) {
        return row.receivedAt().isAfter(loggedAt) ? row.receivedAt() : loggedAt;
    }

    Instant lastLoggedAt() {
        return loggedAt;
    }

    void add(InboxRow row, LeafMaker.Made made) {
        loggedAt = loggedAt(row);
        byte[] leafHash = hash.leaf(made.leaf().bytes());
        entries.add(new Entry(size(), row, loggedAt, leafHash, made.form()));
        frontier.add(leafHash, (level, index, full) -> {
            if (level > 0 && level % TILE_BITS == 0) {
                nodes.add(new Node(level, index, full));
            }
        });
    }

    byte[] root() {
        return frontier.root();
    }

    byte[] edge() {
        ByteArrayOutputStream edge = new ByteArrayOutputStream();
        frontier.hashes().forEach(edge::writeBytes);
        return edge.toByteArray();
    }

    List<Node> nodes() {
        return List.copyOf(nodes);
    }

    <T> T[] column(Function<Entry, T> value, IntFunction<T[]> array) {
        return entries.stream().map(value).toArray(array);
    }
}
