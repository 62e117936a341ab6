package dev.bastide.audit.log;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The command {@code ./bastide audit generate}: a bundle of invented records, without a server. Beside the bundle lie the
 * public key and the witness policy it can be verified with. The keys that signed it are not kept.
 */
public final class GenerateCommand {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_INPUT = 2;
    private static final String ORIGIN = "bastide.example/audit";
    private static final int WITNESSES = 3;
    private static final int CHECKPOINTS = 8;
    private static final long SEGMENT = 1 << 20;

    private final GenerateOptions options;
    private final UnaryOperator<byte[]> seeds;

    private GenerateCommand(GenerateOptions options) {
        this.options = options;
        byte[] secret = new byte[32];
        if (options.seed() == null) {
            new SecureRandom().nextBytes(secret);
        } else {
            byte[] text = ("sample " + options.seed()).getBytes(StandardCharsets.UTF_8);
            System.arraycopy(sha256(text), 0, secret, 0, secret.length);
        }
        this.seeds = purpose -> {
            byte[] whole = java.util.Arrays.copyOf(secret, secret.length + purpose.length);
            System.arraycopy(purpose, 0, whole, secret.length, purpose.length);
            return sha256(whole);
        };
    }

    /** Entry of the command; ends the JVM with 0 done, 1 failed, 2 wrong input. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> words, PrintStream out, PrintStream err) {
        try {
            new GenerateCommand(GenerateOptions.parse(words)).generate(out);
            return DONE;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return WRONG_INPUT;
        } catch (IOException | UncheckedIOException e) {
            err.println("Could not write the bundle: " + e.getMessage());
            return FAILED;
        }
    }

    private void generate(PrintStream out) throws IOException {
        Path folder = options.out().toAbsolutePath().normalize();
        Path draft = beside(folder, ".part");
        requireFree(folder);
        requireFree(draft);
        requireOurs(beside(folder, ".pub"), ORIGIN);
        requireOurs(beside(folder, ".policy"), "log " + ORIGIN);
        Files.createDirectories(draft);
        NoteSigner log = NoteSigner.ofLog(ORIGIN, seed("log"));
        List<NoteSigner> witnesses = new ArrayList<>();
        for (int i = 1; i <= WITNESSES; i++) {
            witnesses.add(NoteSigner.ofWitness("witness-" + i + ".example", seed("witness " + i)));
        }
        long leafBytes = write(draft, log, witnesses);
        Files.move(draft, folder, StandardCopyOption.REPLACE_EXISTING);
        Path key = Files.writeString(beside(folder, ".pub"), log.verifierKey() + "\n");
        Path policy = Files.writeString(beside(folder, ".policy"), policy(log, witnesses));
        out.printf(Locale.ROOT, "%d records, %d bytes of leaves, in %s%n", options.records(), leafBytes, folder);
        out.println("key     " + key + "  " + log.verifierKey());
        out.println("policy  " + policy);
        out.println("Verify: java -jar bastide-verify.jar " + folder + " --key " + key + " --policy " + policy);
    }

    private long write(Path folder, NoteSigner log, List<NoteSigner> witnesses) {
        BundleWriter bundle = new BundleWriter(folder, log, options.packed());
        SampleRecords records = new SampleRecords(options.records(), options.recordSeed());
        Salts salts = new Salts(seed("segment 0"));
        long leafBytes = 0;
        for (long index = 0; index < options.records(); index++) {
            if (index > 0 && index % SEGMENT == 0) {
                salts = new Salts(seed("segment " + index / SEGMENT));
            }
            if (isCheckpoint(index)) {
                bundle.checkpoint(witnesses, records.now().getEpochSecond());
            }
            Leaf leaf = Leaf.of(records.next(), salts.of(index));
            leafBytes += leaf.bytes().length;
            bundle.add(leaf);
        }
        // The last one still waits for the third witness, as it is with logs.
        bundle.checkpoint(witnesses.subList(0, WITNESSES - 1), records.now().getEpochSecond());
        bundle.finish();
        return leafBytes;
    }

    private boolean isCheckpoint(long index) {
        long step = Math.max(1, options.records() / CHECKPOINTS);
        return index > 0 && index % step == 0 && index / step < CHECKPOINTS;
    }

    private static String policy(NoteSigner log, List<NoteSigner> witnesses) {
        StringBuilder text = new StringBuilder("log " + log.verifierKey() + "\n");
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < witnesses.size(); i++) {
            text.append("witness w")
                    .append(i + 1)
                    .append(' ')
                    .append(witnesses.get(i).verifierKey())
                    .append('\n');
            members.append(" w").append(i + 1);
        }
        return text + "group two-of-three 2" + members + "\nquorum two-of-three\n";
    }

    private static Path beside(Path folder, String ending) {
        if (folder.getFileName() == null) {
            throw new IllegalArgumentException("--out wants a folder with a name");
        }
        return folder.resolveSibling(folder.getFileName() + ending);
    }

    private static void requireFree(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> children = Files.list(folder)) {
                if (children.findAny().isEmpty()) {
                    return;
                }
            }
        }
        if (Files.exists(folder)) {
            throw new IllegalArgumentException(folder + " is already there and not an empty folder");
        }
    }

    /** Only what an earlier run of this command wrote is written anew. */
    private static void requireOurs(Path file, String start) throws IOException {
        if (Files.exists(file)
                && !new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).startsWith(start)) {
            throw new IllegalArgumentException(file + " is already there and is not of this command");
        }
    }

    private byte[] seed(String purpose) {
        return seeds.apply(purpose.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
