package dev.bastide.audit.witness;

import dev.bastide.audit.log.NoteKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which witnesses there are, where they are asked, and how many are enough. Source: C2SP tlog-policy; the same file serves
 * the verifier.
 */
final class WitnessPolicy {
    /** A witness. */
    record Named(String name, NoteKey key, URI address) {}

    private record Group(int needed, List<String> members) {}

    private final Map<String, Named> witnesses = new LinkedHashMap<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Set<String> members = new HashSet<>();
    private Optional<String> quorum = Optional.empty();

    private WitnessPolicy() {}

    /** Reads a policy; throws {@link IllegalArgumentException} with the line that is wrong. */
    static WitnessPolicy parse(String text) {
        WitnessPolicy policy = new WitnessPolicy();
        for (String line : text.split("\n", -1)) {
            String words = line.strip();
            if (!words.isEmpty() && !words.startsWith("#") && !policy.take(words.split("[ \t]+"))) {
                throw new IllegalArgumentException(words);
            }
        }
        if (policy.quorum.isEmpty()) {
            throw new IllegalArgumentException("quorum");
        }
        return policy;
    }

    private boolean take(String[] words) {
        return switch (words[0]) {
            case "log" ->
                (words.length == 2 || words.length == 3)
                        && NoteKey.ofLog(words[1]).isPresent();
            case "witness" -> words.length == 4 && isNew(words[1]) && witness(words);
            case "group" -> words.length >= 4 && isNew(words[1]) && group(words);
            case "quorum" -> words.length == 2 && quorum.isEmpty() && quorum(words[1]);
            default -> false;
        };
    }

    private boolean witness(String[] words) {
        Optional<NoteKey> key = NoteKey.ofWitness(words[2]);
        Optional<URI> address = address(words[3]);
        if (key.isEmpty()
                || address.isEmpty()
                || witnesses.values().stream()
                        .anyMatch(one -> one.key().name().equals(key.get().name()))) {
            return false;
        }
        witnesses.put(words[1], new Named(words[1], key.get(), address.get()));
        return true;
    }

    private static Optional<URI> address(String text) {
        try {
            URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean good = (scheme.equals("http") || scheme.equals("https"))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
            return good ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private boolean group(String[] words) {
        List<String> names = new ArrayList<>(List.of(words).subList(3, words.length));
        if (!names.stream().allMatch(name -> isNamed(name) && members.add(name))) {
            return false;
        }
        int needed = switch (words[2]) {
            case "any" -> 1;
            case "all" -> names.size();
            default -> words[2].matches("[1-9][0-9]{0,3}") ? Integer.parseInt(words[2]) : 0;
        };
        groups.put(words[1], new Group(needed, names));
        return needed >= 1 && needed <= names.size();
    }

    private boolean quorum(String name) {
        quorum = Optional.of(name);
        return name.equals("none") || isNamed(name);
    }

    private boolean isNamed(String name) {
        return witnesses.containsKey(name) || groups.containsKey(name);
    }

    private boolean isNew(String name) {
        return !name.equals("none") && !isNamed(name);
    }

    List<Named> witnesses() {
        return List.copyOf(witnesses.values());
    }

    /** Whether these, by the names of the policy, are enough. A policy that wants none is never met: nobody looked. */
    boolean isMetBy(Set<String> cosigners) {
        return quorum.filter(name -> !name.equals("none"))
                .map(name -> counts(name, cosigners))
                .orElse(false);
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
}
