package dev.bastide.audit.segment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which words may be in which block of records: a Bloom filter for each block, all of one size and stored bit by bit across
 * the blocks, so that a word is looked up in all of them with a few short reads.
 */
final class WordBlooms {
    /** Bits set for each word. */
    private static final int BITS = 5;

    /** Bits of a filter for each word of the fullest block: one answer in fifty is wrongly "maybe". */
    private static final int BITS_PER_WORD = 8;

    /** A block with more words than this is always "maybe". */
    private static final int WORDS_MAX = 1 << 16;

    private final List<long[]> blocks = new ArrayList<>();
    private long[] table = new long[1 << 12];
    private int count;

    /** Adds a word to the block that is being filled. */
    void add(long word) {
        long stored = word == 0 ? 1 : word;
        if (count > WORDS_MAX) {
            return;
        }
        int at = (int) (stored >>> 40) & (table.length - 1);
        while (table[at] != 0) {
            if (table[at] == stored) {
                return;
            }
            at = (at + 1) & (table.length - 1);
        }
        table[at] = stored;
        if (++count * 2 > table.length) {
            grow();
        }
    }

    private void grow() {
        long[] old = table;
        table = new long[old.length * 2];
        for (long word : old) {
            if (word != 0) {
                int at = (int) (word >>> 40) & (table.length - 1);
                while (table[at] != 0) {
                    at = (at + 1) & (table.length - 1);
                }
                table[at] = word;
            }
        }
    }

    /** Ends the block. */
    void endBlock() {
        if (count > WORDS_MAX) {
            blocks.add(new long[0]);
        } else {
            long[] words = new long[count + 1];
            int at = 1;
            for (long word : table) {
                if (word != 0) {
                    words[at++] = word;
                }
            }
            blocks.add(words);
        }
        Arrays.fill(table, 0);
        count = 0;
    }

    int blocks() {
        return blocks.size();
    }

    /** Bits of each filter. */
    int size() {
        int fullest = blocks.stream().mapToInt(words -> words.length).max().orElse(0);
        return Math.max(64, fullest * BITS_PER_WORD);
    }

    /** All filters: bit p of block b is bit p · blocks + b. */
    byte[] bits() {
        int size = size();
        int width = blocks.size();
        byte[] bits = new byte[Math.toIntExact(((long) size * width + 7) / 8)];
        for (int block = 0; block < width; block++) {
            long[] words = blocks.get(block);
            if (words.length == 0) {
                for (int place = 0; place < size; place++) {
                    set(bits, (long) place * width + block);
                }
            }
            for (int i = 1; i < words.length; i++) {
                for (int turn = 0; turn < BITS; turn++) {
                    set(bits, (long) place(words[i], turn, size) * width + block);
                }
            }
        }
        return bits;
    }

    private static void set(byte[] bits, long bit) {
        bits[(int) (bit >>> 3)] |= (byte) (1 << (bit & 7));
    }

    /** The bits of a filter that a word sets. */
    static int[] places(long word, int size) {
        int[] places = new int[BITS];
        for (int turn = 0; turn < BITS; turn++) {
            places[turn] = place(word == 0 ? 1 : word, turn, size);
        }
        return places;
    }

    private static int place(long word, int turn, int size) {
        long mixed = (word >>> 32) + turn * (word | 1);
        return (int) (((mixed & 0xffffffffL) * size) >>> 32);
    }
}
