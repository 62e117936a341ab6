package dev.bastide.identity.scim;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a directory says of a person: attributes with their new value, or with none when it takes the value away. What it
 * does not name is not in it.
 */
public final class Said {
    private final Map<Attribute, Optional<String>> values = new EnumMap<>(Attribute.class);
    private boolean understood;

    /** Notes a value, or with nothing that there is none any more. */
    public void put(Attribute attribute, Optional<String> value) {
        understood = true;
        values.put(attribute, value);
    }

    /** Notes that something was said that we know and do not keep. */
    void passOver() {
        understood = true;
    }

    /** Takes over what another part of the same document says; two parts that differ are a mistake. */
    void join(Said other) {
        other.values.forEach((attribute, value) -> {
            Optional<String> before = values.getOrDefault(attribute, value);
            if (!before.equals(value)) {
                throw ScimMistake.value(attribute.word());
            }
            values.put(attribute, value);
        });
        understood |= other.understood;
    }

    /** Takes over what a later operation says, which counts. */
    void follow(Said later) {
        values.putAll(later.values);
        understood |= later.understood;
    }

    boolean names(Attribute attribute) {
        return values.containsKey(attribute);
    }

    /** The value said; nothing when it was not named or was taken away. */
    Optional<String> value(Attribute attribute) {
        return values.getOrDefault(attribute, Optional.empty());
    }

    /** Whether anything of it meant something to us. */
    boolean understood() {
        return understood;
    }
}
