package dev.bastide.identity.ldap;

import dev.bastide.authority.PersonId;
import dev.bastide.identity.scim.Said;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a run would do, those first who lose something.
 *
 * @param people how many people here the directory speaks of
 */
record Plan(List<Line> lines, int people) {
    private static final int HUNDRED = 100;

    Plan {
        lines = List.copyOf(lines);
    }

    /** What happens to one person, in the order of how much it takes. */
    enum Kind {
        DISABLE,
        END,
        CHANGE,
        KEPT,
        PROBLEM,
        GIVE,
        ADD,
        UPDATE;

        /** Whether something of the person ends. */
        boolean takes() {
            return this == DISABLE || this == END || this == CHANGE;
        }

        /** As message keys name it. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One person.
     *
     * @param person null for who is not here yet
     * @param before the duty he has, or empty
     * @param after the duty he gets, or empty
     * @param why message key of what keeps him from it, or empty
     */
    record Line(
            Kind kind,
            @Nullable PersonId person,
            String login,
            String name,
            String before,
            String after,
            String why,
            Said said) {}

    /** How many lose their account, their duty, or their duty for another. */
    int losing() {
        return count(line -> line.kind().takes());
    }

    /** Whether that is more than this share of all; one person never is. */
    boolean takesMoreThan(int share) {
        return losing() > Math.max(1, people * share / HUNDRED);
    }

    /** How many lines are something to do. */
    int doing() {
        return count(line -> line.kind() != Kind.KEPT && line.kind() != Kind.PROBLEM);
    }

    /** The same for two plans that do the same. */
    String fingerprint() {
        String text = lines.stream()
                .map(line -> String.join("\n", line.kind().name(), line.login(), line.before(), line.after()))
                .sorted()
                .collect(Collectors.joining("\n\n"));
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private int count(Predicate<Line> of) {
        return Math.toIntExact(lines.stream().filter(of).count());
    }
}
