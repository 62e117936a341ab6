package dev.bastide.audit.log;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param records how many
 * @param out the folder of the bundle
 * @param packed whether entry bundles are compressed
 * @param seed makes keys and records the same each time; null makes keys that nobody can make again
 */
record GenerateOptions(
        long records, Path out, boolean packed, @Nullable Long seed) {
    private static final long RECORDS_MAX = 10_000_000_000L;
    private static final String USAGE = "Usage: ./bastide audit generate --records N --out DIR [--gzip] [--seed N]";

    static GenerateOptions parse(List<String> words) {
        Long records = null;
        Path out = null;
        boolean packed = false;
        Long seed = null;
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            switch (rest.next()) {
                case "--records" -> records = number(rest);
                case "--out" -> out = Path.of(value(rest));
                case "--gzip" -> packed = true;
                case "--seed" -> seed = number(rest);
                default -> throw new IllegalArgumentException(USAGE);
            }
        }
        if (records == null || out == null || records > RECORDS_MAX) {
            throw new IllegalArgumentException(USAGE);
        }
        return new GenerateOptions(records, out, packed, seed);
    }

    /** Records repeat themselves from run to run even where keys do not. */
    long recordSeed() {
        return seed == null ? 1 : seed;
    }

    private static String value(Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(USAGE);
        }
        return rest.next();
    }

    private static Long number(Iterator<String> rest) {
        String text = value(rest);
        if (!text.matches("\\d{1,18}")) {
            throw new IllegalArgumentException(USAGE);
        }
        return Long.valueOf(text);
    }
}
