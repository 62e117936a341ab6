package dev.bastide.verifier;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Goes through all records of the bundle in their order and holds each against the tree, its source and its time. */
final class Entries {
    /** Records in a full bundle, hashes in a full tile. */
    static final int WIDTH = 256;

    private static final int BUNDLE_BYTES_MAX = WIDTH * (2 + 0xffff);
    private static final int PACKED_BYTES_MAX = BUNDLE_BYTES_MAX + (1 << 16);

    private final Folder folder;
    private final Manifest manifest;
    private final Tiles tiles;
    private final List<Checkpoint> checkpoints;
    private final Sources sources;
    private final Leaf leaf = new Leaf();
    private final Sha256 hash = new Sha256();
    private final byte[] leafHash = new byte[Sha256.LENGTH];
    private int nextCheckpoint;
    private int nextWithheld;
    private long read;

    /** The checkpoints come in the order of their sizes, none below the minimum index. */
    Entries(Folder folder, Manifest manifest, Tiles tiles, List<Checkpoint> checkpoints) {
        this.folder = folder;
        this.manifest = manifest;
        this.tiles = tiles;
        this.checkpoints = checkpoints;
        this.sources = new Sources(manifest.minimum() == 0);
    }

    /** Grows the tree to its whole size; at the size of each checkpoint its root must be the signed one. */
    void addTo(Tree tree) throws NotProven, IOException {
        requireRoots(tree);
        for (long first = manifest.minimum(); first < manifest.size(); first += WIDTH) {
            int width = (int) Math.min(WIDTH, manifest.size() - first);
            if (isWithheld(first)) {
                for (int i = 0; i < width; i++) {
                    tiles.copy(0, first + i, leafHash);
                    grow(tree);
                }
                sources.skip();
            } else {
                bundle(tree, first, width);
            }
        }
    }

    private void grow(Tree tree) throws NotProven, IOException {
        tree.add(leafHash);
        requireRoots(tree);
    }

    private void requireRoots(Tree tree) throws NotProven {
        while (nextCheckpoint < checkpoints.size()
                && checkpoints.get(nextCheckpoint).size() == tree.size()) {
            Checkpoint checkpoint = checkpoints.get(nextCheckpoint);
            if (!Arrays.equals(tree.root(), checkpoint.root())) {
                throw NotProven.file(
                        checkpoint.file(), "its root is not that of the first " + tree.size() + " records");
            }
            nextCheckpoint++;
        }
    }

    private boolean isWithheld(long first) {
        List<Manifest.Withheld> ranges = manifest.withheld();
        while (nextWithheld < ranges.size() && ranges.get(nextWithheld).to() <= first) {
            nextWithheld++;
        }
        return nextWithheld < ranges.size() && ranges.get(nextWithheld).from() <= first;
    }

    private void bundle(Tree tree, long first, int width) throws NotProven, IOException {
        String plain = Tiles.path("entries", first / WIDTH, width);
        Manifest.Listed packed = manifest.files().get(plain + ".gz");
        Manifest.Listed listed = packed == null ? manifest.files().get(plain) : packed;
        if (listed == null) {
            throw NotProven.record(plain, first, "is missing");
        }
        byte[] raw = folder.read(listed, packed == null ? BUNDLE_BYTES_MAX : PACKED_BYTES_MAX);
        byte[] bytes = packed == null ? raw : Gzip.unpack(raw, BUNDLE_BYTES_MAX).orElse(null);
        if (bytes == null) {
            throw NotProven.record(listed.path(), first, "is no single plain gzip member");
        }
        int at = 0;
        for (int i = 0; i < width; i++) {
            int length = at + 2 > bytes.length ? -1 : (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
            if (length < 0 || at + 2 + length > bytes.length) {
                throw NotProven.record(listed.path(), first + i, "the file ends within the record");
            }
            record(listed.path(), first + i, bytes, at + 2, length);
            grow(tree);
            at += 2 + length;
        }
        if (at != bytes.length) {
            throw NotProven.file(listed.path(), "goes on after its last record");
        }
        // Last, so that a changed byte is reported at the first record it changes.
        folder.requireListed(listed, raw);
    }

    private void record(String file, long index, byte[] bytes, int from, int length) throws NotProven, IOException {
        hash.leaf(bytes, from, length, leafHash);
        if (!tiles.agrees(0, index, leafHash)) {
            throw NotProven.record(file, index, "is not the record whose hash " + tiles.path(0) + " holds");
        }
        String wrong = leaf.read(bytes, from, from + length);
        if (wrong.isEmpty()) {
            wrong = sources.take(leaf);
        }
        if (!wrong.isEmpty()) {
            throw NotProven.record(file, index, wrong);
        }
        if (leaf.hasBlob()) {
            blob(index);
        }
        read++;
    }

    private void blob(long index) throws NotProven, IOException {
        String path = "blob/" + leaf.blobSha256();
        Manifest.Listed listed = manifest.files().get(path);
        if (listed == null || listed.bytes() != leaf.blobBytes()) {
            throw NotProven.record(path, index, "the content of the record is missing or has another size");
        }
        if (!java.util.HexFormat.of().formatHex(listed.sha256()).equals(leaf.blobSha256())) {
            throw NotProven.record(path, index, "is not the content of the record");
        }
        if (!listed.isUsed()) {
            folder.check(listed);
        }
    }

    /** How many records were read whole. */
    long read() {
        return read;
    }

    /** How many records the log itself says never reached it. */
    long lost() {
        return sources.lost();
    }

    long unreadable() {
        return sources.unreadable();
    }
}
