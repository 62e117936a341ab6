package dev.bastide.intake.engine;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as another system wrote it, read as far as it can be read.
 *
 * @param time when it says it happened, or null
 * @param raw every byte that came, as it came
 * @param blank whether it tells nothing beyond its own envelope
 * @param flaw why it cannot be a record whatever it says, or empty
 * @param said what else it claims
 */
public record Foreign(@Nullable Instant time, byte[] raw, boolean blank, String flaw, Map<Said, String> said) {
    public Foreign {
        said = Map.copyOf(said);
    }

    /** One that can be read. */
    public static Foreign of(@Nullable Instant time, byte[] raw, boolean blank, Map<Said, String> said) {
        return new Foreign(time, raw, blank, "", said);
    }

    /** One that cannot. */
    public static Foreign flawed(byte[] raw, String flaw) {
        return new Foreign(null, raw, raw.length == 0, flaw, Map.of());
    }

    /** What it claims of this, or empty. */
    public String said(Said what) {
        return said.getOrDefault(what, "");
    }

    /** The same, with a claim where it makes none itself. */
    public Foreign orSaid(Said what, String value) {
        if (value.isBlank() || said.containsKey(what)) {
            return this;
        }
        Map<Said, String> more = new EnumMap<>(Said.class);
        more.putAll(said);
        more.put(what, value);
        return new Foreign(time, raw, blank, flaw, more);
    }
}
