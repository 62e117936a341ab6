package dev.bastide.intake.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The structured data of a syslog message, RFC 5424 s6.3. What is not well formed ends it there; the rest is message.
 *
 * @param parameters names and values of all elements; the first of a name stands
 * @param end where the message begins
 */
record StructuredText(Map<String, String> parameters, int end) {
    /** No sender has so many; whoever does is not read further. */
    private static final int PARAMETERS_MAX = 256;

    static StructuredText read(String text, int start) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (start < text.length() && text.charAt(start) == '-') {
            return new StructuredText(parameters, afterSpace(text, start + 1));
        }
        int at = start;
        while (at < text.length() && text.charAt(at) == '[') {
            int next = element(text, at + 1, parameters);
            if (next < 0) {
                break;
            }
            at = next;
        }
        return new StructuredText(parameters, at == start ? start : afterSpace(text, at));
    }

    /** The place after the closing bracket, or -1 where there is none. */
    private static int element(String text, int start, Map<String, String> parameters) {
        int at = word(text, start);
        while (at < text.length() && text.charAt(at) == ' ') {
            int name = at + 1;
            int equals = word(text, name);
            if (equals == name || !text.startsWith("=\"", equals)) {
                return -1;
            }
            StringBuilder value = new StringBuilder();
            at = value(text, equals + 2, value);
            if (at < 0) {
                return -1;
            }
            if (parameters.size() < PARAMETERS_MAX) {
                parameters.putIfAbsent(text.substring(name, equals), value.toString());
            }
        }
        return at < text.length() && text.charAt(at) == ']' ? at + 1 : -1;
    }

    private static int word(String text, int start) {
        int at = start;
        while (at < text.length() && " =]\"".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    private static int value(String text, int start, StringBuilder value) {
        for (int at = start; at < text.length(); at++) {
            char next = text.charAt(at);
            if (next == '"') {
                return at + 1;
            }
            if (next == '\\' && at + 1 < text.length() && "\"\\]".indexOf(text.charAt(at + 1)) >= 0) {
                at++;
            }
            value.append(text.charAt(at));
        }
        return -1;
    }

    private static int afterSpace(String text, int at) {
        return at < text.length() && text.charAt(at) == ' ' ? at + 1 : at;
    }
}
