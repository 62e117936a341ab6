package dev.bastide.access;

import dev.bastide.approval.ContentHash;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.AssignmentId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

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
        Instant askedAt) {

    static final String KIND = "access.grant";

    boolean isOpen() {
        return state.equals("asked");
    }

    /** What is approved. */
    String contentHash() {
        return ContentHash.of(List.of(
                KIND,
                id.toString(),
                person.toString(),
                role,
                node.toString(),
                assignment.toString(),
                Integer.toString(days),
                reason));
    }
}
