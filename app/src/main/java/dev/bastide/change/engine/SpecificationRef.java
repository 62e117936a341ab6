package dev.bastide.change.engine;

import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Which version of which specification the steps come from, and with which values. Source: seed 000 s2.2 (A45).
 *
 * @param versionId the row of the version
 * @param values parameter values, by name
 */
public record SpecificationRef(UUID versionId, String name, int version, Map<String, String> values) {
    /** Copies the values in name order, so that the content's hash does not depend on how they were given. */
    public SpecificationRef {
        values = java.util.Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** {@code name v3}. */
    public String label() {
        return name + " v" + version;
    }
}
