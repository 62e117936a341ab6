package dev.bastide.audit.log;

import java.util.Locale;

/** Where C2SP tlog-tiles puts a tile: its number in groups of three digits, and its width where it is partial. */
final class TilePath {
    /** Hashes in a full tile, records in a full bundle. */
    static final int WIDTH = 256;

    private TilePath() {}

    static String hashes(int level, long number, int width) {
        return of(Integer.toString(level), number, width);
    }

    static String entries(long number, int width) {
        return of("entries", number, width);
    }

    private static String of(String kind, long number, int width) {
        StringBuilder path = new StringBuilder(String.format(Locale.ROOT, "%03d", number % 1000));
        for (long rest = number / 1000; rest > 0; rest /= 1000) {
            path.insert(0, String.format(Locale.ROOT, "x%03d/", rest % 1000));
        }
        return "tile/" + kind + "/" + path + (width < WIDTH ? ".p/" + width : "");
    }
}
