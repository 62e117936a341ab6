package dev.bastide.asset.scan.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a product is told by what a service says.
 *
 * @param kind what sort of text it reads, such as {@code ssh.banner} or {@code http_header.server}
 * @param pattern found in that text
 * @param params what follows from it
 */
public record Rule(String kind, Pattern pattern, List<Param> params) {
    public Rule {
        params = List.copyOf(params);
    }

    /** A fact: of a group of the pattern, or, where the group is 0, as it stands. */
    public record Param(int group, String name, String value) {}

    /** The facts by name; nothing where the rule does not speak of this text. */
    Optional<Map<String, String>> facts(String text) {
        return LinearText.find(pattern, text).map(this::read);
    }

    private Map<String, String> read(Matcher found) {
        Map<String, String> facts = new TreeMap<>();
        for (Param param : params) {
            String value = param.group() == 0
                    ? param.value()
                    : param.group() <= found.groupCount() ? found.group(param.group()) : null;
            if (value != null) {
                facts.put(param.name(), value);
            }
        }
        facts.replaceAll((name, value) -> filled(value, facts));
        return facts;
    }

    // A name of a product's platform holds the version it was found in: cpe:/a:vendor:product:{service.version}
    private static String filled(String value, Map<String, String> facts) {
        int from = value.indexOf('{');
        int to = value.indexOf('}', from + 1);
        if (from < 0 || to < 0) {
            return value;
        }
        String known = facts.get(value.substring(from + 1, to));
        return value.substring(0, from) + (known == null ? "-" : known) + value.substring(to + 1);
    }
}
