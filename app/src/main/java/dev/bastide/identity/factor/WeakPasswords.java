package dev.bastide.identity.factor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says why a password would be guessed early. Length counts most; then what guessing programs try first: words of our own
 * list with letters swapped for digits, runs of a keyboard or of an alphabet, repetition, and what everybody knows of the
 * person. What is left after taking these away must still be long enough.
 */
public final class WeakPasswords {
    /** Shortest accepted password, in characters. */
    public static final int CHARACTERS_MIN = 12;

    /** Longest accepted password; beyond it hashing would only cost time. */
    public static final int CHARACTERS_MAX = 200;

    private static final int DISTINCT_MIN = 5;
    private static final int LEFT_OVER_MIN = 6;
    private static final int RUN_MIN = 4;
    private static final int KNOWN_MIN = 3;
    private static final int ADDED_MAX = 2;
    private static final List<String> RUNS = List.of(
            "abcdefghijklmnopqrstuvwxyz",
            "01234567890",
            "qwertyuiop",
            "asdfghjkl",
            "zxcvbnm",
            "qwertzuiop",
            "azertyuiop",
            "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
            "!@#$%^&*()");

    private final Set<String> words;
    private final int longestWord;

    private WeakPasswords(Set<String> words) {
        this.words = Set.copyOf(words);
        this.longestWord = words.stream().mapToInt(String::length).max().orElse(0);
    }

    /** With the list that lies beside this class. */
    public static WeakPasswords load() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(WeakPasswords.class.getResourceAsStream("weak-words.txt")),
                StandardCharsets.UTF_8))) {
            return new WeakPasswords(reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> List.of(line.strip().split("\\s+", -1)).stream())
                    .filter(word -> word.length() >= KNOWN_MIN)
                    .collect(Collectors.toSet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The message key of what is wrong with the password, empty when nothing is.
     *
     * @param known what everybody knows of the person: logins, names, mail address
     */
    public Optional<String> whyWeak(String password, Collection<String> known) {
        int length = password.codePointCount(0, password.length());
        if (length < CHARACTERS_MIN) {
            return Optional.of("identity.password.short");
        }
        if (length > CHARACTERS_MAX) {
            return Optional.of("identity.password.long");
        }
        if (password.chars().distinct().count() < DISTINCT_MIN || isRepetition(password)) {
            return Optional.of("identity.password.repeats");
        }
        String lower = password.toLowerCase(Locale.ROOT);
        Set<String> names = namesIn(known);
        if (leftOver(lower, names) < LEFT_OVER_MIN && leftOver(lower, Set.of()) >= LEFT_OVER_MIN) {
            return Optional.of("identity.password.personal");
        }
        if (leftOver(lower, names) < LEFT_OVER_MIN) {
            return Optional.of("identity.password.common");
        }
        return Optional.empty();
    }

    private static Set<String> namesIn(Collection<String> known) {
        Set<String> names = new HashSet<>();
        for (String text : known) {
            for (String part : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1)) {
                if (part.length() >= KNOWN_MIN) {
                    names.add(part);
                }
            }
        }
        return names;
    }

    // Characters that belong to no run, no word, and are not just decoration of one.
    private int leftOver(String lower, Set<String> names) {
        int end = lower.length();
        while (end > 0 && !Character.isLetter(lower.charAt(end - 1))) {
            end--;
        }
        // Figures and signs behind the last letter are what everybody adds when told to.
        int added = end == 0 ? 0 : Math.min(lower.length() - end, ADDED_MAX);
        return added + leftOver(lower, end == 0 ? lower.length() : end, names);
    }

    private int leftOver(String lower, int end, Set<String> names) {
        int left = 0;
        int at = 0;
        while (at < end) {
            int taken = Math.max(runAt(lower, at), wordAt(lower, at, names));
            if (taken == 0) {
                left++;
                at++;
            } else {
                at += taken;
            }
        }
        return left;
    }

    private int wordAt(String lower, int from, Set<String> names) {
        String plain = withoutSwaps(lower);
        int longest = Math.max(
                longestWord, names.stream().mapToInt(String::length).max().orElse(0));
        for (int end = Math.min(lower.length(), from + longest); end >= from + KNOWN_MIN; end--) {
            String asTyped = lower.substring(from, end);
            String swapped = plain.substring(from, end);
            if (words.contains(asTyped)
                    || words.contains(swapped)
                    || names.contains(asTyped)
                    || names.contains(swapped)) {
                return end - from;
            }
        }
        return 0;
    }

    private static int runAt(String lower, int from) {
        int longest = 0;
        for (String run : RUNS) {
            longest = Math.max(longest, along(lower, from, run));
            longest = Math.max(
                    longest, along(lower, from, new StringBuilder(run).reverse().toString()));
        }
        int same = from;
        while (same < lower.length() && lower.charAt(same) == lower.charAt(from)) {
            same++;
        }
        longest = Math.max(longest, same - from);
        return longest >= RUN_MIN - 1 ? longest : 0;
    }

    private static int along(String text, int from, String run) {
        int start = run.indexOf(text.charAt(from));
        if (start < 0) {
            return 0;
        }
        int length = 0;
        while (from + length < text.length()
                && start + length < run.length()
                && text.charAt(from + length) == run.charAt(start + length)) {
            length++;
        }
        return length;
    }

    private static boolean isRepetition(String password) {
        for (int part = 1; part <= password.length() / 2; part++) {
            String once = password.substring(0, part);
            if (once.repeat(password.length() / part + 1).startsWith(password) && part <= LEFT_OVER_MIN) {
                return true;
            }
        }
        return false;
    }

    private static String withoutSwaps(String lower) {
        return lower.replace('0', 'o')
                .replace('1', 'l')
                .replace('3', 'e')
                .replace('4', 'a')
                .replace('5', 's')
                .replace('7', 't')
                .replace('@', 'a')
                .replace('$', 's')
                .replace('!', 'i');
    }
}
