package dev.bastide.asset.scan.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The rules by which products are told. The house's own few are always there; a user may bring recog's, as a folder of XML
 * files or one ZIP of them. The house's speak first, recog's add what they leave out.
 */
public final class Rulebook {
    private static final int COLUMNS = 6;
    private static final long BUNDLE_BYTES_MAX = 64L << 20;

    private final Map<String, List<Rule>> byKind = new HashMap<>();
    private final String version;

    private Rulebook(List<Rule> rules, String version) {
        rules.forEach(rule ->
                byKind.computeIfAbsent(rule.kind(), kind -> new ArrayList<>()).add(rule));
        this.version = version;
    }

    /** The house's own rules alone. */
    public static Rulebook own() {
        return new Rulebook(shipped(), "bastide-1");
    }

    /** With what a folder or a ZIP holds. Throws {@link IOException} naming the file and line that cannot be read. */
    public static Rulebook with(Path brought) throws IOException {
        List<Rule> rules = new ArrayList<>(shipped());
        List<RecogFile> files = Files.isDirectory(brought) ? folder(brought) : bundle(brought);
        files.forEach(file -> file.fingerprints().forEach(fingerprint -> rules.add(fingerprint.rule())));
        return new Rulebook(rules, "bastide-1+recog:" + files.size() + " files, " + rules.size() + " rules");
    }

    private static List<RecogFile> folder(Path folder) throws IOException {
        List<RecogFile> files = new ArrayList<>();
        try (Stream<Path> found = Files.list(folder)) {
            for (Path path : found.filter(file -> file.toString().endsWith(".xml"))
                    .sorted()
                    .toList()) {
                try (InputStream in = Files.newInputStream(path)) {
                    files.add(named(String.valueOf(path.getFileName()), in));
                }
            }
        }
        return files;
    }

    private static List<RecogFile> bundle(Path bundle) throws IOException {
        List<RecogFile> files = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(bundle))) {
            long left = BUNDLE_BYTES_MAX;
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.isDirectory() || !entry.getName().endsWith(".xml")) {
                    continue;
                }
                byte[] bytes = zip.readNBytes((int) left + 1);
                left -= bytes.length;
                if (left < 0) {
                    throw new IOException(bundle.getFileName() + ": more than " + BUNDLE_BYTES_MAX + " bytes");
                }
                files.add(named(entry.getName(), new java.io.ByteArrayInputStream(bytes)));
            }
        }
        return files;
    }

    private static RecogFile named(String name, InputStream in) throws IOException {
        try {
            return RecogFile.read(in);
        } catch (IOException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    private static List<Rule> shipped() {
        try (InputStream in = Rulebook.class.getResourceAsStream("rules.tsv")) {
            if (in == null) {
                throw new IllegalStateException("the rules are not in the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Rulebook::rule)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Rule rule(String line) {
        String[] columns = line.split("\t", COLUMNS);
        List<Rule.Param> params = new ArrayList<>();
        params.add(new Rule.Param(0, "service.vendor", columns[2]));
        params.add(new Rule.Param(0, "service.product", columns[3]));
        int group = Integer.parseInt(columns[4]);
        if (group > 0) {
            params.add(new Rule.Param(group, "service.version", ""));
        }
        if (columns.length == COLUMNS && !columns[5].isBlank()) {
            params.add(new Rule.Param(0, "service.cpe23", "cpe:/a:" + columns[5] + ":{service.version}"));
        }
        return new Rule(columns[0], Pattern.compile(columns[1], Pattern.MULTILINE), params);
    }

    /** Which rules these are, for the record of a scan. */
    public String version() {
        return version;
    }

    /** How many rules. */
    public int size() {
        return byKind.values().stream().mapToInt(List::size).sum();
    }

    /** What the first rule of this kind says that matches; empty where none does. */
    public Map<String, String> facts(String kind, String text) {
        String cut = text.length() <= Banner.CHARACTERS_MAX ? text : text.substring(0, Banner.CHARACTERS_MAX);
        for (Rule rule : byKind.getOrDefault(kind, List.of())) {
            var facts = rule.facts(cut);
            if (facts.isPresent()) {
                Map<String, String> plain = new TreeMap<>();
                facts.get().forEach((name, value) -> plain.put(name, Banner.plain(value)));
                return plain;
            }
        }
        return Map.of();
    }
}
