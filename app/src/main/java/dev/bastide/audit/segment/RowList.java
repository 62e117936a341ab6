package dev.bastide.audit.segment;

import java.util.BitSet;

/** The rows that have one term: added in rising order, stored in the shortest of three ways. */
final class RowList {
    private static final int DISTANCES = 0;
    private static final int BITS = 1;
    private static final int DISTANCES_OF_OTHERS = 2;

    private final Bytes distances = new Bytes(16);
    private int last = -1;
    private int count;

    void add(int row) {
        distances.varint(row - last - 1);
        last = row;
        count++;
    }

    int count() {
        return count;
    }

    void write(Bytes out, int rows) {
        int bitmap = (rows + 7) / 8;
        if (distances.length() <= bitmap) {
            out.put(DISTANCES).varint(count).put(distances.toArray());
            return;
        }
        BitSet set = new BitSet(rows);
        read(new Bytes.In(distances.array(), 0, distances.length()), count, set);
        RowList others = new RowList();
        for (int row = set.nextClearBit(0); row < rows; row = set.nextClearBit(row + 1)) {
            others.add(row);
        }
        if (others.distances.length() < bitmap) {
            out.put(DISTANCES_OF_OTHERS).varint(others.count).put(others.distances.toArray());
        } else {
            out.put(BITS).varint(bitmap).put(java.util.Arrays.copyOf(set.toByteArray(), bitmap));
        }
    }

    /** Adds the written rows to a set. */
    static void readWritten(Bytes.In in, int rows, BitSet into) {
        switch (in.next()) {
            case DISTANCES -> read(in, in.count(), into);
            case BITS -> into.or(BitSet.valueOf(in.take(in.count())));
            case DISTANCES_OF_OTHERS -> {
                BitSet others = new BitSet(rows);
                read(in, in.count(), others);
                others.flip(0, rows);
                into.or(others);
            }
            default -> throw new IllegalArgumentException("rows written in another way");
        }
    }

    private static void read(Bytes.In in, int count, BitSet into) {
        int row = -1;
        for (int i = 0; i < count; i++) {
            row += in.count() + 1;
            into.set(row);
        }
    }
}
