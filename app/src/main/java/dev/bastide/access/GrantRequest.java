package dev.bastide.access;

import dev.bastide.approval.ContentHash;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.AssignmentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A stored request for a grant. */
record GrantRequest(
        UUID id,
        PersonId person,
        String role,
        NodeId node,
        AssignmentId assignment,
        int days,
        String reason,
        PersonId requester,
        String state,
        Instant askedAt,
        @Nullable String exception) {

    static final String KIND = "access.grant";

    boolean isOpen() {
        return state.equals("asked");
    }

    /** What is approved. */
    String contentHash() {
        List<String> content = new ArrayList<>(List.of(
                KIND,
                id.toString(),
                person.toString(),
                role,
                node.toString(),
                assignment.toString(),
                Integer.toString(days),
                reason));
        if (exception != null) {
            content.add(exception);
        }
        return ContentHash.of(content);
    }

    /** The same as it was asked for. */
    GrantAsk ask() {
        return new GrantAsk(person, role, node, Duration.ofDays(days), reason, exception);
    }
}
