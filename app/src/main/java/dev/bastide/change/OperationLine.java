package dev.bastide.change;

import dev.bastide.change.engine.State;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An operation as a list shows it. */
record OperationLine(
        UUID id,
        long number,
        State state,
        boolean production,
        boolean emergency,
        String reason,
        List<String> hosts,
        String account,
        String specification,
        String executor,
        Instant askedAt,
        @Nullable Instant from,
        @Nullable Instant to) {
    OperationLine {
        hosts = List.copyOf(hosts);
    }

    String name() {
        return Operation.name(number);
    }

    String path() {
        return "/operations/" + name();
    }

    /** {@code deploy@/shop/web/web-01} and how many more. */
    String target() {
        String first = account + "@" + (hosts.isEmpty() ? "?" : hosts.getFirst());
        return hosts.size() > 1 ? first + " +" + (hosts.size() - 1) : first;
    }
}
