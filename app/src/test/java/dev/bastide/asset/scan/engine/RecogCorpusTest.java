package dev.bastide.asset.scan.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fingerprints that a user brings in recog's format: every one of its own examples that can match does. */
class RecogCorpusTest {
    private static final int EXAMPLES = 7_525;
    private static final int MATCHING = 7_518;

    @Test
    void recogsOwnExamplesMatch(@TempDir Path folder) throws Exception {
        Path archive = archive().orElse(null);
        Assumptions.assumeTrue(archive != null, "recog's data is not there: BASTIDE_RECOG names its archive");
        Process tar = new ProcessBuilder("tar", "xzf", String.valueOf(archive), "-C", folder.toString()).start();
        assertThat(tar.waitFor()).isZero();
        int all = 0;
        List<String> silent = new ArrayList<>();
        int facts = 0;
        for (Path path : files(folder.resolve("xml"))) {
            RecogFile file;
            try (InputStream in = Files.newInputStream(path)) {
                file = RecogFile.read(in);
            }
            for (RecogFile.Fingerprint fingerprint : file.fingerprints()) {
                for (RecogFile.Example example : fingerprint.examples()) {
                    all++;
                    Optional<Map<String, String>> found = fingerprint.rule().facts(text(example, path));
                    if (found.isEmpty()) {
                        silent.add(path.getFileName() + ": " + example.text());
                    } else if (found.get().entrySet().containsAll(named(example).entrySet())) {
                        facts++;
                    }
                }
            }
        }
        assertThat(all).isGreaterThanOrEqualTo(EXAMPLES);
        assertThat(all - silent.size()).as("silent: %s", silent).isGreaterThanOrEqualTo(MATCHING);
        assertThat(facts).isGreaterThanOrEqualTo(MATCHING - 100);
        // As a folder that a user names, its rules come after the house's own.
        Rulebook rules = Rulebook.with(folder.resolve("xml"));
        assertThat(rules.size()).isGreaterThan(4_600);
        assertThat(rules.facts("telnet", "").getOrDefault("service.product", ""))
                .isEmpty();
        assertThat(rules.facts("ssh.banner", "ArrayOS")).containsEntry("service.vendor", "Array Networks");
    }

    private static Map<String, String> named(RecogFile.Example example) {
        Map<String, String> wanted = new java.util.TreeMap<>(example.facts());
        wanted.keySet().removeIf(name -> name.startsWith("_"));
        return wanted;
    }

    private static String text(RecogFile.Example example, Path file) throws IOException {
        if (!example.file().isEmpty()) {
            Path folder = file.resolveSibling(String.valueOf(file.getFileName()).replace(".xml", ""));
            Path beside = folder.resolve(example.file());
            return Files.exists(beside) ? Files.readString(beside, StandardCharsets.ISO_8859_1) : example.text();
        }
        return example.base64()
                ? new String(Base64.getMimeDecoder().decode(example.text()), StandardCharsets.ISO_8859_1)
                : example.text();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.toString().endsWith(".xml")).sorted().toList();
        }
    }

    private static Optional<Path> archive() throws IOException {
        String named = System.getenv("BASTIDE_RECOG");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        for (Path place = Path.of("").toAbsolutePath(); place != null; place = place.getParent()) {
            Path recog = place.resolve("shared/corpora/recog");
            if (Files.isDirectory(recog)) {
                try (Stream<Path> all = Files.list(recog)) {
                    return all.filter(path -> path.toString().endsWith(".tar.gz"))
                            .findFirst();
                }
            }
        }
        return Optional.empty();
    }

    @Test
    void aFileThatIsNoneIsNamedWithItsLine(@TempDir Path folder) throws Exception {
        Files.writeString(
                folder.resolve("bad.xml"), "<fingerprints matches=\"x\">\n<fingerprint pattern=\"(\"/></fingerprints>");

        assertThatThrownBy(() -> Rulebook.with(folder))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("bad.xml: line 2: ");
    }

    @Test
    void noEntityIsFollowed() {
        String bomb = "<!DOCTYPE f [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><fingerprints matches=\"x\">"
                + "<fingerprint pattern=\"a\"><description>&a;</description></fingerprint></fingerprints>";

        assertThatThrownBy(() -> RecogFile.read(new ByteArrayInputStream(bomb.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(IOException.class);
    }
}
