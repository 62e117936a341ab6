package dev.bastide.change;

import dev.bastide.access.NewPermit;
import dev.bastide.access.Permits;
import dev.bastide.approval.Voters;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.change.engine.Content;
import dev.bastide.change.engine.Window;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import dev.bastide.page.BadInput;
import java.time.Clock;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Breaks the glass: one node, at most an hour, no approval before; everybody on the node is told at once and the act is
 * reviewed within two business days. Whoever owes a review beyond its day has no such right. Source: seed 004 s3.1.4
 * (B30).
 */
@Service
class Emergencies {
    private static final NoticeKind STARTED = NoticeKind.security("change.emergency");
    private static final Action WATCH = new Action("session.watch");
    private static final int BELONGS_MIN = 3;
    private static final int BELONGS_MAX = 500;

    private final Drafting drafting;
    private final OperationRows rows;
    private final OperationReads reads;
    private final OperationRecord record;
    private final Reviews reviews;
    private final Permits permits;
    private final Voters voters;
    private final Notifications notifications;
    private final Clock clock;

    Emergencies(
            Drafting drafting,
            OperationRows rows,
            OperationReads reads,
            OperationRecord record,
            Reviews reviews,
            Permits permits,
            Voters voters,
            Notifications notifications,
            Clock clock) {
        this.drafting = drafting;
        this.rows = rows;
        this.reads = reads;
        this.record = record;
        this.reviews = reviews;
        this.permits = permits;
        this.voters = voters;
        this.notifications = notifications;
        this.clock = clock;
    }

    /** Starts an emergency; its permit is open when this returns. Throws {@link ActRefused} with the rule it breaks. */
    @Transactional
    public Operation start(Actor actor, OperationRequest request) {
        OperationRequest.Urgency urgency = Objects.requireNonNull(request.urgency());
        requireNothingOwed(actor);
        String belongsTo = belongsTo(urgency, request);
        Draft draft = drafting.draft(actor, request);
        if (!draft.content().executor().equals(actor.person())) {
            throw new ActRefused(Reason.of("change.refused.emergency-own", "B30", "/operations/emergency"));
        }
        UUID revision = UUID.randomUUID();
        OperationId id = new OperationId(UUID.randomUUID());
        PermitId permit = permits.issue(permit(draft.content(), revision));
        rows.insertEmergency(
                id,
                new OperationRows.Asked(
                        revision,
                        1,
                        OperationRows.Kind.REQUEST,
                        draft.content(),
                        draft.production(),
                        true,
                        null,
                        draft.networkDevices(),
                        clock.instant()),
                draft.head(),
                permit,
                new OperationRequest.Urgency(urgency.cause(), belongsTo));
        Operation made = reads.find(id).orElseThrow();
        reviews.open(made, Review.Kind.EMERGENCY, draft.head());
        tell(made, actor);
        record.write(
                actor,
                made,
                "emergency.start",
                "emergency started without approval, " + urgency.cause() + ", belongs to " + belongsTo + ": "
                        + made.content().reason(),
                new OperationStory.Words(
                        "emergency-" + urgency.cause().word().replace('_', '-'),
                        List.of(belongsTo),
                        made.content().reason()));
        return made;
    }

    private void requireNothingOwed(Actor actor) {
        reviews.overdueOf(actor.requirePerson()).stream().findFirst().ifPresent(owed -> {
            throw new ActRefused(
                    Reason.of("change.refused.review-overdue", "B30", "/reviews/" + owed.id(), owed.operationName()));
        });
    }

    private static String belongsTo(OperationRequest.Urgency urgency, OperationRequest request) {
        String typed = urgency.belongsTo().isBlank() ? request.reason() : urgency.belongsTo();
        String text = typed.strip();
        if (text.length() < BELONGS_MIN) {
            throw BadInput.in("belongs_to", "change.bad.belongs-to", Integer.toString(BELONGS_MIN));
        }
        return text.length() > BELONGS_MAX ? text.substring(0, BELONGS_MAX) : text;
    }

    private NewPermit permit(Content content, UUID revision) {
        Window.Fixed window = content.window().opened(clock.instant(), ZoneId.of("UTC"));
        return new NewPermit(
                NewPermit.Kind.EMERGENCY,
                revision,
                content.executor(),
                OperationDecision.targets(content),
                window.from(),
                window.to(),
                content.steps(),
                content.hash(),
                null);
    }

    /** Everybody who may see, watch or decide on the node hears of it in the same transaction. */
    private void tell(Operation made, Actor actor) {
        Set<PersonId> all = new LinkedHashSet<>(
                voters.whoMay(Operations.READ, made.content().node()));
        all.addAll(voters.whoMay(WATCH, made.content().node()));
        all.add(made.head());
        all.remove(actor.requirePerson());
        notifications.tell(new Notice(
                STARTED,
                List.copyOf(all),
                "change.notice.emergency",
                List.of(
                        actor.name(),
                        made.content().targets().getFirst().path(),
                        made.content().reason(),
                        made.name()),
                made.path()));
    }
}
