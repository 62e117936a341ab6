package dev.bastide.asset.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Hosts from an Ansible inventory in YAML form. Only plain values are built; no tag of the file makes an object. */
final class AnsibleYaml {
    private static final int DEPTH_MAX = 50;

    private final AnsibleGroups groups = new AnsibleGroups();

    private AnsibleYaml() {}

    static AnsibleGroups parse(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(20);
        options.setAllowDuplicateKeys(false);
        Object root;
        try {
            root = new Yaml(new SafeConstructor(options)).load(text);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw new InventoryUnreadable("asset.import.bad.yaml", line, "");
        } catch (YAMLException e) {
            throw new InventoryUnreadable("asset.import.bad.yaml", 0, "");
        }
        AnsibleYaml file = new AnsibleYaml();
        map(root).forEach((name, group) -> file.group(name, map(group), 0));
        return file.groups;
    }

    private void group(String name, Map<String, @Nullable Object> group, int depth) {
        if (depth > DEPTH_MAX) {
            throw new InventoryUnreadable("asset.import.bad.cycle", 0, name);
        }
        map(group.get("vars")).forEach((variable, value) -> groups.variable(name, variable, text(value)));
        map(group.get("hosts")).forEach((host, own) -> {
            Map<String, String> variables = new LinkedHashMap<>();
            map(own).forEach((variable, value) -> variables.put(variable, text(value)));
            groups.host(name, host, variables, 0);
        });
        map(group.get("children")).forEach((child, inner) -> {
            groups.child(name, child);
            group(child, map(inner), depth + 1);
        });
    }

    private static Map<String, @Nullable Object> map(@Nullable Object value) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> raw) {
            raw.forEach((key, entry) -> map.put(String.valueOf(key), entry));
        }
        return map;
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
