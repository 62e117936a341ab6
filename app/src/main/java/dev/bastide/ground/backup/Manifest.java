package dev.bastide.ground.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** What a backup holds: every file with its size and SHA-256. A file more, less or different is found out. */
final class Manifest {
    static final String NAME = "MANIFEST";
    private static final String HEAD = "bastide-backup 1";

    private Manifest() {}

    /** Writes the list of all files below the folder into it. */
    static void write(Path folder, String madeAt) throws IOException {
        List<String> lines = new ArrayList<>(List.of(HEAD, "made-at " + madeAt));
        lines.addAll(entries(folder));
        Files.write(folder.resolve(NAME), lines, StandardCharsets.UTF_8);
    }

    /** The differences between the folder and its list, in words; none when it is whole. */
    static List<String> differences(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            return List.of("There is no " + NAME + " in " + folder + ": it is no backup, or was never finished.");
        }
        List<String> listed = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (listed.isEmpty() || !listed.getFirst().equals(HEAD)) {
            return List.of("The " + NAME + " is not of a kind this version reads.");
        }
        List<String> expected = listed.subList(2, listed.size());
        List<String> found = entries(folder);
        List<String> differences = new ArrayList<>();
        expected.stream()
                .filter(e -> !found.contains(e))
                .forEach(e -> differences.add("missing or changed: " + path(e)));
        found.stream().filter(e -> !expected.contains(e)).forEach(e -> differences.add("not listed: " + path(e)));
        return differences;
    }

    private static String path(String entry) {
        return entry.substring(entry.indexOf(' ', entry.indexOf(' ') + 1) + 1);
    }

    private static List<String> entries(Path folder) throws IOException {
        List<String> entries = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
                String path = folder.relativize(file).toString();
                if (!path.equals(NAME)) {
                    entries.add(digest(file) + " " + Files.size(file) + " " + path);
                }
            }
        }
        return entries;
    }

    private static String digest(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream input = new DigestInputStream(Files.newInputStream(file), digest)) {
                input.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
