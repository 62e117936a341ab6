package dev.bastide.approval;

import dev.bastide.authority.Action;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request for consent.
 *
 * @param subjectKind the kind of thing to be approved; a room answers for it by {@link ApprovalSubject}
 * @param subject the thing
 * @param titleKey message key of the one-line title
 * @param titleArgs its arguments
 * @param contentHash SHA-256 of the canonical content, see {@link ContentHash}
 * @param requester who asks; never among those who decide
 * @param executor who will act or gain by it; never among those who decide
 * @param node the node of the service tree it concerns: its head is one of those who decide
 * @param votingAction what one must be allowed to do on that node in order to decide
 * @param path console path of the thing
 * @param barred further people who must not decide, such as the one whose successor is named
 */
public record ApprovalAsk(
        String subjectKind,
        UUID subject,
        String titleKey,
        List<String> titleArgs,
        String contentHash,
        PersonId requester,
        @Nullable PersonId executor,
        NodeId node,
        Action votingAction,
        String path,
        Set<PersonId> barred) {

    public ApprovalAsk {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(requester);
        Objects.requireNonNull(node);
        Objects.requireNonNull(votingAction);
        ContentHash.require(contentHash);
        titleArgs = List.copyOf(titleArgs);
        barred = Set.copyOf(barred);
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("the path of an approval's subject begins with a slash");
        }
    }

    /** A request that bars nobody beside requester and executor. */
    public ApprovalAsk(
            String subjectKind,
            UUID subject,
            String titleKey,
            List<String> titleArgs,
            String contentHash,
            PersonId requester,
            @Nullable PersonId executor,
            NodeId node,
            Action votingAction,
            String path) {
        this(
                subjectKind,
                subject,
                titleKey,
                titleArgs,
                contentHash,
                requester,
                executor,
                node,
                votingAction,
                path,
                Set.of());
    }

    /** Everybody who must not decide. */
    Set<PersonId> excluded() {
        Set<PersonId> all = new HashSet<>(barred);
        all.add(requester);
        if (executor != null) {
            all.add(executor);
        }
        return Set.copyOf(all);
    }
}
