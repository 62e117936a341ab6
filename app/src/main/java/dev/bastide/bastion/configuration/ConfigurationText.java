package dev.bastide.bastion.configuration;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.Patch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
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

    /** More lines than these that differ are counted and not laid side by side: that takes time with their square. */
    private static final int COMPARED_MAX = 3_000;

    /** A longer line is not shown at all. */
    private static final int SHOWN_CHARACTERS_MAX = 2_000;

    private static final String MASK = "********";
    private static final Pattern WORD = Pattern.compile("[\\p{Alnum}_-]++");
    private static final Pattern SECRET_WORD = Pattern.compile(
            "(?i).*(?:passw|passphrase|secret|community|psk|cipher|private-key).*|.*-key|key(?:-.*)?|pwd|simple|hash|md5.*|token");

    /** What is a secret wherever it stands: a hash or a cipher text in the notation of Unix, Cisco, Juniper or Fortinet. */
    private static final Pattern SECRET_VALUE =
            Pattern.compile("\\$\\p{Alnum}{1,3}\\$\\S+|(?<!\\S)ENC \\S+|(?i)(?<=snmp-server host \\S{1,60} ).+");

    private ConfigurationText() {}

    /**
     * The difference as people read it.
     *
     * @param lines unified, with three lines around each change, secrets masked; empty where nothing differs or too much
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

    /** How the second differs from the first; takes a second at most, whatever they hold. */
    static Difference between(String before, String after) {
        List<String> old = comparable(before);
        List<String> fresh = comparable(after);
        int head = 0;
        int shorter = Math.min(old.size(), fresh.size());
        while (head < shorter && old.get(head).equals(fresh.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head && old.get(old.size() - 1 - tail).equals(fresh.get(fresh.size() - 1 - tail))) {
            tail++;
        }
        if (Math.max(old.size(), fresh.size()) - head - tail > COMPARED_MAX) {
            return counted(old, fresh);
        }
        return compared(old, fresh);
    }

    /** Without their order: how many lines only one of them has. */
    private static Difference counted(List<String> old, List<String> fresh) {
        Map<String, Integer> left = new HashMap<>();
        old.forEach(line -> left.merge(line, 1, Integer::sum));
        fresh.forEach(line -> left.merge(line, -1, Integer::sum));
        int removed = 0;
        int added = 0;
        for (int count : left.values()) {
            removed += Math.max(count, 0);
            added += Math.max(-count, 0);
        }
        // The same lines in another order are a difference too.
        return new Difference(List.of(), added, added + removed == 0 ? 1 : removed);
    }

    private static Difference compared(List<String> old, List<String> fresh) {
        Patch<String> patch = DiffUtils.diff(old, fresh);
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

    /** The line up to a word for a secret; what follows it may be one, whatever the device calls its kinds. */
    static String masked(String line) {
        if (line.length() > SHOWN_CHARACTERS_MAX) {
            return line.charAt(0) + MASK;
        }
        Matcher words = WORD.matcher(line);
        while (words.find()) {
            if (SECRET_WORD.matcher(words.group()).matches()
                    && !line.substring(words.end()).isBlank()) {
                boolean assigned = line.charAt(words.end()) == '=';
                return values(line.substring(0, words.end())) + (assigned ? "=" : " ") + MASK;
            }
        }
        return values(line);
    }

    private static String values(String text) {
        return SECRET_VALUE.matcher(text).replaceAll(MASK);
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
