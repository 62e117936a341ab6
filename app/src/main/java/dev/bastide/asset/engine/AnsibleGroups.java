package dev.bastide.asset.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Groups, hosts and variables of an Ansible inventory. A host's own variables win over its groups', a group's over those
 * of the groups above it. Beside Ansible's own, {@code bastide_node}, {@code bastide_accounts}, {@code bastide_customer},
 * {@code bastide_kind} and {@code bastide_host_key} are read.
 */
final class AnsibleGroups {
    private static final int DEPTH_MAX = 50;

    private final Map<String, Map<String, String>> variables = new LinkedHashMap<>();
    private final Map<String, Set<String>> parents = new LinkedHashMap<>();
    private final Map<String, Found> hosts = new LinkedHashMap<>();

    private record Found(int line, Map<String, String> variables, Set<String> groups) {}

    void variable(String group, String name, String value) {
        variables.computeIfAbsent(group, g -> new LinkedHashMap<>()).put(name, value);
    }

    void child(String group, String child) {
        parents.computeIfAbsent(child, c -> new LinkedHashSet<>()).add(group);
    }

    void host(String group, String name, Map<String, String> own, int line) {
        Found found = hosts.computeIfAbsent(name, n -> new Found(line, new LinkedHashMap<>(), new LinkedHashSet<>()));
        found.variables().putAll(own);
        found.groups().add(group);
    }

    List<InventoryHost> all() {
        List<InventoryHost> all = new ArrayList<>();
        hosts.forEach((name, found) -> all.add(host(name, found)));
        return all;
    }

    private InventoryHost host(String name, Found found) {
        Map<String, String> known = new LinkedHashMap<>(variables.getOrDefault("all", Map.of()));
        for (String group : found.groups()) {
            inherit(group, known, 0);
        }
        known.putAll(found.variables());
        String user = known.getOrDefault("ansible_user", known.getOrDefault("ansible_ssh_user", ""));
        String key = text(known, "bastide_host_key");
        return new InventoryHost(
                found.line(),
                name.toLowerCase(Locale.ROOT),
                known.getOrDefault("ansible_host", known.getOrDefault("ansible_ssh_host", name)),
                known.getOrDefault("ansible_port", known.getOrDefault("ansible_ssh_port", "")),
                text(known, "bastide_node"),
                CsvInventory.words(known.getOrDefault("bastide_accounts", user)),
                known.getOrDefault("bastide_customer", ""),
                known.getOrDefault("bastide_kind", "").startsWith("network")
                        || known.getOrDefault("ansible_connection", "").contains("network_cli"),
                key);
    }

    /** Writes a group's variables over those of the groups above it. */
    private void inherit(String group, Map<String, String> known, int depth) {
        if (depth > DEPTH_MAX) {
            throw new InventoryUnreadable("asset.import.bad.cycle", 0, group);
        }
        for (String parent : parents.getOrDefault(group, Set.of())) {
            inherit(parent, known, depth + 1);
        }
        known.putAll(variables.getOrDefault(group, Map.of()));
    }

    private static @Nullable String text(Map<String, String> known, String name) {
        String value = known.getOrDefault(name, "").strip();
        return value.isEmpty() ? null : value;
    }
}
