package dev.bastide.intake.engine;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What lines of programs that everybody runs say of who did what from where, and how it ended. */
final class KnownLines {
    /** What such a line says stands at its beginning; the rest is not looked at. */
    private static final int LOOKED_AT = 2_048;

    private static final int FACILITY_AUTH = 4;
    private static final int FACILITY_AUTHPRIV = 10;

    /** A line of this program that looks like this; groups user and address where it names them. */
    private record Line(String programs, Pattern form, EventFamily family, String method, String result) {
        boolean isOf(String program) {
            return List.of(programs.split(" ", -1)).contains(program);
        }
    }

    private static final List<Line> LINES = List.of(
            line(
                    "sshd sshd-session",
                    "Accepted \\S+ for (?<user>\\S+) from (?<address>\\S+)",
                    EventFamily.LOGIN,
                    "ssh",
                    "done"),
            line(
                    "sshd sshd-session",
                    "Failed \\S+ for (?:invalid user )?(?<user>\\S+) from (?<address>\\S+)",
                    EventFamily.LOGIN,
                    "ssh",
                    "refused"),
            line(
                    "sshd sshd-session",
                    "Invalid user (?<user>\\S*) from (?<address>\\S+)",
                    EventFamily.VERIFICATION,
                    "ssh",
                    "refused"),
            line("sudo", "\\s*(?<user>\\S+) : .*not in sudoers", EventFamily.AUTHORISATION, "local", "refused"),
            line("sudo", "\\s*(?<user>\\S+) : TTY=", EventFamily.AUTHORISATION, "local", "done"),
            line("su", "\\(to \\S+\\) (?<user>\\S+) on", EventFamily.AUTHORISATION, "local", "done"),
            line("su", "FAILED SU \\(to \\S+\\) (?<user>\\S+) on", EventFamily.AUTHORISATION, "local", "refused"),
            line("useradd userdel usermod groupadd groupdel groupmod passwd chage", "", EventFamily.USERS, "local", ""),
            line("CRON cron crond", "\\((?<user>[^)]{1,64})\\) CMD", EventFamily.ACCESS, "job", "done"),
            line("auditd", "", EventFamily.VERIFICATION, "local", ""));

    /** The line that web servers write for each request. */
    private static final Pattern WEB =
            Pattern.compile("(?<address>[0-9a-fA-F:.]{2,45}) \\S+ (?<user>\\S+) \\[[^\\]]{10,40}\\] "
                    + "\"(?<verb>[A-Z]{3,10}) [^\"]{0,1500}\" (?<status>\\d{3}) ");

    private KnownLines() {}

    private static Line line(String programs, String form, EventFamily family, String method, String result) {
        return new Line(programs, Pattern.compile(form), family, method, result);
    }

    /** Takes what a line of this program says. */
    static void claim(Map<Said, String> said, String program, String message, int facility) {
        String text = message.length() > LOOKED_AT ? message.substring(0, LOOKED_AT) : message;
        String name = program.substring(program.lastIndexOf('/') + 1);
        for (Line line : LINES) {
            Matcher matcher = line.form().matcher(text);
            if (line.isOf(name) && matcher.lookingAt()) {
                put(said, Said.FAMILY, line.family().word());
                put(said, Said.METHOD, line.method());
                put(said, Said.RESULT, line.result());
                claim(said, matcher);
                return;
            }
        }
        Matcher web = WEB.matcher(text);
        if (web.lookingAt()) {
            put(said, Said.FAMILY, EventFamily.ACCESS.word());
            put(said, Said.METHOD, "api");
            put(said, Said.RESULT, status(web.group("status")));
            put(said, Said.OPERATION, web.group("verb").toLowerCase(Locale.ROOT));
            claim(said, web);
        } else if (facility == FACILITY_AUTH || facility == FACILITY_AUTHPRIV) {
            put(said, Said.FAMILY, EventFamily.VERIFICATION.word());
        }
    }

    private static void claim(Map<Said, String> said, Matcher matcher) {
        Map<String, Integer> groups = matcher.namedGroups();
        if (groups.containsKey("user")) {
            put(said, Said.USER, matcher.group("user"));
        }
        if (groups.containsKey("address")) {
            put(said, Said.ADDRESS, matcher.group("address"));
        }
    }

    private static String status(String code) {
        return switch (code) {
            case "401", "403" -> "refused";
            default -> code.startsWith("4") || code.startsWith("5") ? "failed" : "done";
        };
    }

    private static void put(Map<Said, String> said, Said what, String value) {
        if (!value.isBlank() && !value.equals("-")) {
            said.putIfAbsent(what, value);
        }
    }
}
