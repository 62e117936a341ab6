package dev.bastide.intake.engine;

import java.util.Locale;
import java.util.Map;

/** Under which names other systems tell of what the ten fields tell. The first name that says something stands. */
final class KnownNames {
    private static final Map<String, Said> NAMES = Map.ofEntries(
            Map.entry("operation", Said.OPERATION),
            Map.entry("action", Said.OPERATION),
            Map.entry("event", Said.OPERATION),
            Map.entry("event.action", Said.OPERATION),
            Map.entry("event.name", Said.OPERATION),
            Map.entry("eventname", Said.OPERATION),
            Map.entry("user", Said.USER),
            Map.entry("user_id", Said.USER),
            Map.entry("userid", Said.USER),
            Map.entry("user_name", Said.USER),
            Map.entry("username", Said.USER),
            Map.entry("login", Said.USER),
            Map.entry("uid", Said.USER),
            Map.entry("suser", Said.USER),
            Map.entry("acct", Said.USER),
            Map.entry("user.id", Said.USER),
            Map.entry("user.name", Said.USER),
            Map.entry("enduser.id", Said.USER),
            Map.entry("group", Said.GROUP),
            Map.entry("user_group", Said.GROUP),
            Map.entry("user.group.name", Said.GROUP),
            Map.entry("ip", Said.ADDRESS),
            Map.entry("ip_address", Said.ADDRESS),
            Map.entry("src", Said.ADDRESS),
            Map.entry("src_ip", Said.ADDRESS),
            Map.entry("source.ip", Said.ADDRESS),
            Map.entry("client.ip", Said.ADDRESS),
            Map.entry("client.address", Said.ADDRESS),
            Map.entry("clientip", Said.ADDRESS),
            Map.entry("remote_addr", Said.ADDRESS),
            Map.entry("host", Said.HOST),
            Map.entry("hostname", Said.HOST),
            Map.entry("host.name", Said.HOST),
            Map.entry("asset", Said.HOST),
            Map.entry("method", Said.METHOD),
            Map.entry("result", Said.RESULT),
            Map.entry("outcome", Said.RESULT),
            Map.entry("event.outcome", Said.RESULT),
            Map.entry("family", Said.FAMILY),
            Map.entry("event.category", Said.FAMILY));

    private static final Map<String, EventFamily> CATEGORIES = Map.of(
            "authentication", EventFamily.LOGIN,
            "session", EventFamily.LOGIN,
            "iam", EventFamily.USERS,
            "user", EventFamily.USERS,
            "database", EventFamily.ACCESS,
            "file", EventFamily.ACCESS,
            "web", EventFamily.ACCESS,
            "data", EventFamily.ACCESS);

    private KnownNames() {}

    /** Takes what this name says, where it says something of the ten fields. */
    static void claim(Map<Said, String> said, String name, String value) {
        Said what = NAMES.get(name.toLowerCase(Locale.ROOT));
        if (what == null || value.isBlank()) {
            return;
        }
        String word = value.strip();
        said.putIfAbsent(
                what,
                switch (what) {
                    case RESULT -> result(word);
                    case FAMILY -> family(word);
                    default -> word;
                });
    }

    private static String result(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "done", "success", "succeeded", "ok", "allowed", "permitted", "accepted", "1", "yes" -> "done";
            case "refused", "denied", "forbidden", "unauthorized", "rejected" -> "refused";
            case "failed", "failure", "error", "fail", "0", "no" -> "failed";
            default -> word;
        };
    }

    private static String family(String word) {
        EventFamily known = CATEGORIES.get(word.toLowerCase(Locale.ROOT));
        return known == null ? word : known.word();
    }
}
