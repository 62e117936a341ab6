package dev.bastide.verifier;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The command: {@code java -jar bastide-verify.jar DIR [--key FILE] [--policy FILE] [--json]}. */
public final class Verify {
    static final int PROVEN = 0;
    static final int NOT_PROVEN = 1;
    static final int NOT_A_BUNDLE = 2;

    private static final int KEY_FILE_BYTES_MAX = 1 << 16;
    private static final String CHECKPOINT = "checkpoint";
    private static final String CHECKPOINTS = "checkpoints";
    private static final String USAGE = """
            Usage: java -jar bastide-verify.jar DIR [--key FILE] [--policy FILE] [--json]
              --key FILE     the log's public key, got by another way than the bundle; another signer is refused
              --policy FILE  witnesses and how many of them must have cosigned (C2SP tlog-policy)
            Exit codes: 0 proven, 1 not proven, 2 not a bundle""";

    private final Folder folder;
    private final Options options;
    private final Report report = new Report();

    private Verify(Options options) {
        this.options = options;
        this.folder = new Folder(real(Path.of(options.folder())));
    }

    /** The bundle itself may be reached through a link; nothing within it may. */
    private static Path real(Path given) {
        try {
            return given.toRealPath();
        } catch (IOException e) {
            return given;
        }
    }

    /** Verifies one bundle and ends with the exit code: 0 proven, 1 not proven, 2 not a bundle. */
    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out));
    }

    /** As {@link #main}, without ending the JVM. */
    public static int run(String[] arguments, PrintStream out) {
        Options options = Options.parse(arguments);
        if (options.folder().isEmpty()) {
            out.println(USAGE);
            return NOT_A_BUNDLE;
        }
        try {
            return new Verify(options).run(out);
        } catch (InvalidPathException e) {
            out.println("not a bundle: no such folder");
            return NOT_A_BUNDLE;
        }
    }

    private int run(PrintStream out) {
        if (!folder.has(Folder.MANIFEST) && !folder.has(CHECKPOINT) && !folder.has(CHECKPOINTS)) {
            report.notABundle(options.folder());
        } else {
            try {
                verify();
            } catch (NotProven e) {
                report.notProven(e);
            } catch (IOException | UncheckedIOException e) {
                report.notProven(NotProven.file(options.folder(), "a file cannot be read: " + e.getMessage()));
            } catch (OutOfMemoryError e) {
                report.notProven(NotProven.file(options.folder(), "needs more memory than java has (java -Xmx...)"));
            } catch (RuntimeException | StackOverflowError e) {
                report.notProven(NotProven.file(options.folder(), "the verifier failed: " + e));
            }
        }
        report.print(out, options.json());
        return report.exitCode();
    }

    /** All that is checked, in this order; the first fault ends it. */
    private void verify() throws NotProven, IOException {
        if (!options.wrong().isEmpty()) {
            throw NotProven.file("arguments", options.wrong());
        }
        List<Key> trusted = keys();
        Optional<Policy> policy = policy();
        Manifest manifest = new Manifest(folder.read(Folder.MANIFEST, Manifest.BYTES_MAX));
        report.bundle(manifest);
        if (options.key().isPresent()) {
            requireTrusted(manifest.key(), trusted);
            report.signerKnown();
        }
        if (policy.isPresent() && !policy.get().logs().isEmpty()) {
            requireTrusted(manifest.key(), policy.get().logs());
            report.signerKnown();
        }
        folder.requireExactly(manifest.files());
        List<Checkpoint> checkpoints = checkpoints(manifest);
        if (policy.isPresent()) {
            witnessed(policy.get(), checkpoints);
        }
        Tiles tiles = new Tiles(folder, manifest);
        Entries entries = new Entries(folder, manifest, tiles, checkpoints);
        entries.addTo(new Tree(tiles, manifest.minimum()));
        report.records(checkpoints.size(), entries.read(), entries.lost(), entries.unreadable());
        segments(manifest);
        for (Manifest.Listed listed : new TreeMap<>(manifest.files()).values()) {
            if (!listed.isUsed()) {
                throw NotProven.file(listed.path(), "has no place in this bundle");
            }
        }
        report.proven();
    }

    private List<Key> keys() throws NotProven, IOException {
        List<Key> keys = new ArrayList<>();
        if (options.key().isPresent()) {
            String file = options.key().get();
            for (String line : new String(outside(file), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    keys.add(Key.parse(line.strip())
                            .filter(key -> key.type() == Key.LOG)
                            .orElseThrow(() -> NotProven.file(file, "holds what is no key of a log")));
                }
            }
            if (keys.isEmpty()) {
                throw NotProven.file(file, "holds no key");
            }
        }
        return keys;
    }

    private Optional<Policy> policy() throws NotProven, IOException {
        if (options.policy().isEmpty()) {
            return Optional.empty();
        }
        Policy policy =
                Policy.parse(options.policy().get(), outside(options.policy().get()));
        return Optional.of(policy);
    }

    /** A file that the person who verifies brings along. */
    private static byte[] outside(String name) throws NotProven, IOException {
        Path file = Path.of(name);
        if (!Files.isRegularFile(file) || Files.size(file) > KEY_FILE_BYTES_MAX) {
            throw NotProven.file(name, "cannot be read, or has more than " + KEY_FILE_BYTES_MAX + " bytes");
        }
        return Files.readAllBytes(file);
    }

    private static void requireTrusted(Key signer, List<Key> trusted) throws NotProven {
        if (trusted.stream().noneMatch(key -> key.line().equals(signer.line()))) {
            throw NotProven.file(
                    Folder.MANIFEST, "is signed by another key than the given one: " + signer.fingerprint());
        }
    }

    /** All checkpoints, in the order of their sizes; the last is that of the whole bundle. */
    private List<Checkpoint> checkpoints(Manifest manifest) throws NotProven, IOException {
        List<Checkpoint> found = new ArrayList<>();
        for (Manifest.Listed listed : manifest.files().values()) {
            boolean older = listed.path().startsWith(CHECKPOINTS + "/");
            if (older || listed.path().equals(CHECKPOINT)) {
                byte[] bytes = folder.read(listed, Checkpoint.BYTES_MAX);
                folder.requireListed(listed, bytes);
                Checkpoint checkpoint = Checkpoint.parse(listed.path(), bytes);
                if (!checkpoint.origin().equals(manifest.origin())) {
                    throw NotProven.file(listed.path(), "is of another log");
                }
                boolean named = older
                        ? listed.path().equals(CHECKPOINTS + "/" + checkpoint.size())
                                && checkpoint.size() >= manifest.minimum()
                                && checkpoint.size() < manifest.size()
                        : checkpoint.size() == manifest.size();
                if (!named) {
                    throw NotProven.file(listed.path(), "is not the checkpoint that belongs here");
                }
                checkpoint.note().requireSignedBy(manifest.key(), listed.path());
                found.add(checkpoint);
            }
        }
        found.sort(Comparator.comparingLong(Checkpoint::size));
        if (found.isEmpty() || !found.get(found.size() - 1).file().equals(CHECKPOINT)) {
            throw NotProven.file(CHECKPOINT, "is missing");
        }
        return found;
    }

    /** The newest checkpoint must meet the policy; what a known witness put on an older one must be right, too. */
    private void witnessed(Policy policy, List<Checkpoint> checkpoints) throws NotProven {
        Set<String> cosigners = new HashSet<>();
        for (Checkpoint checkpoint : checkpoints) {
            cosigners = policy.cosigners(checkpoint);
        }
        if (!policy.isMetBy(cosigners)) {
            throw NotProven.file(
                    CHECKPOINT,
                    "is cosigned by " + cosigners.size() + " of " + policy.witnessCount()
                            + " witnesses, which does not meet the policy");
        }
        report.witnessed(cosigners.size(), policy.witnessCount());
    }

    /** Sealed segments are hashed and no more: this program has no key to open them. */
    private void segments(Manifest manifest) throws NotProven, IOException {
        TreeMap<Long, Long> ranges = new TreeMap<>();
        for (Manifest.Listed listed : manifest.files().values()) {
            if (listed.path().startsWith("segment/")) {
                String[] ends =
                        listed.path().replaceAll("^segment/|\\.parquet$", "").split("-", -1);
                long from = ends.length == 2 ? Text.number(ends[0]).orElse(-1L) : -1;
                long to = ends.length == 2 ? Text.number(ends[1]).orElse(-1L) : -1;
                boolean exact = listed.path().equals("segment/" + from + "-" + to + ".parquet");
                if (!exact || from < manifest.minimum() || to <= from || to > manifest.size()) {
                    throw NotProven.file(listed.path(), "names no range of this bundle");
                }
                folder.check(listed);
                if (ranges.put(from, to) != null) {
                    throw NotProven.file(listed.path(), "covers records of another segment");
                }
            }
        }
        long end = 0;
        for (Map.Entry<Long, Long> range : ranges.entrySet()) {
            if (range.getKey() < end) {
                String path = "segment/" + range.getKey() + "-" + range.getValue() + ".parquet";
                throw NotProven.file(path, "covers records of another segment");
            }
            end = range.getValue();
        }
    }
}
