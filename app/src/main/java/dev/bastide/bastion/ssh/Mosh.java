package dev.bastide.bastion.ssh;

import java.util.regex.Pattern;

/** Recognises the start of a mosh session, whose own UDP leg would pass by the bastion. */
final class Mosh {
    private static final Pattern SERVER = Pattern.compile("(^|[\\s/;&|])mosh-server(\\s|$)");

    private Mosh() {}

    static boolean wanted(Attempt attempt) {
        return attempt.kind() == Attempt.Kind.EXEC
                && SERVER.matcher(attempt.command()).find();
    }
}
