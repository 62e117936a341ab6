package dev.bastide.approval;

import dev.bastide.authority.Action;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A stored request for consent. What was asked never changes; only the state does, and only forward. */
record Approval(
        ApprovalId id,
        String subjectKind,
        UUID subject,
        String titleKey,
        List<String> titleArgs,
        List<String> content,
        String contentHash,
        PersonId requester,
        @Nullable PersonId executor,
        Set<PersonId> barred,
        NodeId node,
        Action votingAction,
        String path,
        State state,
        Instant askedAt,
        @Nullable Instant decidedAt) {

    /** Where it stands as stored; whether it still counts is asked by {@link Jury} at each use. */
    enum State {
        WAITING,
        APPROVED,
        REJECTED,
        VOIDED,
        WITHDRAWN;

        /** As the database writes it. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** The same with another state. */
    Approval decided(State next, Instant at) {
        return new Approval(
                id,
                subjectKind,
                subject,
                titleKey,
                titleArgs,
                content,
                contentHash,
                requester,
                executor,
                barred,
                node,
                votingAction,
                path,
                next,
                askedAt,
                at);
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

    /** Whether votes are taken. */
    boolean waits() {
        return state == State.WAITING;
    }

    /** Console path of its Decision page. */
    String decisionPath() {
        return "/approvals/" + id;
    }
}
