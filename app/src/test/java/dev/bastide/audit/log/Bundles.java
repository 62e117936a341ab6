package dev.bastide.audit.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Bundles for tests, and the ways in which somebody with the key could make a wrong one. */
final class Bundles {
    static final NoteSigner LOG = NoteSigner.ofLog("log.example/audit", seed(1));
    static final NoteSigner STRANGER = NoteSigner.ofLog("log.example/audit", seed(2));
    static final List<NoteSigner> WITNESSES =
            List.of(NoteSigner.ofWitness("w1.example", seed(3)), NoteSigner.ofWitness("w2.example", seed(4)));
    private static final Salts SALTS = new Salts(seed(5));

    private Bundles() {}

    static byte[] seed(int n) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) n);
        return seed;
    }

    /** Sealed records with every kind of content among the first. */
    static List<Leaf> leaves(int count) {
        SampleRecords records = new SampleRecords(count, 7);
        List<Leaf> leaves = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LogEntry entry = records.next();
            LogEntry made = switch (i) {
                case 3 -> entry.withContent(new byte[] {0, (byte) 0xff, 27});
                case 5 -> entry.withContent("\u202e \u0000 重启 \"x\" \\ \ud83d\ude00".getBytes(StandardCharsets.UTF_8));
                case 7 -> entry.withContent(new byte[65_536]);
                case 9 -> entry.withContent(new byte[0]);
                default -> entry;
            };
            leaves.add(Leaf.of(made, SALTS.of(i)));
        }
        return leaves;
    }

    /** A whole bundle, with checkpoints at these sizes and one of all. */
    static Path write(Path folder, List<Leaf> leaves, NoteSigner log, boolean packed, Integer... checkpoints) {
        make(folder);
        BundleWriter bundle = new BundleWriter(folder, log, packed);
        for (Leaf leaf : leaves) {
            if (List.of(checkpoints).contains((int) bundle.size())) {
                bundle.checkpoint(WITNESSES, 1_790_000_000L + bundle.size());
            }
            bundle.add(leaf);
        }
        bundle.checkpoint(WITNESSES, 1_790_000_000L + bundle.size());
        bundle.finish();
        return folder;
    }

    /** Takes away what lies before an index, as a log does that prunes, and signs what is left. */
    static Path prune(Path folder, long minimum, long size, NoteSigner log) throws IOException {
        for (int level = 0; level < 8; level++) {
            for (long n = 0; (n + 1) << (8 * (level + 1)) <= minimum; n++) {
                Files.deleteIfExists(folder.resolve(TilePath.hashes(level, n, TilePath.WIDTH)));
                if (level == 0) {
                    Files.deleteIfExists(folder.resolve(TilePath.entries(n, TilePath.WIDTH)));
                }
            }
        }
        if (Files.isDirectory(folder.resolve("checkpoints"))) {
            for (Path file : files(folder.resolve("checkpoints"))) {
                if (Long.parseLong(file.getFileName().toString()) < minimum) {
                    Files.delete(file);
                }
            }
        }
        dropBlobs(folder);
        dropEmptyFolders(folder);
        new BundleManifest(minimum, size, List.of()).write(folder, log);
        return folder;
    }

    static void dropBlobs(Path folder) throws IOException {
        if (Files.isDirectory(folder.resolve("blob"))) {
            for (Path blob : files(folder.resolve("blob"))) {
                Files.delete(blob);
            }
        }
    }

    static void dropEmptyFolders(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                if (Files.isDirectory(path) && children(path) == 0) {
                    Files.delete(path);
                }
            }
        }
    }

    private static long children(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.count();
        }
    }

    static List<Path> files(Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path copy(Path from, Path to) {
        for (Path file : files(from)) {
            Path target = to.resolve(from.relativize(file).toString());
            make(Objects.requireNonNull(target.getParent()));
            try {
                Files.copy(file, target);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return to;
    }

    static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String policy(int needed) {
        return "log " + LOG.verifierKey() + "\nwitness a " + WITNESSES.get(0).verifierKey() + "\nwitness b "
                + WITNESSES.get(1).verifierKey() + "\nwitness c "
                + NoteSigner.ofWitness("w3.example", seed(6)).verifierKey() + "\ngroup g " + needed
                + " a b c\nquorum g\n";
    }
}
