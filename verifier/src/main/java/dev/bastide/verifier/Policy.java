package dev.bastide.verifier;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which logs and which witnesses, and how many of them: a C2SP tlog-policy file. */
final class Policy {
    private static final int BYTES_MAX = 1 << 20;

    /** At least {@code needed} of the members, which are witnesses or groups named on earlier lines. */
    private record Group(int needed, List<String> members) {}

    private final List<Key> logs = new ArrayList<>();
    private final Map<String, Key> witnesses = new HashMap<>();
    private final Map<String, Group> groups = new HashMap<>();
    private final Set<String> members = new HashSet<>();
    private final Set<String> rawKeys = new HashSet<>();
    private String quorum = "";

    static Policy parse(String file, byte[] bytes) throws NotProven {
        if (bytes.length > BYTES_MAX) {
            throw NotProven.file(file, "a policy has at most a megabyte");
        }
        Policy policy = new Policy();
        String whole = new String(bytes, StandardCharsets.UTF_8);
        if (whole.chars().anyMatch(c -> (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)) {
            throw NotProven.file(file, "a policy has no control characters");
        }
        for (String line : whole.split("\n", -1)) {
            String trimmed = line.replaceAll("^[ \t]+|[ \t]+$", "");
            if (!trimmed.isEmpty() && !trimmed.startsWith("#") && !policy.take(trimmed.split("[ \t]+"))) {
                throw NotProven.file(file, "a line is malformed: " + trimmed);
            }
        }
        if (policy.quorum.isEmpty()) {
            throw NotProven.file(file, "has no quorum line");
        }
        return policy;
    }

    private boolean take(String[] words) {
        return switch (words[0]) {
            case "log" -> (words.length == 2 || words.length == 3) && log(words[1]);
            case "witness" ->
                (words.length == 3 || words.length == 4) && isNew(words[1]) && witness(words[1], words[2]);
            case "group" -> words.length >= 4 && isNew(words[1]) && group(words);
            case "quorum" -> words.length == 2 && quorum(words[1]);
            default -> false;
        };
    }

    private boolean quorum(String name) {
        boolean isFirst = quorum.isEmpty();
        quorum = name;
        return isFirst && (name.equals("none") || isNamed(name));
    }

    private boolean log(String line) {
        Key key = Key.parse(line).orElse(null);
        return key != null && key.type() == Key.LOG && rawKeys.add("log" + key.fingerprint()) && logs.add(key);
    }

    private boolean witness(String name, String line) {
        Key key = Key.parse(line).orElse(null);
        if (key == null || key.type() != Key.WITNESS || !rawKeys.add(key.fingerprint())) {
            return false;
        }
        witnesses.put(name, key);
        return true;
    }

    private boolean group(String[] words) {
        List<String> names = List.of(words).subList(3, words.length);
        if (!names.stream().allMatch(name -> isNamed(name) && members.add(name))) {
            return false;
        }
        long needed = words[2].equals("all")
                ? names.size()
                : words[2].equals("any") ? 1 : Text.number(words[2]).orElse(0L);
        groups.put(words[1], new Group((int) Math.min(needed, Integer.MAX_VALUE), names));
        return needed >= 1 && needed <= names.size();
    }

    private boolean isNamed(String name) {
        return witnesses.containsKey(name) || groups.containsKey(name);
    }

    private boolean isNew(String name) {
        return !name.equals("none") && !isNamed(name);
    }

    List<Key> logs() {
        return logs;
    }

    /** The names of the witnesses that cosigned this checkpoint; a wrong cosignature of one of them is a fault. */
    Set<String> cosigners(Checkpoint checkpoint) throws NotProven {
        Set<String> found = new HashSet<>();
        for (Map.Entry<String, Key> witness : witnesses.entrySet()) {
            if (checkpoint.note().isCosignedBy(witness.getValue(), checkpoint.file())) {
                found.add(witness.getKey());
            }
        }
        return found;
    }

    boolean isMetBy(Set<String> cosigners) {
        // A group names only earlier ones, each at most once, so this walk is short and ends.
        return quorum.equals("none") || counts(quorum, cosigners);
    }

    private boolean counts(String name, Set<String> cosigners) {
        Group group = groups.get(name);
        return group == null
                ? cosigners.contains(name)
                : group.members().stream()
                                .filter(member -> counts(member, cosigners))
                                .count()
                        >= group.needed();
    }

    int witnessCount() {
        return witnesses.size();
    }
}
