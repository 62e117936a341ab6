package dev.bastide.record.review;

import dev.bastide.alarm.AlarmKind;
import dev.bastide.alarm.AlarmLevel;
import dev.bastide.alarm.Alarms;
import dev.bastide.alarm.Happening;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Moments;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.deadline.DeadlineKind;
import dev.bastide.deadline.Deadlines;
import dev.bastide.job.Jobs;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Gives items to reviewers, and anew where who had one is on leave, has left, or may not any more. */
@Service
class Handing {
    static final DeadlineKind DUE = new DeadlineKind("record.review", true, "/record/campaigns/");
    static final AlarmKind NOBODY = new AlarmKind("record.review-nobody", AlarmLevel.HIGH);
    private static final NoticeKind ASSIGNED = new NoticeKind("record.review-assigned", false);
    private static final List<Duration> REMIND = List.of(Duration.ofDays(7), Duration.ofDays(2));
    private static final String MACHINE = "by the rule";

    private final StoredCampaigns campaigns;
    private final StoredItems items;
    private final StoredSteps steps;
    private final Reviewers reviewers;
    private final Deadlines deadlines;
    private final Alarms alarms;
    private final Notifications notifications;
    private final AuditLog audit;
    private final Clock clock;

    Handing(
            StoredCampaigns campaigns,
            StoredItems items,
            StoredSteps steps,
            Reviewers reviewers,
            Deadlines deadlines,
            Alarms alarms,
            Notifications notifications,
            AuditLog audit,
            Clock clock) {
        this.campaigns = campaigns;
        this.items = items;
        this.steps = steps;
        this.reviewers = reviewers;
        this.deadlines = deadlines;
        this.alarms = alarms;
        this.notifications = notifications;
        this.audit = audit;
        this.clock = clock;
    }

    /** Gives every item without a verdict and without a reviewer who stands to one who may; raises where there is nobody. */
    @Transactional
    public void handOut(Campaign campaign) {
        Campaign.Draw draw = campaign.draw();
        if (draw == null || campaign.completion() != null) {
            return;
        }
        List<Item> all = items.of(campaign.id());
        Map<PersonId, Integer> load = load(all);
        Map<PersonId, List<Integer>> fresh = new LinkedHashMap<>();
        int left = 0;
        for (Item item : all) {
            if (item.verdict() != null || reviewers.stands(item)) {
                continue;
            }
            Optional<PersonId> chosen = reviewers.choose(Reviewers.Work.of(item), load);
            if (chosen.isEmpty()) {
                left++;
                continue;
            }
            steps.assign(
                    item.id(), new Item.Assignment(UUID.randomUUID(), chosen.get(), null, MACHINE, Moments.now(clock)));
            load.merge(chosen.get(), 1, Integer::sum);
            fresh.computeIfAbsent(chosen.get(), person -> new ArrayList<>()).add(item.ordinal());
        }
        fresh.forEach((person, given) -> {
            record(Jobs.actor(ReviewWatch.JOB), campaign, "Items " + given, person, MACHINE);
            tell(campaign, draw, person, given.size());
        });
        owe(campaign, draw, load);
        sayWhoIsMissing(campaign, left);
    }

    private static Map<PersonId, Integer> load(List<Item> all) {
        Map<PersonId, Integer> load = new HashMap<>();
        all.stream()
                .filter(item -> item.verdict() == null)
                .map(Item::assignment)
                .filter(Objects::nonNull)
                .forEach(given -> load.merge(given.reviewer(), 1, Integer::sum));
        return load;
    }

    /** The campaign is due of whoever has most of it. */
    private void owe(Campaign campaign, Campaign.Draw draw, Map<PersonId, Integer> load) {
        String subject = campaign.id().toString();
        if (deadlines.open(DUE, subject).isEmpty() && draw.due().isAfter(clock.instant())) {
            load.entrySet().stream()
                    .max(Comparator.comparingInt((Map.Entry<PersonId, Integer> entry) -> entry.getValue())
                            .thenComparing(entry -> entry.getKey().value()))
                    .ifPresent(most -> deadlines.set(DUE, subject, campaign.name(), draw.due(), REMIND, most.getKey()));
        }
    }

    private void tell(Campaign campaign, Campaign.Draw draw, PersonId person, int count) {
        List<String> args = List.of(campaign.name(), Integer.toString(count), Notice.at(draw.due()));
        notifications.tell(
                new Notice(ASSIGNED, List.of(person), "record.review.assigned.notice", args, campaign.path()));
    }

    private void sayWhoIsMissing(Campaign campaign, int left) {
        String object = object(campaign.id());
        if (left > 0) {
            Reason what = Reason.of(
                    "record.review-nobody.what", "A112", campaign.path(), campaign.name(), Integer.toString(left));
            alarms.raise(new Happening(NOBODY, null, object, what, "record"));
        } else {
            alarms.clear(NOBODY, null, object, "record.review.somebody");
        }
    }

    static String object(UUID campaign) {
        return "review:" + campaign;
    }

    /** Gives one item to another auditor. Throws {@link ActRefused} where that one may not review it. */
    @Transactional
    public void handOver(Actor actor, Campaign campaign, int ordinal, PersonId to, String why) {
        reviewers.demand(actor);
        campaigns.lock(campaign.id());
        Item item = items.find(campaign.id(), ordinal)
                .orElseThrow(() -> new dev.bastide.page.NoSuch("record.review.item", Integer.toString(ordinal)));
        if (item.verdict() != null || campaign.completion() != null) {
            throw new ActRefused(Reason.of("record.review.refused.judged", "A112", item.path()));
        }
        reviewers.bar(to, Reviewers.Work.of(item)).ifPresent(reason -> {
            throw new ActRefused(reason);
        });
        // Who acted gives it to nobody: he would choose who looks at his own work.
        reviewers.bar(actor.requirePerson(), Reviewers.Work.of(item)).ifPresent(reason -> {
            throw new ActRefused(reason);
        });
        assign(actor, campaign, item, to, why);
        Campaign.Draw draw = campaign.draw();
        if (draw != null) {
            tell(campaign, draw, to, 1);
        }
    }

    private void assign(Actor actor, Campaign campaign, Item item, PersonId to, String why) {
        Instant now = Moments.now(clock);
        steps.assign(item.id(), new Item.Assignment(UUID.randomUUID(), to, actor.person(), why, now));
        record(actor, campaign, "Item " + item.ordinal() + ", " + item.kind() + " " + item.object() + ",", to, why);
    }

    private void record(Actor actor, Campaign campaign, String what, PersonId to, String why) {
        String content = what + " of " + campaign.name() + ": reviewed by " + reviewers.name(to) + ", " + why;
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.AUDIT, "review.assign", content, Result.DONE)
                .object(Announcing.OBJECT, campaign.id()));
    }
}
