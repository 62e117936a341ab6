package dev.bastide.record.review;

import dev.bastide.alarm.AlarmKind;
import dev.bastide.alarm.AlarmLevel;
import dev.bastide.alarm.Alarms;
import dev.bastide.alarm.Happening;
import dev.bastide.audit.LogStanding.SignedHead;
import dev.bastide.audit.Moments;
import dev.bastide.audit.ProvenLog;
import dev.bastide.authority.Reason;
import dev.bastide.job.Jobs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps reviews regular: one campaign of the whole record is always announced, each is drawn when its time is over, and what
 * is not completed in time is an alarm. Nobody has to remember. Source: seed 000 s4 (A112).
 */
@Component
class ReviewWatch {
    static final String JOB = "record.review";
    static final AlarmKind OVERDUE = new AlarmKind("record.review-overdue", AlarmLevel.HIGH);
    static final AlarmKind CHANGED = new AlarmKind("record.review-changed", AlarmLevel.CRITICAL);
    private static final Duration LOOK = Duration.ofMinutes(1);

    /** Who opened a campaign waits only until its announcement has its place in the log. */
    private static final Duration DRAW_LOOK = Duration.ofSeconds(5);

    private static final String DRAW = "record.review-draw";

    /** What goes on is raised again after this time; in between the alarm climbs by itself. */
    private static final Duration AGAIN = Duration.ofHours(12);

    private final StoredCampaigns campaigns;
    private final StoredItems items;
    private final StoredTerms terms;
    private final Announcing announcing;
    private final Drawing drawing;
    private final Handing handing;
    private final Recount recount;
    private final ProvenLog log;
    private final Alarms alarms;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final Map<String, Instant> rung = new ConcurrentHashMap<>();

    ReviewWatch(
            StoredCampaigns campaigns,
            StoredItems items,
            StoredTerms terms,
            Announcing announcing,
            Drawing drawing,
            Handing handing,
            Recount recount,
            ProvenLog log,
            Alarms alarms,
            Clock clock,
            PlatformTransactionManager transactions,
            Jobs jobs) {
        this.campaigns = campaigns;
        this.items = items;
        this.terms = terms;
        this.announcing = announcing;
        this.drawing = drawing;
        this.handing = handing;
        this.recount = recount;
        this.log = log;
        this.alarms = alarms;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        jobs.every(JOB, LOOK, this::keepUp);
        jobs.every(DRAW, DRAW_LOOK, this::drawDue);
    }

    /** Both looks in turn. */
    void look() {
        keepUp();
        drawDue();
    }

    /** Draws what is announced and over. */
    void drawDue() {
        Instant now = clock.instant();
        each(
                campaign -> campaign.draw() == null
                        && !campaign.foreign()
                        && !campaign.until().isAfter(now),
                campaign -> drawing.draw(campaign.id()));
    }

    /** Announces the next one, and looks after all that are open. */
    void keepUp() {
        transaction.executeWithoutResult(status -> announceNext());
        each(campaign -> campaign.completion() == null, this::look);
    }

    /** Each campaign by itself, so that one that cannot be dealt with holds up no other. It fails after all, and so is told. */
    private void each(Predicate<Campaign> which, Consumer<Campaign> work) {
        RuntimeException failure = null;
        for (Campaign campaign : campaigns.all().stream().filter(which).toList()) {
            try {
                work.accept(campaign);
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void look(Campaign campaign) {
        transaction.executeWithoutResult(status -> ring(campaign));
        if (campaign.draw() != null) {
            transaction.executeWithoutResult(status -> {
                campaigns.lock(campaign.id());
                campaigns.find(campaign.id()).ifPresent(handing::handOut);
            });
        }
    }

    /** A clock that was set back stops no campaign: the log knows when it was signed last. */
    private Instant now() {
        Instant now = Moments.now(clock);
        Instant signed = log.standing().head().map(SignedHead::signedAt).orElse(now);
        return signed.isAfter(now) ? signed : now;
    }

    private void announceNext() {
        campaigns.lock(new UUID(0, 0));
        Instant now = now();
        List<Campaign> whole = campaigns.all().stream()
                .filter(campaign -> campaign.node() == null && campaign.openedBy() == null)
                .toList();
        boolean waits = whole.stream()
                .anyMatch(
                        campaign -> campaign.draw() == null && campaign.until().isAfter(now));
        if (!waits && log.standing().head().isPresent()) {
            Instant from = whole.stream()
                    .map(Campaign::until)
                    .filter(until -> !until.isAfter(now))
                    .max(Instant::compareTo)
                    .orElse(now);
            Instant until = until(now, terms.terms().months());
            Instant earliest = until.minus(Duration.ofDays(93));
            announcing.announce(
                    Jobs.actor(JOB),
                    null,
                    from.isBefore(earliest) ? earliest : from,
                    until.truncatedTo(ChronoUnit.MICROS));
        }
    }

    /** The first day of the month after so many months, in UTC; of a quarter that is the next one that begins so. */
    static Instant until(Instant now, int months) {
        LocalDate first = LocalDate.ofInstant(now, ZoneOffset.UTC).withDayOfMonth(1);
        int into = months == 1 ? 0 : (first.getMonthValue() - 1) % months;
        return first.plusMonths(months - (long) into)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    private void ring(Campaign campaign) {
        Instant now = now();
        if (campaign.state(now) == Campaign.State.OVERDUE) {
            String key = campaign.draw() == null ? "record.review-overdue.undrawn" : "record.review-overdue.what";
            raise(OVERDUE, campaign, key, now);
        }
        boolean changed = campaign.foreign()
                || (campaign.draw() != null && recount.itemsDiffer(campaign, items.of(campaign.id())));
        if (changed) {
            raise(CHANGED, campaign, "record.review-changed.what", now);
        } else if (rung.remove(CHANGED.name() + campaign.id()) != null) {
            alarms.clear(CHANGED, null, Handing.object(campaign.id()), "record.review.as-drawn");
        }
    }

    private void raise(AlarmKind kind, Campaign campaign, String key, Instant now) {
        Instant before = rung.get(kind.name() + campaign.id());
        if (before == null || !before.plus(AGAIN).isAfter(now)) {
            Reason what = Reason.of(key, "A112", campaign.path(), campaign.name());
            alarms.raise(new Happening(kind, null, Handing.object(campaign.id()), what, "record"));
            rung.put(kind.name() + campaign.id(), now);
        }
    }
}
