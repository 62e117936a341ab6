package dev.bastide.change;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.deadline.BusinessCalendar;
import dev.bastide.deadline.DeadlineKind;
import dev.bastide.deadline.Deadlines;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.BadInput;
import dev.bastide.page.NoSuch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Looks back: at every emergency within two business days, and at every command that no approved step matches. Nobody
 * reviews himself. Source: seed 000 s2.2 (A48), seed 004 s3.1.4 (B30).
 */
@Service
class Reviews {
    /** What is due when an emergency was started. */
    static final DeadlineKind EMERGENCY_DUE = new DeadlineKind("change.emergency-review", true, "/operations/");

    /** What is due when commands did not match the steps. */
    static final DeadlineKind DEVIATION_DUE = new DeadlineKind("change.deviation-review", false, "/operations/");

    private static final int BUSINESS_DAYS = 2;
    private static final int EVALUATION_MIN = 10;
    private static final int EVALUATION_MAX = 4_000;

    private final ReviewRows rows;
    private final OperationReads operations;
    private final OperationStory story;
    private final Deadlines deadlines;
    private final BusinessCalendar calendar;
    private final People people;
    private final Authority may;
    private final AuditLog audit;
    private final Clock clock;

    Reviews(
            ReviewRows rows,
            OperationReads operations,
            OperationStory story,
            Deadlines deadlines,
            BusinessCalendar calendar,
            People people,
            Authority may,
            AuditLog audit,
            Clock clock) {
        this.rows = rows;
        this.operations = operations;
        this.story = story;
        this.deadlines = deadlines;
        this.calendar = calendar;
        this.people = people;
        this.may = may;
        this.audit = audit;
        this.clock = clock;
    }

    /** Opens a review in the caller's transaction; its owner is the head, who sees that somebody does it. */
    void open(Operation operation, Review.Kind kind, PersonId head) {
        Instant now = clock.instant();
        ZoneId zone = people.find(head).map(Person::zone).orElse(ZoneId.of("UTC"));
        Instant due = calendar.plusBusinessDays(now, BUSINESS_DAYS, zone);
        if (rows.open(operation, kind, now, due)) {
            DeadlineKind deadline = kind == Review.Kind.EMERGENCY ? EMERGENCY_DUE : DEVIATION_DUE;
            deadlines.set(
                    deadline,
                    operation.id().toString(),
                    operation.name(),
                    due,
                    List.of(Duration.ofDays(1), Duration.ofHours(4)),
                    head);
        }
    }

    /** Emergency reviews of this person's that nobody did in time; while there is one, the emergency right is gone. */
    List<Review> overdueOf(PersonId executor) {
        return rows.overdueEmergenciesOf(executor, clock.instant());
    }

    /** Reviews that this person could do now. */
    List<Review> waitingFor(Actor actor) {
        return rows.open().stream()
                .filter(review -> !review.executor().equals(actor.person()))
                .filter(review -> may.may(actor, Operations.VOTE, review.node()).isPermitted())
                .toList();
    }

    /** The review, if this reader may see its operation. Throws {@link NoSuch}. */
    Review require(Actor actor, UUID id) {
        return rows.find(id)
                .filter(found -> found.executor().equals(actor.person())
                        || may.may(actor, Operations.READ, found.node()).isPermitted())
                .orElseThrow(() -> new NoSuch("change.review", id.toString()));
    }

    /** One person's word on what another did. */
    @Transactional
    public void decide(Actor actor, Review review, boolean justified, String evaluation, String wayBack) {
        may.may(actor, Operations.VOTE, review.node()).orThrow();
        if (review.executor().equals(actor.requirePerson())) {
            throw refused("change.refused.own-review", review);
        }
        if (review.isDone()) {
            throw refused("change.refused.reviewed", review);
        }
        requireText("evaluation", evaluation);
        if (review.kind() == Review.Kind.EMERGENCY) {
            requireText("way_back", wayBack);
        }
        rows.decide(
                review,
                new Review.Verdict(
                        actor.requirePerson(), justified, evaluation.strip(), wayBack.strip(), clock.instant()));
        deadlines.met(
                review.kind() == Review.Kind.EMERGENCY ? EMERGENCY_DUE : DEVIATION_DUE,
                review.operation().toString());
        String word = justified ? "justified" : "not justified";
        audit.append(AuditRecord.of(
                        clock.instant(),
                        actor,
                        Tag.OPERATION,
                        "operation.review",
                        review.operationName() + ": " + review.kind().word() + " reviewed, " + word + ": " + evaluation,
                        Result.DONE)
                .object("review", review.id())
                .change(review.operationName()));
        operations
                .find(review.operation())
                .ifPresent(operation -> story.tell(
                        operation.id(),
                        actor,
                        new OperationStory.Words(
                                justified ? "reviewed-justified" : "reviewed-unjustified", List.of(), evaluation)));
    }

    private static ActRefused refused(String key, Review review) {
        return new ActRefused(Reason.of(key, review.kind() == Review.Kind.EMERGENCY ? "B30" : "A48", review.path()));
    }

    private static void requireText(String field, String text) {
        int length = text.strip().length();
        if (length < EVALUATION_MIN || length > EVALUATION_MAX) {
            throw BadInput.in(
                    field, "change.bad.evaluation", Integer.toString(EVALUATION_MIN), Integer.toString(EVALUATION_MAX));
        }
    }
}
