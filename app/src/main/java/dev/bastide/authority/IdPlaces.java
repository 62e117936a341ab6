package dev.bastide.authority;

import java.util.List;
import java.util.UUID;

/**
 * Where each of many identifiers stands in a list: an open-addressed table of plain numbers. A question reads two lines
 * of memory instead of walking from entry to key to identifier to value, and each of those steps would miss the
 * processor's caches in a large company.
 */
public final class IdPlaces {
    private final long[] ids;
    private final int[] places;
    private final int mask;

    /** Places in the order of the list. No identifier stands in it twice. */
    public IdPlaces(List<UUID> list) {
        int capacity = Integer.highestOneBit(Math.max(2, list.size()) * 2 - 1) * 2;
        this.mask = capacity - 1;
        this.ids = new long[capacity * 2];
        this.places = new int[capacity];
        int place = 0;
        for (UUID id : list) {
            put(id, place++);
        }
    }

    /** The identifier's place, -1 when it is not in the list. */
    public int of(UUID id) {
        long high = id.getMostSignificantBits();
        long low = id.getLeastSignificantBits();
        int slot = slot(high, low);
        while (places[slot] != 0) {
            if (ids[slot * 2] == high && ids[slot * 2 + 1] == low) {
                return places[slot] - 1;
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    // A slot holds the place plus one, so that zero is an empty slot.
    private void put(UUID id, int place) {
        long high = id.getMostSignificantBits();
        long low = id.getLeastSignificantBits();
        int slot = slot(high, low);
        while (places[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        ids[slot * 2] = high;
        ids[slot * 2 + 1] = low;
        places[slot] = place + 1;
    }

    private int slot(long high, long low) {
        long mixed = (high ^ Long.rotateLeft(low, 32)) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & mask;
    }
}
