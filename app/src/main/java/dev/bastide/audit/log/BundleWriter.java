package dev.bastide.audit.log;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a log from its first record as a bundle, in the C2SP layout: entry bundles, hash tiles and checkpoints, each
 * file as soon as it is full. What is left is written at the end, with the signed manifest. Records may be withheld, a
 * tile at a time: of those there are hashes only. One instance, one thread.
 */
public final class BundleWriter {
    private static final int LEVELS = 8;

    private final BundleSink sink;
    private final NoteSigner log;
    private final boolean packed;
    private final Frontier frontier;
    private final long minimum;
    private final TreeHash hash = new TreeHash();
    private final EntryBundle entries = new EntryBundle();
    private final List<HashTile> tiles = new ArrayList<>();
    private final SortedMap<String, BundleManifest.Listed> files = new TreeMap<>();
    private final List<BundleManifest.Withheld> withheld = new ArrayList<>();
    private long withheldFrom = -1;
    private boolean isFinished;
    private @Nullable Checkpoint last;
    private String lastNote = "";

    /** Starts an empty log in a folder that is there and empty; {@code packed} compresses the entry bundles. */
    public BundleWriter(Path folder, NoteSigner log, boolean packed) {
        this(BundleSink.folder(folder), log, packed);
    }

    /** Starts an empty log whose files go there. */
    public BundleWriter(BundleSink sink, NoteSigner log, boolean packed) {
        this(sink, log, packed, new Frontier());
    }

    private BundleWriter(BundleSink sink, NoteSigner log, boolean packed, Frontier before) {
        this.sink = sink;
        this.log = log;
        this.packed = packed;
        this.frontier = before;
        this.minimum = before.size();
        for (int level = 0; level < LEVELS; level++) {
            tiles.add(new HashTile());
        }
    }

    /**
     * Starts with a record that is not the first, a multiple of 256: those before it are gone but for the hashes above them,
     * as the tree has them.
     */
    public static BundleWriter from(long minimum, Proofs.Nodes tree, BundleSink sink, NoteSigner log) {
        List<byte[]> edge = new ArrayList<>();
        long at = 0;
        for (int level = Long.SIZE - 2; level >= 0; level--) {
            if (((minimum >> level) & 1) == 1) {
                edge.add(tree.node(level, at >> level));
                at += 1L << level;
            }
        }
        BundleWriter writer = new BundleWriter(sink, log, true, new Frontier(minimum, edge));
        for (int level = 0; level < LEVELS; level++) {
            long end = minimum >> (8 * level);
            for (long i = end / TilePath.WIDTH * TilePath.WIDTH; i < end; i++) {
                writer.tiles.get(level).add(tree.node(8 * level, i));
            }
        }
        return writer;
    }

    /** How many records. */
    public long size() {
        return frontier.size();
    }

    /** Adds the next record. */
    public void add(Leaf leaf) {
        endWithheld();
        if (leaf.blob() != null && !files.containsKey("blob/" + leaf.blobName())) {
            write("blob/" + leaf.blobName(), leaf.blob());
        }
        long number = size() / TilePath.WIDTH;
        entries.add(leaf.bytes());
        if (entries.count() == TilePath.WIDTH) {
            writeEntries(number);
        }
        grow(hash.leaf(leaf.bytes()));
    }

    /** Adds the next record by its hash only. Throws where the bundle has another record of its tile. */
    public void withhold(byte[] leafHash) {
        if (withheldFrom < 0) {
            if (size() % TilePath.WIDTH != 0) {
                throw new IllegalStateException("records are withheld from the beginning of a tile");
            }
            withheldFrom = size();
        }
        grow(leafHash);
    }

    private void grow(byte[] leafHash) {
        frontier.add(leafHash, (level, index, full) -> {
            if (level % 8 == 0) {
                hashed(level / 8, index, full);
            }
        });
    }

    private void endWithheld() {
        if (withheldFrom >= 0) {
            if (size() % TilePath.WIDTH != 0 && !isFinished) {
                throw new IllegalStateException("records are withheld to the end of a tile");
            }
            withheld.add(new BundleManifest.Withheld(withheldFrom, size(), BundleManifest.Why.SEALED));
            withheldFrom = -1;
        }
    }

    private void hashed(int level, long index, byte[] full) {
        HashTile tile = tiles.get(level);
        tile.add(full);
        if (tile.count() == TilePath.WIDTH) {
            write(TilePath.hashes(level, index / TilePath.WIDTH, TilePath.WIDTH), tile.take());
        }
    }

    /** Signs the log as it is now. The one signed before stays in the bundle as an older one. */
    public Checkpoint checkpoint(List<NoteSigner> witnesses, long seconds) {
        Checkpoint now = new Checkpoint(log.name(), size(), frontier.root());
        if (last != null && last.size() < now.size()) {
            older(last.size(), lastNote);
        }
        StringBuilder note = new StringBuilder(now.text()).append('\n').append(log.sign(now.text()));
        witnesses.forEach(witness -> note.append(witness.cosign(now.text(), seconds)));
        last = now;
        lastNote = note.toString();
        return now;
    }

    /** Puts an older checkpoint of this log into the bundle, as it was signed. */
    public void older(long size, String note) {
        write("checkpoints/" + size, note.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes what is left, with a checkpoint of the whole log as it was signed. */
    public void finish(String note) {
        last = new Checkpoint(log.name(), size(), frontier.root());
        lastNote = note;
        finish();
    }

    /** The root of what was added. */
    public byte[] root() {
        return frontier.root();
    }

    /** Writes what is left, the last checkpoint and the manifest. A checkpoint must have been made of the whole log. */
    public void finish() {
        if (last == null || last.size() != size()) {
            throw new IllegalStateException("the log ends with a checkpoint");
        }
        isFinished = true;
        endWithheld();
        if (entries.count() > 0) {
            writeEntries(size() / TilePath.WIDTH);
        }
        for (int level = 0; level < LEVELS; level++) {
            HashTile tile = tiles.get(level);
            if (tile.count() > 0) {
                long number = (size() >> (8 * level)) / TilePath.WIDTH;
                write(TilePath.hashes(level, number, tile.count()), tile.take());
            }
        }
        write("checkpoint", lastNote.getBytes(StandardCharsets.UTF_8));
        String manifest = new BundleManifest(minimum, size(), withheld).note(files, log);
        sink.file(BundleManifest.NAME, manifest.getBytes(StandardCharsets.UTF_8));
    }

    private void writeEntries(long number) {
        String path = TilePath.entries(number, entries.count());
        write(packed ? path + ".gz" : path, entries.take(packed));
    }

    private void write(String path, byte[] bytes) {
        files.put(path, BundleManifest.Listed.of(bytes));
        sink.file(path, bytes);
    }

    /** The hashes of a tile that is not full yet. */
    private static final class HashTile {
        private final byte[] bytes = new byte[TilePath.WIDTH * TreeHash.LENGTH];
        private int count;

        void add(byte[] hash) {
            System.arraycopy(hash, 0, bytes, count * TreeHash.LENGTH, TreeHash.LENGTH);
            count++;
        }

        int count() {
            return count;
        }

        byte[] take() {
            byte[] taken = Arrays.copyOf(bytes, count * TreeHash.LENGTH);
            count = 0;
            return taken;
        }
    }
}
