package dev.bastide.audit.segment;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * The bytes of a sidecar: a magic, then modules framed and sealed as those of the segment. Module 0 is the directory; of the
 * others each is packed, and read only when it is asked for.
 */
final class IndexFile implements AutoCloseable {
    private static final byte[] MAGIC = "BSTIDX1\n".getBytes(StandardCharsets.US_ASCII);
    private static final String TEXT = "bastide.segment.index.1 ";
    private static final int MODULE_BYTES = 1 << 16;
    private static final int HEAD = 8 + 4;

    private final Disk.Opened opened;
    private final Modules modules;
    private final Zstd zstd = new Zstd();
    private final Directory directory;
    private final long[] positions;
    private final int firstBloom;
    private final List<List<Term>> terms = new ArrayList<>();
    private final byte[][] cached;

    /**
     * What the sidecar is about.
     *
     * @param earliest of each block the least time in microseconds
     * @param latest of each block the greatest
     * @param bloomBits of the filter of each block
     */
    record Directory(int rows, long[] earliest, long[] latest, int bloomBits) {
        int blocks() {
            return earliest.length;
        }
    }

    /** A term and where its rows are. */
    record Term(String text, int module, int at) {}

    /** A sidecar to be written. */
    record Draft(SegmentRange range, byte[] sha256, Directory directory, List<IndexTerms> terms, byte[] blooms) {
        /** Writes it beside the segment; a file of its name is there only when it is whole. */
        void write(Disk disk, Path folder, SegmentKey key, SecureRandom random) throws IOException {
            byte[] bytes = seal(new Modules(key.indexKey(), text(range, sha256), random));
            Path part = folder.resolve(range.indexName() + SegmentWriter.PART);
            try {
                try (Disk.Draft file = disk.create(part)) {
                    file.write(bytes, bytes.length);
                    file.force();
                }
                disk.rename(part, folder.resolve(range.indexName()));
                disk.forceFolder(folder);
            } catch (IOException e) {
                disk.delete(part);
                throw e;
            }
        }

        private byte[] seal(Modules modules) {
            List<byte[]> plain = new ArrayList<>();
            List<Bytes> dictionaries = new ArrayList<>();
            for (IndexTerms column : terms) {
                dictionaries.add(postings(column.sorted(), plain));
            }
            Bytes about = new Bytes(1 << 12);
            about.varint(directory.rows()).varint(directory.blocks()).varint(directory.bloomBits());
            for (int block = 0; block < directory.blocks(); block++) {
                about.zigzag(directory.earliest()[block]).zigzag(directory.latest()[block]);
            }
            dictionaries.forEach(dictionary -> plain.add(dictionary.toArray()));
            int firstBloom = plain.size();
            for (int at = 0; at < blooms.length; at += MODULE_BYTES) {
                plain.add(Arrays.copyOfRange(blooms, at, Math.min(blooms.length, at + MODULE_BYTES)));
            }
            return framed(modules, about.varint(firstBloom).varint(plain.size()), plain);
        }

        /** Adds the rows of all terms as modules, and says which terms there are and where. */
        private Bytes postings(Map<String, RowList> sorted, List<byte[]> plain) {
            Bytes dictionary = new Bytes(1 << 12).varint(sorted.size());
            Bytes rows = new Bytes(MODULE_BYTES * 2);
            for (Map.Entry<String, RowList> term : sorted.entrySet()) {
                byte[] text = term.getKey().getBytes(StandardCharsets.UTF_8);
                dictionary.varint(text.length).put(text).varint(plain.size()).varint(rows.length());
                term.getValue().write(rows, directory.rows());
                if (rows.length() >= MODULE_BYTES) {
                    plain.add(rows.toArray());
                    rows.clear();
                }
            }
            plain.add(rows.toArray());
            return dictionary;
        }

        private static byte[] framed(Modules modules, Bytes about, List<byte[]> plain) {
            List<byte[]> sealed = new ArrayList<>();
            try (Zstd zstd = new Zstd()) {
                for (byte[] module : plain) {
                    int length = zstd.pack(module, module.length);
                    Bytes packed = new Bytes(length + 4).int32(module.length);
                    packed.room(length);
                    System.arraycopy(zstd.room(), 0, packed.array(), 4, length);
                    sealed.add(modules.seal(packed.array(), length + 4, place(sealed.size() + 1)));
                    about.varint(sealed.getLast().length);
                }
            }
            byte[] first = modules.seal(about.array(), about.length(), place(0));
            Bytes file = new Bytes(HEAD
                    + first.length
                    + sealed.stream().mapToInt(bytes -> bytes.length).sum());
            file.put(MAGIC).int32(first.length).put(first);
            sealed.forEach(file::put);
            return file.toArray();
        }
    }

    private IndexFile(Disk.Opened opened, Modules modules, int first) throws IOException {
        this.opened = opened;
        this.modules = modules;
        byte[] sealed = new byte[first];
        opened.read(HEAD, sealed);
        byte[] plain = modules.open(sealed, 0, first, place(0));
        Bytes.In in = new Bytes.In(plain, 0, plain.length);
        int rows = in.count();
        long[] earliest = new long[in.count()];
        long[] latest = new long[earliest.length];
        int bits = in.count();
        for (int block = 0; block < earliest.length; block++) {
            earliest[block] = in.zigzag();
            latest[block] = in.zigzag();
        }
        directory = new Directory(rows, earliest, latest, bits);
        firstBloom = in.count();
        positions = new long[in.count() + 1];
        positions[0] = (long) HEAD + first;
        for (int i = 1; i < positions.length; i++) {
            positions[i] = positions[i - 1] + in.count();
        }
        if (opened.size() != positions[positions.length - 1]) {
            throw new EOFException("the sidecar is longer or shorter than it says");
        }
        cached = new byte[positions.length - 1][];
    }

    static IndexFile open(Disk.Opened opened, SegmentIndex.SealedFile of) throws IOException {
        byte[] head = new byte[HEAD];
        opened.read(0, head);
        int first = Bytes.int32At(head, MAGIC.length);
        if (!Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                || first < 0
                || first > opened.size() - HEAD) {
            throw new IllegalArgumentException("no sidecar begins so");
        }
        return new IndexFile(
                opened, new Modules(of.key().indexKey(), text(of.range(), of.sha256()), new SecureRandom()), first);
    }

    private static byte[] text(SegmentRange range, byte[] sha256) {
        byte[] prefix = (TEXT + range.from() + "-" + range.to() + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(prefix, prefix.length + sha256.length);
        System.arraycopy(sha256, 0, whole, prefix.length, sha256.length);
        return whole;
    }

    private static Modules.Place place(int number) {
        return new Modules.Place(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .array());
    }

    Directory directory() {
        return directory;
    }

    /** The terms of the n-th column. */
    List<Term> terms(int column) {
        while (terms.size() <= column) {
            terms.add(List.of());
        }
        if (terms.get(column).isEmpty()) {
            byte[] bytes = module(firstBloom - SegmentIndex.COLUMNS.size() + column);
            Bytes.In in = new Bytes.In(bytes, 0, bytes.length - PageCode.SLACK);
            List<Term> read = new ArrayList<>();
            for (int left = in.count(); left > 0; left--) {
                String text = new String(in.take(in.count()), StandardCharsets.UTF_8);
                read.add(new Term(text, in.count(), in.count()));
            }
            terms.set(column, read);
        }
        return terms.get(column);
    }

    void rows(Term term, BitSet into) {
        byte[] bytes = module(term.module());
        RowList.readWritten(new Bytes.In(bytes, term.at(), bytes.length - PageCode.SLACK), directory.rows(), into);
    }

    /** The blocks whose filter has this bit. */
    BitSet bloom(int place) {
        BitSet blocks = new BitSet(directory.blocks());
        for (int block = 0; block < directory.blocks(); block++) {
            long bit = (long) place * directory.blocks() + block;
            byte[] bytes = module(firstBloom + (int) (bit / 8 / MODULE_BYTES));
            if ((bytes[(int) (bit / 8 % MODULE_BYTES)] >> (bit % 8) & 1) == 1) {
                blocks.set(block);
            }
        }
        return blocks;
    }

    private byte[] module(int number) {
        if (cached[number] != null) {
            return cached[number];
        }
        byte[] sealed = new byte[Math.toIntExact(positions[number + 1] - positions[number])];
        try {
            opened.read(positions[number], sealed);
            byte[] plain = modules.open(sealed, 0, sealed.length, place(number + 1));
            byte[] packed = Arrays.copyOfRange(plain, 4, plain.length);
            cached[number] = zstd.unpack(packed, Bytes.int32At(plain, 0));
            return cached[number];
        } catch (IOException e) {
            throw new SegmentUnreadable(SegmentUnreadable.Why.DISK, "the sidecar could not be read", e);
        } catch (RuntimeException e) {
            throw SegmentFile.unreadable(e);
        }
    }

    @Override
    public void close() {
        zstd.close();
        try {
            opened.close();
        } catch (IOException e) {
            throw new SegmentUnreadable(SegmentUnreadable.Why.DISK, "the sidecar could not be closed", e);
        }
    }
}
