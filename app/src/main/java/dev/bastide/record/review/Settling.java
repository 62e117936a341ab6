package dev.bastide.record.review;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Moments;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.page.BadInput;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What people decide about campaigns: how often and how much, what is asked, and a campaign beside the regular ones. */
@Service
class Settling {
    private static final Duration PERIOD_MAX = Duration.ofDays(93);

    private final StoredTerms terms;
    private final Announcing announcing;
    private final AuditLog audit;
    private final Clock clock;

    Settling(StoredTerms terms, Announcing announcing, AuditLog audit, Clock clock) {
        this.terms = terms;
        this.announcing = announcing;
        this.audit = audit;
        this.clock = clock;
    }

    /** Sets the terms of the campaigns that are announced or drawn from now on. */
    @Transactional
    public void set(Actor actor, Terms wanted) {
        require("months", wanted.months(), 1, Terms.MONTHS_MAX);
        require("days", wanted.days(), 1, Terms.DAYS_MAX);
        require("confidence", wanted.confidence(), Terms.CONFIDENCE_MIN, Terms.CONFIDENCE_MAX);
        require("tolerable", wanted.tolerable(), 1, Terms.TOLERABLE_MAX);
        Instant now = Moments.now(clock);
        terms.set(wanted, actor.requirePerson(), now);
        String content = "Review campaigns: every " + wanted.months() + " months, completed within " + wanted.days()
                + " days; confidence " + wanted.confidence() + ", tolerable " + wanted.tolerable() + ".";
        told(actor, now, "review.terms", content);
    }

    private static void require(String field, int value, int min, int max) {
        if (value < min || value > max) {
            throw BadInput.in(field, "page.form.number", Integer.toString(min), Integer.toString(max));
        }
    }

    /** Sets what the house asks beside the questions that are always asked; a new version, the old ones stay. */
    @Transactional
    public long ask(Actor actor, List<String> own) {
        List<String> questions = Checklist.with(own);
        if (questions.size() > Checklist.QUESTIONS_MAX) {
            throw BadInput.in("questions", "record.review.questions.many", Integer.toString(Checklist.QUESTIONS_MAX));
        }
        if (questions.stream().anyMatch(text -> text.length() > Checklist.CHARACTERS_MAX)) {
            throw BadInput.in("questions", "record.review.questions.long", Integer.toString(Checklist.CHARACTERS_MAX));
        }
        Instant now = Moments.now(clock);
        long number = terms.setChecklist(questions, actor.requirePerson(), now);
        told(actor, now, "review.checklist", "Checklist " + number + ":\n- " + String.join("\n- ", questions));
        return number;
    }

    /** Opens a campaign beside the regular ones: of what came since the last, or of the sessions on a node in so many days. */
    @Transactional
    public UUID open(Actor actor, @Nullable NodeId node, int days) {
        require("days", days, 1, (int) PERIOD_MAX.toDays());
        Instant now = Moments.now(clock);
        return announcing.announce(actor, node, now.minus(Duration.ofDays(days)), now);
    }

    private void told(Actor actor, Instant now, String operation, String content) {
        audit.append(AuditRecord.of(now, actor, Tag.AUDIT, operation, content, Result.DONE));
    }
}
