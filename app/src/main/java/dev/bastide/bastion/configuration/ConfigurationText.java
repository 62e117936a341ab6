package dev.bastide.bastion.configuration;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.Patch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The text of a device's configuration, and the difference of two. Lines that change by themselves, such as the time of
 * the last save, are no difference; secrets are masked where people look, and compared unmasked.
 */
final class ConfigurationText {
    private static final int CONTEXT_LINES = 3;

    /** The two lines that name the files, which a unified difference begins with. */
    private static final int FILE_LINES = 2;

    private static final List<Pattern> RESTLESS = restless();

    private static final Pattern SECRET = Pattern.compile(
            "(?i)((?:^|[\\s;{\"-])(?:password|passwd|secret|community|key-string|pre-shared-key|psk|passphrase"
                    + "|auth(?:entication)?-(?:key|password)|priv(?:acy)?-(?:key|password)|encrypted-password|private-key|md5)"
                    + "(?:\\s+(?:\\d{1,2}|sha\\d*|md5|plain-?text|encrypted|ENC|ro|rw))*[\\s=]+)(\"[^\"]*\"|[^\\s;]+)");

    private ConfigurationText() {}

    /**
     * The difference as people read it.
     *
     * @param lines unified, with three lines around each change, secrets masked; empty where nothing differs
     */
    record Difference(List<String> lines, int added, int removed) {
        boolean none() {
            return added + removed == 0;
        }
    }

    /** The lines that count. */
    static List<String> comparable(String text) {
        return text.lines()
                .map(String::stripTrailing)
                .filter(line -> RESTLESS.stream()
                        .noneMatch(pattern -> pattern.matcher(line).find()))
                .toList();
    }

    static Difference between(String before, String after) {
        List<String> old = comparable(before);
        Patch<String> patch = DiffUtils.diff(old, comparable(after));
        int removed = 0;
        int added = 0;
        for (AbstractDelta<String> delta : patch.getDeltas()) {
            removed += delta.getSource().size();
            added += delta.getTarget().size();
        }
        List<String> unified = UnifiedDiffUtils.generateUnifiedDiff("before", "after", old, patch, CONTEXT_LINES);
        List<String> lines =
                unified.stream().skip(FILE_LINES).map(ConfigurationText::masked).toList();
        return new Difference(lines, added, removed);
    }

    /** The line without what follows a word for a secret. */
    static String masked(String line) {
        return SECRET.matcher(line).replaceAll("$1********");
    }

    private static List<Pattern> restless() {
        try (InputStream in = Objects.requireNonNull(
                ConfigurationText.class.getResourceAsStream("restless-lines.txt"), "restless-lines.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("//"))
                    .map(Pattern::compile)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
