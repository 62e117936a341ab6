package dev.bastide.asset.engine.seen;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a file says was seen.
 *
 * @param place where in the file: a line or a number
 * @param kind one of the kinds of assets
 * @param name what it calls itself; empty where the file does not say
 * @param keys by what it can be known again
 * @param node path of the node where it belongs, if the file says so
 * @param owner login of who answers for it, if the file says so
 * @param outside whether it was seen from outside
 * @param expiresAt when a certificate ends
 * @param at when it was seen; nothing means now
 */
public record SeenThing(
        int place,
        String kind,
        String name,
        List<Named> keys,
        String node,
        String owner,
        boolean outside,
        @Nullable Instant expiresAt,
        @Nullable Instant at) {
    /** A key as the file writes it: its kind and its value. */
    public record Named(String kind, String value) {}

    /** Copies the keys. */
    public SeenThing {
        keys = List.copyOf(keys);
    }

    /** A machine of which the file says no more than its keys and a name. */
    static SeenThing machine(int place, String name, List<Named> keys, @Nullable Instant at) {
        return new SeenThing(place, "host", name, keys, "", "", false, null, at);
    }
}
