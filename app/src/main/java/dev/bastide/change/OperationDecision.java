package dev.bastide.change;

import dev.bastide.access.NewPermit;
import dev.bastide.access.PermitTarget;
import dev.bastide.access.Permits;
import dev.bastide.approval.ApprovalDecided;
import dev.bastide.approval.Approvals;
import dev.bastide.approval.Standing;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.change.engine.Content;
import dev.bastide.change.engine.State;
import dev.bastide.change.engine.Window;
import dev.bastide.job.Jobs;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/**
 * Turns a decision into a permit, in the transaction of the deciding vote: the session that waits for it opens within a
 * second, and a vote that cannot be turned into one does not count. Source: seed 000 s2.2 (A47, A49).
 */
@Service
class OperationDecision {
    private static final NoticeKind DECIDED = new NoticeKind("change.decided", false);
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(UTC);

    private final OperationRows rows;
    private final OperationReads reads;
    private final OperationRecord record;
    private final OperationDoors doors;
    private final Permits permits;
    private final Approvals approvals;
    private final Notifications notifications;
    private final Clock clock;

    OperationDecision(
            OperationRows rows,
            OperationReads reads,
            OperationRecord record,
            OperationDoors doors,
            Permits permits,
            Approvals approvals,
            Notifications notifications,
            Clock clock) {
        this.rows = rows;
        this.reads = reads;
        this.record = record;
        this.doors = doors;
        this.permits = permits;
        this.approvals = approvals;
        this.notifications = notifications;
        this.clock = clock;
    }

    @EventListener
    void decided(ApprovalDecided decided) {
        if (!decided.subjectKind().equals(Operations.KIND)) {
            return;
        }
        Optional<Operation> asked = reads.byRevision(decided.subject());
        if (asked.isEmpty()) {
            return;
        }
        State state = rows.lock(asked.get().id());
        // Read again under the lock: an edit or an extension may have come in between.
        OperationReads.Revision now = reads.revision(decided.subject()).orElseThrow();
        Operation operation = reads.byRevision(decided.subject()).orElseThrow();
        if (decided.approved()) {
            approved(decided, operation, now, state);
        } else {
            refused(operation, now, state);
        }
    }

    private void approved(ApprovalDecided decided, Operation asked, OperationReads.Revision revision, State state) {
        requireUnchanged(decided, asked);
        Optional<State> next = state.after(verb(revision.kind()));
        Instant now = clock.instant();
        Window.Fixed window = asked.content().window().opened(now, UTC);
        if (next.isEmpty() || !window.to().isAfter(now)) {
            tooLate(asked, state, now);
            return;
        }
        PermitId permit = permits.issue(permit(decided, asked, window));
        rows.open(
                asked.id(),
                next.get(),
                new OperationRows.Opening(
                        asked.revision(), asked.content().executor(), decided.approval(), permit, window),
                now);
        doors.closeBefore(
                asked, permit, revision.kind() == OperationRows.Kind.HANDOVER ? "handed over" : "given more time");
        record.write(
                machine(),
                asked,
                "operation.approve",
                "approved, permit " + permit + " from " + window.from() + " to " + window.to(),
                new OperationStory.Words(
                        "approved", List.of(MINUTE.format(window.from()), MINUTE.format(window.to())), ""));
        tell(asked, "change.notice.approved");
    }

    /** What was agreed to is what is stored: steps or hosts added past the program are not what anybody read. */
    private void requireUnchanged(ApprovalDecided decided, Operation asked) {
        if (!(approvals.standing(decided.approval(), asked.contentHash()) instanceof Standing.Approved)) {
            throw new ActRefused(Reason.of("change.refused.changed", "A49", asked.path(), asked.name()));
        }
    }

    /** An approval that comes after the end opens nothing; the operation says so rather than staying open. */
    private void tooLate(Operation asked, State state, Instant now) {
        if (state == State.ASKED) {
            rows.move(asked.id(), State.EXPIRED, now);
            doors.withdraw(asked.id());
        }
        record.write(
                machine(),
                asked,
                "operation.expire",
                "approved too late, no permit",
                new OperationStory.Words("too-late", List.of(), ""));
        tell(asked, "change.notice.too-late");
    }

    /** A no, or a yes taken back. More time or other hands refused leave the operation as it was. */
    private void refused(Operation asked, OperationReads.Revision revision, State state) {
        Optional<State> next = revision.current() ? state.after(State.Verb.REJECT) : Optional.empty();
        next.ifPresent(to -> rows.move(asked.id(), to, clock.instant()));
        if (next.isPresent()) {
            doors.close(asked, "no longer approved");
            doors.withdraw(asked.id());
        }
        record.write(
                machine(),
                asked,
                "operation.reject",
                revision.kind() + " not approved",
                new OperationStory.Words("rejected", List.of(), ""));
        tell(asked, "change.notice.rejected");
    }

    private static NewPermit permit(ApprovalDecided decided, Operation asked, Window.Fixed window) {
        Content content = asked.content();
        return new NewPermit(
                NewPermit.Kind.OPERATION,
                decided.subject(),
                content.executor(),
                targets(content),
                window.from(),
                window.to(),
                content.steps(),
                asked.contentHash(),
                decided.approval());
    }

    static List<PermitTarget> targets(Content content) {
        return content.targets().stream()
                .map(target -> new PermitTarget(target.host(), target.node(), target.account()))
                .toList();
    }

    private static State.Verb verb(OperationRows.Kind kind) {
        return switch (kind) {
            case REQUEST, EDIT -> State.Verb.APPROVE;
            case EXTENSION -> State.Verb.EXTEND;
            case HANDOVER -> State.Verb.HAND_OVER;
        };
    }

    private void tell(Operation operation, String key) {
        List<PersonId> to = Stream.of(
                        operation.content().owner(), operation.content().executor())
                .distinct()
                .toList();
        notifications.tell(new Notice(
                DECIDED, to, key, List.of(operation.name(), operation.content().reason()), operation.path()));
    }

    private static Actor machine() {
        return Jobs.actor("change");
    }
}
