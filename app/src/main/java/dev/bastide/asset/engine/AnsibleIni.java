package dev.bastide.asset.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hosts from an Ansible inventory in INI form: groups, {@code :vars}, {@code :children}, ranges such as {@code [01:20]}. */
final class AnsibleIni {
    private static final Pattern SECTION = Pattern.compile("\\[([^\\]:\\s]+)(?::(vars|children|hosts))?\\]");
    private static final Pattern RANGE =
            Pattern.compile("\\[([0-9]{1,6}|[a-z]):([0-9]{1,6}|[a-z])(?::([0-9]{1,4}))?\\]");
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"'#]|\"[^\"]*\"|'[^']*')+");
    private static final int HOSTS_MAX = 10_000;

    private final AnsibleGroups groups = new AnsibleGroups();

    private AnsibleIni() {}

    static AnsibleGroups parse(String text) {
        AnsibleIni file = new AnsibleIni();
        String group = "ungrouped";
        String kind = "hosts";
        int number = 0;
        for (String raw : text.lines().toList()) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            Matcher section = SECTION.matcher(line);
            if (section.matches()) {
                group = section.group(1);
                kind = section.group(2) == null ? "hosts" : section.group(2);
                continue;
            }
            if (line.startsWith("[") && !RANGE.matcher(line).lookingAt()) {
                throw new InventoryUnreadable("asset.import.bad.section", number, line);
            }
            file.take(group, kind, line, number);
        }
        return file.groups;
    }

    private void take(String group, String kind, String line, int number) {
        switch (kind) {
            case "children" -> groups.child(group, line);
            case "vars" -> {
                int at = line.indexOf('=');
                if (at < 1) {
                    throw new InventoryUnreadable("asset.import.bad.variable", number, line);
                }
                groups.variable(
                        group,
                        line.substring(0, at).strip(),
                        plain(line.substring(at + 1).strip()));
            }
            default -> host(group, line, number);
        }
    }

    private void host(String group, String line, int number) {
        List<String> words = WORD.matcher(line).results().map(r -> r.group()).toList();
        if (words.isEmpty()) {
            throw new InventoryUnreadable("asset.import.bad.host", number, line);
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (String word : words.subList(1, words.size())) {
            int at = word.indexOf('=');
            if (at < 1) {
                throw new InventoryUnreadable("asset.import.bad.variable", number, word);
            }
            variables.put(word.substring(0, at), plain(word.substring(at + 1)));
        }
        for (String name : expand(words.getFirst(), number)) {
            groups.host(group, name, variables, number);
        }
    }

    private static List<String> expand(String pattern, int number) {
        Matcher range = RANGE.matcher(pattern);
        if (!range.find()) {
            return List.of(pattern);
        }
        List<String> names = new ArrayList<>();
        String before = pattern.substring(0, range.start());
        String after = pattern.substring(range.end());
        int step = range.group(3) == null ? 1 : Math.max(1, Integer.parseInt(range.group(3)));
        boolean letters = Character.isLetter(range.group(1).charAt(0));
        if (letters != Character.isLetter(range.group(2).charAt(0))) {
            throw new InventoryUnreadable("asset.import.bad.range", number, pattern);
        }
        int from = letters ? range.group(1).charAt(0) : Integer.parseInt(range.group(1));
        int to = letters ? range.group(2).charAt(0) : Integer.parseInt(range.group(2));
        int width = range.group(1).length();
        for (int i = from; i <= to; i += step) {
            String digits = Integer.toString(i);
            String text = letters ? Character.toString(i) : "0".repeat(Math.max(0, width - digits.length())) + digits;
            names.addAll(expand(before + text + after, number));
            if (names.size() > HOSTS_MAX) {
                throw new InventoryUnreadable("asset.import.bad.range", number, pattern);
            }
        }
        return names;
    }

    private static String plain(String value) {
        boolean quoted = value.length() >= 2
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(0) == value.charAt(value.length() - 1);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
