package dev.bastide.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static final Path MAIN = Path.of("src/main/java/dev/bastide");
    private static final Pattern SAID = Pattern.compile("(?:say|Reason\\.of|BadInput\\.in|Chip\\.of|reject|done)\\(\\s*"
            + "(?:redirect,\\s*|Tone\\.[A-Z]+,\\s*|\"[a-zA-Z_-]*\",\\s*)?\"([a-z]+(?:\\.[a-zA-Z0-9-]+)+)\"\\s*[,)]");

    private final Words words = new Words(
            Locale.ENGLISH,
            Map.of("host.count", "{0} {0|host|hosts}", "host.named", "It's {0} on {1}", "price", "$1 and \\d"),
            true);

    @Test
    void choosesThePlural() {
        assertThat(words.say("host.count", 1)).isEqualTo("1 host");
        assertThat(words.say("host.count", 0)).isEqualTo("0 hosts");
        assertThat(words.say("host.count", 12_000)).isEqualTo("12,000 hosts");
        assertThat(words.say("host.count", "1")).isEqualTo("1 host");
    }

    @Test
    void takesApostrophesBackslashesAndBracesAsTheyAre() {
        assertThat(words.say("host.named", "{1}", "$1\\")).isEqualTo("It's {1} on $1\\");
        assertThat(words.say("price")).isEqualTo("$1 and \\d");
    }

    @Test
    void failsOnAMissingKeyWhenStrict() {
        assertThatThrownBy(() -> words.say("no.such")).hasMessageContaining("no.such");
        assertThat(new Words(Locale.ENGLISH, Map.of(), false).say("no.such")).isEqualTo("no.such");
    }

    @Test
    void everyKeyThatCodeAndTemplatesNameHasWords() throws IOException {
        Set<String> english = new TreeSet<>(WordsFor.read("en").keySet());
        Set<String> missing = new TreeSet<>();
        try (Stream<Path> tree = Files.walk(MAIN)) {
            for (Path file : tree.filter(WordsTest::isSource).toList()) {
                Matcher said = SAID.matcher(Files.readString(file));
                while (said.find()) {
                    if (!english.contains(said.group(1))) {
                        missing.add(file.getFileName() + ": " + said.group(1));
                    }
                }
            }
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void bothLanguagesTakeTheSameArguments() {
        Map<String, String> english = WordsFor.read("en");
        Map<String, String> chinese = WordsFor.read("zh");
        List<String> differing = new ArrayList<>();
        english.forEach((key, text) -> {
            String other = chinese.getOrDefault(key, "");
            if (!holes(text).containsAll(holes(other))) {
                differing.add(key);
            }
        });

        assertThat(differing).isEmpty();
    }

    private static Set<String> holes(String message) {
        Set<String> holes = new TreeSet<>();
        Matcher hole = Pattern.compile("\\{(\\d)").matcher(message);
        while (hole.find()) {
            holes.add(hole.group(1));
        }
        return holes;
    }

    private static boolean isSource(Path file) {
        return file.toString().endsWith(".java") || file.toString().endsWith(".jte");
    }
}
