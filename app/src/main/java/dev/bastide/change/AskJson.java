package dev.bastide.change;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bastide.change.engine.Content;
import dev.bastide.page.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request for an operation as the API takes it. {@code host} or {@code hosts}; {@code spec} with {@code values}, or
 * {@code steps}; {@code window} such as {@code 2h}, counting from the approval unless {@code from} is given.
 */
record AskJson(
        @Nullable String host,
        @Nullable List<String> hosts,
        @Nullable String account,
        @Nullable String spec,
        @Nullable Map<String, String> values,
        @Nullable List<String> steps,
        @Nullable List<String> rollback,
        @Nullable String purpose,
        @Nullable String window,
        @Nullable String from,
        @Nullable String zone,
        @Nullable String reason,
        @Nullable String impact,
        @JsonProperty("impact_nodes") @Nullable List<String> impactNodes,
        @Nullable String ticket,
        @Nullable String executor,
        @Nullable Boolean emergency,
        @Nullable String cause,
        @JsonProperty("belongs_to") @Nullable String belongsTo) {

    OperationRequest request() {
        List<String> all = new ArrayList<>(list(hosts));
        if (host != null && !host.isBlank()) {
            all.add(host);
        }
        return new OperationRequest(
                all,
                text("account", account),
                or(spec),
                values == null ? Map.of() : values,
                list(steps),
                list(rollback),
                meantPurpose(),
                new OperationRequest.WindowText(text("window", window), or(from), or(zone)),
                text("reason", reason),
                or(impact),
                list(impactNodes),
                or(ticket),
                or(executor),
                Boolean.TRUE.equals(emergency) ? new OperationRequest.Urgency(cause(cause), or(belongsTo)) : null);
    }

    /** The cause in a word; customer experience when nobody says, for that is what an outage first is. */
    static Operation.Cause cause(@Nullable String word) {
        String plain =
                or(word).strip().toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
        return switch (plain) {
            case "", "customer_experience", "customer" -> Operation.Cause.CUSTOMER_EXPERIENCE;
            case "security" -> Operation.Cause.SECURITY;
            default -> throw BadInput.in("cause", "change.bad.cause");
        };
    }

    private Content.Purpose meantPurpose() {
        return switch (or(purpose).strip().toLowerCase(Locale.ROOT)) {
            case "", "change" -> Content.Purpose.CHANGE;
            case "test" -> Content.Purpose.TEST;
            default -> throw BadInput.in("purpose", "change.bad.purpose-word");
        };
    }

    private static String text(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw BadInput.in(field, "page.form.required");
        }
        return value;
    }

    private static List<String> list(@Nullable List<String> values) {
        return values == null ? List.of() : values;
    }

    private static String or(@Nullable String value) {
        return value == null ? "" : value;
    }
}
