package dev.bastide.record.review;

import dev.bastide.alarm.Alarms;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Moments;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import dev.bastide.deadline.Deadlines;
import dev.bastide.page.NoSuch;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Ends a campaign: only when everything drawn has its verdict and is still what was drawn; its summary goes into the log. */
@Service
class Completing {
    private static final String DUTY = "A112";

    private final StoredCampaigns campaigns;
    private final StoredItems items;
    private final Reviewers reviewers;
    private final Recount recount;
    private final Deadlines deadlines;
    private final Alarms alarms;
    private final AuditLog audit;
    private final Clock clock;

    Completing(
            StoredCampaigns campaigns,
            StoredItems items,
            Reviewers reviewers,
            Recount recount,
            Deadlines deadlines,
            Alarms alarms,
            AuditLog audit,
            Clock clock) {
        this.campaigns = campaigns;
        this.items = items;
        this.reviewers = reviewers;
        this.recount = recount;
        this.deadlines = deadlines;
        this.alarms = alarms;
        this.audit = audit;
        this.clock = clock;
    }

    /** Completes it. Throws {@link ActRefused} where something is missing. */
    @Transactional
    public void complete(Actor actor, UUID id) {
        reviewers.demand(actor);
        campaigns.lock(id);
        Campaign campaign = campaigns.find(id).orElseThrow(() -> new NoSuch("record.campaign", id.toString()));
        List<Item> all = items.of(id);
        Campaign.Draw draw = campaign.draw();
        if (draw == null || campaign.completion() != null) {
            throw refused(campaign, draw == null ? "not-drawn" : "completed");
        }
        if (recount.itemsDiffer(campaign, all)) {
            throw refused(campaign, "changed");
        }
        long missing = all.stream().filter(item -> item.verdict() == null).count();
        if (missing > 0) {
            throw refused(campaign, "missing", Long.toString(missing));
        }
        List<Item.Verdict> verdicts =
                all.stream().map(Item::verdict).filter(Objects::nonNull).toList();
        int findings =
                (int) verdicts.stream().filter(verdict -> !verdict.inOrder()).count();
        Instant now = Moments.now(clock);
        String summary = summary(campaign, draw, all, findings);
        campaigns.complete(id, new Campaign.Completion(actor.requirePerson(), now, all.size(), findings, summary));
        audit.append(AuditRecord.of(now, actor, Tag.AUDIT, "review.complete", summary, Result.DONE)
                .object(Announcing.OBJECT, id));
        deadlines.met(Handing.DUE, id.toString());
        String object = Handing.object(id);
        alarms.clear(ReviewWatch.OVERDUE, null, object, "record.review.done");
        alarms.clear(Handing.NOBODY, null, object, "record.review.done");
    }

    private static ActRefused refused(Campaign campaign, String why, String... args) {
        return new ActRefused(Reason.of("record.review.refused." + why, DUTY, campaign.path(), args));
    }

    private static String summary(Campaign campaign, Campaign.Draw draw, List<Item> all, int findings) {
        String found = all.stream()
                .filter(item -> item.verdict() != null && !item.verdict().inOrder())
                .map(item -> "\nfinding " + item.ordinal() + ": " + item.kind() + " " + item.object() + ": "
                        + Objects.requireNonNull(item.verdict()).finding())
                .collect(Collectors.joining());
        return "Completed the review campaign " + campaign.name() + "."
                + "\nperiod: " + campaign.from() + " to " + campaign.until()
                + "\nsecret: " + draw.secret()
                + "\nlog: " + draw.origin()
                + "\nsize: " + draw.logSize()
                + "\nroot: " + draw.root()
                + "\nrecords: " + draw.spans().stream().map(LogSpan::words).collect(Collectors.joining(" "))
                + "\npopulation: " + draw.population()
                + "\nsample: " + draw.size()
                + "\nrule: " + draw.rule()
                + "\nitems: " + all.size()
                + "\nin order: " + (all.size() - findings)
                + "\nfindings: " + findings
                + "\nitems hash: " + draw.itemsHash()
                + "\ncheckpoint:\n" + draw.checkpoint().strip()
                + found;
    }
}
