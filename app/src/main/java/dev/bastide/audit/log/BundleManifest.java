package dev.bastide.audit.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a bundle is, and the hash of each of its files, signed by the log.
 *
 * @param minimum the first index it can have records of; a multiple of 256
 * @param size of the log at its last checkpoint
 * @param withheld ranges of which it has the hashes only
 */
public record BundleManifest(long minimum, long size, List<Withheld> withheld) {
    static final String NAME = "manifest";
    private static final String FIRST_LINE = "bastide-audit-bundle/v1";

    public BundleManifest {
        withheld = List.copyOf(withheld);
    }

    /** Why the records of a range are not there: not given with this bundle, or erased with their key. */
    public enum Why {
        SEALED,
        ERASED
    }

    /** Records from {@code from} to before {@code to}; bounds are multiples of 256, or the size. */
    public record Withheld(long from, long to, Why why) {}

    /** A file by its hash and its size in bytes. */
    record Listed(byte[] sha256, long bytes) {
        static Listed of(byte[] content) {
            return new Listed(digest().digest(content), content.length);
        }
    }

    /** A bundle with every record of a log from its first. */
    public static BundleManifest whole(long size) {
        return new BundleManifest(0, size, List.of());
    }

    /** The manifest over these files, signed. */
    String note(SortedMap<String, Listed> files, NoteSigner log) {
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
        files.forEach((path, file) -> text.append("file ")
                .append(HexFormat.of().formatHex(file.sha256()))
                .append(' ')
                .append(file.bytes())
                .append(' ')
                .append(path)
                .append('\n'));
        String body = text.toString();
        return body + "\n" + log.sign(body);
    }

    /** Hashes every file in the folder and writes the manifest beside them. */
    public void write(Path folder, NoteSigner log) {
        SortedMap<String, Listed> files = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(folder)) {
            tree.filter(Files::isRegularFile)
                    .filter(file -> !file.equals(folder.resolve(NAME)))
                    .forEach(file -> files.put(folder.relativize(file).toString(), listed(file)));
            Files.writeString(folder.resolve(NAME), note(files, log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Listed listed(Path file) {
        try {
            return Listed.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
