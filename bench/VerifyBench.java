import dev.bastide.verifier.Verify;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Verifying a bundle, against hashing its leaves and nothing else; both on one thread, in turn, in one process. */
public final class VerifyBench {
    private static final int ROUNDS = 5;

    public static void main(String[] arguments) throws Exception {
        Path bundle = Path.of(arguments[0]);
        List<byte[]> bundles;
        try (Stream<Path> tree = Files.walk(bundle.resolve("tile/entries"))) {
            bundles = tree.filter(Files::isRegularFile).map(VerifyBench::read).toList();
        }
        double[] verify = new double[ROUNDS];
        double[] hash = new double[ROUNDS];
        long bytes = 0;
        for (int round = -1; round < ROUNDS; round++) {
            long started = cpu();
            bytes = hash(bundles);
            long between = cpu();
            PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
            if (Verify.run(new String[] {bundle.toString()}, nowhere) != 0) {
                throw new IllegalStateException("the bundle is not proven");
            }
            if (round >= 0) {
                hash[round] = (between - started) / 1e9;
                verify[round] = (cpu() - between) / 1e9;
            }
        }
        double h = median(hash);
        double v = median(verify);
        System.out.printf(Locale.ROOT, "SHA-256 of each leaf, one core:   %.2f s   %.0f MB/s%n", h, bytes / h / 1e6);
        System.out.printf(Locale.ROOT, "verify the bundle, one core:      %.2f s   %.0f MB/s of leaves%n", v, bytes / v / 1e6);
        System.out.printf(Locale.ROOT, "ratio %.2f (aim: at least 0.25)   CPU time, median of %d rounds in turn%n", h / v, ROUNDS);
    }

    private static long hash(List<byte[]> bundles) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] out = new byte[32];
        long all = 0;
        for (byte[] bytes : bundles) {
            for (int at = 0; at < bytes.length; ) {
                int length = (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
                digest.update((byte) 0);
                digest.update(bytes, at + 2, length);
                digest.digest(out, 0, 32);
                all += length;
                at += 2 + length;
            }
        }
        return all;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
