package dev.bastide.audit.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a bundle is, and the hash of each of its files, signed by the log.
 *
 * @param minimum the first index it can have records of; a multiple of 256
 * @param size of the log at its last checkpoint
 * @param withheld ranges of which it has the hashes only
 */
public record BundleManifest(long minimum, long size, List<Withheld> withheld) {
    private static final String NAME = "manifest";
    private static final String FIRST_LINE = "bastide-audit-bundle/v1";

    /** Why the records of a range are not there: still sealed under a key, or erased with it. */
    public enum Why {
        SEALED,
        ERASED
    }

    /** Records from {@code from} to before {@code to}; bounds are multiples of 256, or the size. */
    public record Withheld(long from, long to, Why why) {}

    /** A bundle with every record of a log from its first. */
    public static BundleManifest whole(long size) {
        return new BundleManifest(0, size, List.of());
    }

    /** Hashes every file in the folder and writes the manifest beside them. */
    public void write(Path folder, NoteSigner log) {
        StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
        text.append("origin ").append(log.name()).append('\n');
        text.append("key ").append(log.verifierKey()).append('\n');
        text.append("minimum ").append(minimum).append("\nsize ").append(size).append('\n');
        for (Withheld range : withheld) {
            text.append("withheld ")
                    .append(range.from())
                    .append(' ')
                    .append(range.to())
                    .append(' ');
            text.append(range.why() == Why.SEALED ? "sealed" : "erased").append('\n');
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            tree.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(path -> !path.equals(NAME))
                    .sorted()
                    .forEach(path -> text.append(line(folder, path)));
            String body = text.toString();
            Files.writeString(folder.resolve(NAME), body + "\n" + log.sign(body), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(Path folder, String path) {
        try (InputStream in = Files.newInputStream(folder.resolve(path))) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[1 << 16];
            long bytes = 0;
            for (int read = in.read(chunk); read > 0; read = in.read(chunk)) {
                digest.update(chunk, 0, read);
                bytes += read;
            }
            return "file " + HexFormat.of().formatHex(digest.digest()) + " " + bytes + " " + path + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
