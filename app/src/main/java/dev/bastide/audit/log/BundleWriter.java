package dev.bastide.audit.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a log from its first record into a folder, in the C2SP layout: entry bundles, hash tiles and checkpoints, each
 * file as soon as it is full. What is left is written at the end, with the signed manifest. One instance, one thread.
 */
public final class BundleWriter {
    private static final int LEVELS = 8;

    private final Path folder;
    private final NoteSigner log;
    private final boolean packed;
    private final Frontier frontier = new Frontier();
    private final TreeHash hash = new TreeHash();
    private final EntryBundle entries = new EntryBundle();
    private final List<HashTile> tiles = new ArrayList<>();
    private @Nullable Checkpoint last;
    private String lastNote = "";

    /** Starts an empty log in a folder that is there and empty; {@code packed} compresses the entry bundles. */
    public BundleWriter(Path folder, NoteSigner log, boolean packed) {
        this.folder = folder;
        this.log = log;
        this.packed = packed;
        for (int level = 0; level < LEVELS; level++) {
            tiles.add(new HashTile());
        }
    }

    /** How many records. */
    public long size() {
        return frontier.size();
    }

    /** Adds the next record. */
    public void add(Leaf leaf) {
        if (leaf.blob() != null) {
            Path blob = folder.resolve("blob/" + leaf.blobName());
            if (!Files.exists(blob)) {
                write(blob, leaf.blob());
            }
        }
        long number = size() / TilePath.WIDTH;
        entries.add(leaf.bytes());
        if (entries.count() == TilePath.WIDTH) {
            writeEntries(number);
        }
        frontier.add(hash.leaf(leaf.bytes()), (level, index, full) -> {
            if (level % 8 == 0) {
                hashed(level / 8, index, full);
            }
        });
    }

    private void hashed(int level, long index, byte[] full) {
        HashTile tile = tiles.get(level);
        tile.add(full);
        if (tile.count() == TilePath.WIDTH) {
            write(folder.resolve(TilePath.hashes(level, index / TilePath.WIDTH, TilePath.WIDTH)), tile.take());
        }
    }

    /** Signs the log as it is now. The one signed before stays in the bundle as an older one. */
    public Checkpoint checkpoint(List<NoteSigner> witnesses, long seconds) {
        Checkpoint now = new Checkpoint(log.name(), size(), frontier.root());
        if (last != null && last.size() < now.size()) {
            write(folder.resolve("checkpoints/" + last.size()), lastNote.getBytes(StandardCharsets.UTF_8));
        }
        StringBuilder note = new StringBuilder(now.text()).append('\n').append(log.sign(now.text()));
        witnesses.forEach(witness -> note.append(witness.cosign(now.text(), seconds)));
        last = now;
        lastNote = note.toString();
        return now;
    }

    /** Writes what is left, the last checkpoint and the manifest. A checkpoint must have been made of the whole log. */
    public void finish() {
        if (last == null || last.size() != size()) {
            throw new IllegalStateException("the log ends with a checkpoint");
        }
        if (entries.count() > 0) {
            writeEntries(size() / TilePath.WIDTH);
        }
        for (int level = 0; level < LEVELS; level++) {
            HashTile tile = tiles.get(level);
            if (tile.count() > 0) {
                long number = (size() >> (8 * level)) / TilePath.WIDTH;
                write(folder.resolve(TilePath.hashes(level, number, tile.count())), tile.take());
            }
        }
        write(folder.resolve("checkpoint"), lastNote.getBytes(StandardCharsets.UTF_8));
        BundleManifest.whole(size()).write(folder, log);
    }

    private void writeEntries(long number) {
        String path = TilePath.entries(number, entries.count());
        write(folder.resolve(packed ? path + ".gz" : path), entries.take(packed));
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
