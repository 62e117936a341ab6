package dev.bastide.change.engine;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Compares the commands of a recording with the approved steps. Every command must be one of the steps or of the
 * rollback steps, white space apart; what is not is a deviation, and a reviewer signs it off. Source: seed 000 s2.2
 * (A48).
 */
public final class Deviations {
    /** Commands by which a person only looks around or leaves; they change nothing and are no deviation. */
    private static final Set<String> HARMLESS =
            Set.of("", "exit", "logout", "clear", "pwd", "whoami", "id", "hostname");

    private Deviations() {}

    /** At which places, counted from nought, the command stands among these steps; empty when it is none of them. */
    public static List<Integer> places(List<String> steps, String command) {
        String given = plain(command);
        return IntStream.range(0, steps.size())
                .filter(place -> plain(steps.get(place)).equals(given))
                .boxed()
                .toList();
    }

    /** Whether the command only looks around. */
    public static boolean isHarmless(String command) {
        return HARMLESS.contains(plain(command));
    }

    private static String plain(String command) {
        return command.strip().replaceAll("\\s+", " ");
    }
}
