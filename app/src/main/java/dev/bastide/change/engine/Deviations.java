package dev.bastide.change.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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

    /** The commands, in order, that no step matches. */
    public static List<String> of(List<String> steps, List<String> rollback, List<String> commands) {
        List<String> allowed = new ArrayList<>();
        steps.forEach(step -> allowed.add(plain(step)));
        rollback.forEach(step -> allowed.add(plain(step)));
        return commands.stream()
                .filter(command -> !HARMLESS.contains(plain(command)))
                .filter(command -> !allowed.contains(plain(command)))
                .toList();
    }

    /** The steps that no command matched: left out, or done in a way the recording does not show. */
    public static List<String> leftOut(List<String> steps, List<String> commands) {
        List<String> done = commands.stream().map(Deviations::plain).toList();
        return steps.stream().filter(step -> !done.contains(plain(step))).toList();
    }

    private static String plain(String command) {
        return command.strip().replaceAll("\\s+", " ");
    }
}
