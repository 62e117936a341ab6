package dev.bastide.change;

import dev.bastide.change.engine.Content;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operation as a person asks for it, from a form, the API, the CLI or a terminal: texts that nobody has checked yet.
 *
 * @param hosts paths or names
 * @param specification name, {@code name@version} or id; empty for free text
 * @param values parameter values of the specification
 * @param steps free text, for what follows no specification
 * @param rollback how free text is undone
 * @param impact what may be felt; empty for what the specification says
 * @param impactNodes paths of nodes that may feel it; empty for the nodes of the hosts
 * @param ticket the change ticket, obligatory for network devices
 * @param executor login of who will do it; empty for the person who asks
 */
public record OperationRequest(
        List<String> hosts,
        String account,
        String specification,
        Map<String, String> values,
        List<String> steps,
        List<String> rollback,
        Content.Purpose purpose,
        WindowText window,
        String reason,
        String impact,
        List<String> impactNodes,
        String ticket,
        String executor,
        @Nullable Urgency urgency) {

    /**
     * When, as typed.
     *
     * @param length such as {@code 2h}; counts from approval when {@code from} is empty
     * @param from local date and time such as {@code 2026-12-01T22:00}, or an instant; may be empty
     * @param zone the zone of {@code from}
     */
    public record WindowText(String length, String from, String zone) {
        /** So long from the moment of approval. */
        public static WindowText upon(String length) {
            return new WindowText(length, "", "UTC");
        }
    }

    /**
     * Why it cannot wait.
     *
     * @param belongsTo the alarm or written emergency it belongs to; empty for the reason itself
     */
    public record Urgency(Operation.Cause cause, String belongsTo) {}

    /** Copies the collections. */
    public OperationRequest {
        hosts = List.copyOf(hosts);
        values = Map.copyOf(values);
        steps = List.copyOf(steps);
        rollback = List.copyOf(rollback);
        impactNodes = List.copyOf(impactNodes);
    }

    /** Whether it is asked for as an emergency. */
    public boolean emergency() {
        return urgency != null;
    }
}
