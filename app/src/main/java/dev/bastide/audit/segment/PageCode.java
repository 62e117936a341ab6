package dev.bastide.audit.segment;

import java.util.Arrays;

/**
 * The encodings of pages that segments use, both ways, as Parquet's specification "Encodings" has them: levels of presence,
 * places in a dictionary, numbers by their differences, texts by their lengths, and UUIDs byte column by byte column.
 */
final class PageCode {
    private static final int BLOCK = 128;
    private static final int MINI = 32;

    /** Behind the end of a page in memory: packed numbers are read eight bytes at a time. */
    static final int SLACK = 8;

    private PageCode() {}

    /** Which rows have a value: the level of definition, one bit each, after its length. */
    static void presence(Bytes out, boolean[] present, int rows) {
        int at = out.length();
        out.int32(0);
        int n = 0;
        for (int i = 0; i < rows; i++) {
            n += present[i] ? 1 : 0;
        }
        if (n == 0 || n == rows) {
            out.varint(rows * 2L).put(n == 0 ? 0 : 1);
        } else {
            long[] bits = new long[(rows + 7) & ~7];
            for (int i = 0; i < rows; i++) {
                bits[i] = present[i] ? 1 : 0;
            }
            out.varint(bits.length / 8 * 2L + 1).packed(bits, 0, bits.length, 1);
        }
        int length = out.length() - at - 4;
        for (int i = 0; i < 4; i++) {
            out.array()[at + i] = (byte) (length >> (8 * i));
        }
    }

    static boolean[] presence(Bytes.In in, byte[] page, int rows) {
        Bytes.In levels = new Bytes.In(page, in.at() + 4, in.at() + 4 + Bytes.int32At(page, in.at()));
        in.skip(4 + Bytes.int32At(page, in.at()));
        long[] bits = hybrid(levels, page, rows, 1);
        boolean[] present = new boolean[rows];
        for (int i = 0; i < rows; i++) {
            present[i] = bits[i] == 1;
        }
        return present;
    }

    /** Places in a dictionary: their width, then all of them packed. */
    static void places(Bytes out, long[] places, int n, int dictionarySize) {
        int width = Math.max(1, 32 - Integer.numberOfLeadingZeros(dictionarySize - 1));
        out.put(width);
        int whole = (n + 7) & ~7;
        Arrays.fill(places, n, whole, 0);
        out.varint(whole / 8 * 2L + 1).packed(places, 0, whole, width);
    }

    static long[] places(Bytes.In in, byte[] page, int n) {
        return hybrid(in, page, n, in.next());
    }

    /** Runs of one value, and packed ones. */
    private static long[] hybrid(Bytes.In in, byte[] page, int n, int width) {
        long[] values = new long[n];
        int at = 0;
        while (at < n) {
            long head = in.varint();
            if ((head & 1) == 0) {
                int count = Math.toIntExact(head >>> 1);
                long value = 0;
                for (int i = 0; i < (width + 7) / 8; i++) {
                    value |= (long) in.next() << (8 * i);
                }
                Arrays.fill(values, at, Math.min(n, at + count), value);
                at += count;
            } else {
                int count = Math.toIntExact((head >>> 1) * 8);
                long bit = 8L * in.skip(count / 8 * width);
                int wanted = Math.min(count, n - at);
                for (int i = 0; i < wanted; i++, bit += width) {
                    values[at + i] = Bytes.unpacked(page, bit, width);
                }
                at += count;
            }
        }
        return values;
    }

    /** DELTA_BINARY_PACKED. */
    static void numbers(Bytes out, long[] values, int n) {
        out.varint(BLOCK).varint(BLOCK / MINI).varint(n).zigzag(n == 0 ? 0 : values[0]);
        long[] deltas = new long[BLOCK];
        for (int block = 1; block < n; block += BLOCK) {
            int count = Math.min(BLOCK, n - block);
            long least = Long.MAX_VALUE;
            for (int i = 0; i < count; i++) {
                deltas[i] = values[block + i] - values[block + i - 1];
                least = Math.min(least, deltas[i]);
            }
            for (int i = 0; i < BLOCK; i++) {
                deltas[i] = i < count ? deltas[i] - least : 0;
            }
            out.zigzag(least);
            int[] widths = new int[BLOCK / MINI];
            for (int mini = 0; mini < widths.length; mini++) {
                long all = 0;
                for (int i = mini * MINI; i < (mini + 1) * MINI; i++) {
                    all |= deltas[i];
                }
                widths[mini] = 64 - Long.numberOfLeadingZeros(all);
                out.put(widths[mini]);
            }
            for (int mini = 0; mini * MINI < count; mini++) {
                out.packed(deltas, mini * MINI, (mini + 1) * MINI, widths[mini]);
            }
        }
    }

    static long[] numbers(Bytes.In in, byte[] page, int n) {
        int block = in.count();
        int minis = in.count();
        long[] values = new long[n];
        if (block != BLOCK || minis != BLOCK / MINI || in.count() != n) {
            throw new IllegalArgumentException("numbers in another form");
        }
        long last = in.zigzag();
        if (n > 0) {
            values[0] = last;
        }
        for (int at = 1; at < n; ) {
            long least = in.zigzag();
            int widths = in.skip(minis);
            for (int mini = 0; mini < minis && at < n; mini++) {
                int width = page[widths + mini];
                long bit = 8L * in.skip(MINI * width / 8);
                int count = Math.min(MINI, n - at);
                for (int i = 0; i < count; i++, bit += width) {
                    last += least + Bytes.unpacked(page, bit, width);
                    values[at++] = last;
                }
            }
        }
        return values;
    }

    /** DELTA_LENGTH_BYTE_ARRAY: the lengths, then all bytes. */
    static void texts(Bytes out, byte[][] texts, int n) {
        long[] lengths = new long[n];
        for (int i = 0; i < n; i++) {
            lengths[i] = texts[i].length;
        }
        numbers(out, lengths, n);
        for (int i = 0; i < n; i++) {
            out.put(texts[i]);
        }
    }

    /** Where each text begins, and where the last one ends. */
    static int[] texts(Bytes.In in, byte[] page, int n) {
        long[] lengths = numbers(in, page, n);
        int[] starts = new int[n + 1];
        starts[0] = in.at();
        for (int i = 0; i < n; i++) {
            starts[i + 1] = starts[i] + Math.toIntExact(lengths[i]);
        }
        in.skip(starts[n] - starts[0]);
        return starts;
    }

    /** PLAIN: each text after its length; so is a dictionary. Gives what {@link #texts} gives, the bytes moved together. */
    static byte[][] plain(Bytes.In in, int n) {
        byte[][] texts = new byte[n][];
        for (int i = 0; i < n; i++) {
            texts[i] = in.take(in.int32());
        }
        return texts;
    }

    /** BYTE_STREAM_SPLIT of values of 16 bytes: all first bytes, then all second ones. */
    static void split(Bytes out, long[] high, long[] low, int n) {
        out.room(n * 16);
        byte[] array = out.array();
        int at = out.length();
        for (int i = 0; i < n; i++) {
            for (int b = 0; b < 8; b++) {
                array[at + b * n + i] = (byte) (high[i] >>> (56 - 8 * b));
                array[at + (b + 8) * n + i] = (byte) (low[i] >>> (56 - 8 * b));
            }
        }
        out.grown(n * 16);
    }

    static long splitAt(byte[] page, int at, int n, int row) {
        long value = 0;
        for (int b = 0; b < 8; b++) {
            value = (value << 8) | (page[at + b * n + row] & 0xff);
        }
        return value;
    }
}
