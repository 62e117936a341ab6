package dev.bastide.record.review;

import dev.bastide.alarm.AlarmKind;
import dev.bastide.alarm.AlarmLevel;
import dev.bastide.alarm.Alarms;
import dev.bastide.alarm.Happening;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.LogPlaces;
import dev.bastide.audit.LogStanding.SignedHead;
import dev.bastide.audit.Moments;
import dev.bastide.audit.ProvenLog;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.audit.WorkToReview.Done;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import dev.bastide.job.Jobs;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Draws what a campaign looks at, when its time is over: so many of all records that came since the last campaign, by
 * chance, and everything that must not be left to chance. Source: seed 000 s4 (A112).
 */
@Service
class Drawing {
    private static final AlarmKind THIN = new AlarmKind("record.review-thin", AlarmLevel.HIGH);

    private final StoredCampaigns campaigns;
    private final StoredTerms terms;
    private final StoredItems items;
    private final Announcing announcing;
    private final Candidates candidates;
    private final Handing handing;
    private final ProvenLog log;
    private final LogPlaces places;
    private final AuditLog audit;
    private final Alarms alarms;
    private final Clock clock;

    Drawing(
            StoredCampaigns campaigns,
            StoredTerms terms,
            StoredItems items,
            Announcing announcing,
            Candidates candidates,
            Handing handing,
            ProvenLog log,
            LogPlaces places,
            AuditLog audit,
            Alarms alarms,
            Clock clock) {
        this.campaigns = campaigns;
        this.terms = terms;
        this.items = items;
        this.announcing = announcing;
        this.candidates = candidates;
        this.handing = handing;
        this.log = log;
        this.places = places;
        this.audit = audit;
        this.alarms = alarms;
        this.clock = clock;
    }

    /** What is drawn from, before it is. */
    private record Range(
            Campaign campaign, SignedHead head, LogSpan.Place announcement, List<LogSpan> spans, List<Done> listed) {
        long population() {
            return campaign.node() == null ? LogSpan.size(spans) : listed.size();
        }
    }

    /** Draws it, when it can be: its time is over and its announcement has a place in the signed log. False otherwise. */
    @Transactional(isolation = Isolation.REPEATABLE_READ)
    public boolean draw(UUID id) {
        campaigns.lock(id);
        Optional<Campaign> campaign = campaigns
                .find(id)
                .filter(found -> found.draw() == null && !found.foreign())
                .filter(found -> !found.until().isAfter(clock.instant()));
        Optional<SignedHead> head = log.standing().head();
        if (campaign.isEmpty() || head.isEmpty()) {
            return false;
        }
        List<LogSpan> spans = spans(campaign.get());
        Optional<LogSpan.Place> announcement = announcing.place(campaign.get());
        boolean whole = !spans.isEmpty() && spans.getLast().past() == head.get().size();
        if (announcement.isEmpty() || !whole || !isBefore(announcement.get(), spans.getLast())) {
            return false;
        }
        Range range =
                new Range(campaign.get(), head.get(), announcement.get(), spans, candidates.listed(campaign.get()));
        draw(range);
        return true;
    }

    private static boolean isBefore(LogSpan.Place place, LogSpan last) {
        return place.log() < last.log() || (place.log() == last.log() && place.index() < last.past());
    }

    /** From where the last campaign ended to the end of the log. */
    private List<LogSpan> spans(Campaign campaign) {
        List<LogPlaces.Reach> logs = places.logs();
        Optional<LogSpan> before = campaign.node() != null
                ? Optional.empty()
                : campaigns.all().stream()
                        .filter(other -> other.node() == null && other.draw() != null)
                        .map(other -> other.draw().spans().getLast())
                        .max((a, b) -> a.log() == b.log()
                                ? Long.compare(a.past(), b.past())
                                : Integer.compare(a.log(), b.log()));
        List<LogSpan> spans = new ArrayList<>();
        for (LogPlaces.Reach reach : logs) {
            long first;
            if (before.isEmpty()) {
                first = places.since(reach.log(), campaign.from());
            } else if (reach.log() < before.get().log()) {
                continue;
            } else {
                first = reach.log() == before.get().log() ? before.get().past() : 0;
            }
            spans.add(new LogSpan(reach.log(), Math.min(first, reach.size()), reach.size()));
        }
        return spans;
    }

    private void draw(Range range) {
        Campaign campaign = range.campaign();
        Terms now = terms.terms();
        String secret = announcing.secret(campaign.id());
        int size = Sample.size(range.population(), now.confidence(), now.tolerable());
        byte[] seed = Sample.seed(
                secret, range.head().origin(), range.head().size(), range.head().root());
        List<Item> drawn = campaign.node() == null
                ? candidates.records(campaign, range.spans(), seed, size)
                : candidates.sessions(campaign, range.listed(), Sample.draw(seed, range.population(), size));
        Instant at = Moments.now(clock);
        Campaign.Draw draw = new Campaign.Draw(
                at,
                at.plus(Duration.ofDays(now.days())),
                secret,
                range.head().origin(),
                range.head().root(),
                range.head().note(),
                range.announcement(),
                range.spans(),
                campaign.node() == null
                        ? List.of()
                        : range.listed().stream().map(Done::session).toList(),
                range.population(),
                now.confidence(),
                now.tolerable(),
                size,
                drawn.size(),
                hash(drawn),
                campaign.node() == null ? Campaign.Draw.APART_FURTHER : Campaign.Draw.ALIKE);
        campaigns.draw(campaign.id(), draw);
        drawn.forEach(items::add);
        Actor machine = Jobs.actor(ReviewWatch.JOB);
        audit.append(AuditRecord.of(at, machine, Tag.AUDIT, "review.draw", told(campaign, draw, drawn), Result.DONE)
                .object(Announcing.OBJECT, campaign.id()));
        tellThin(campaign, draw, drawn);
        handing.handOut(campaigns.find(campaign.id()).orElseThrow());
    }

    /** Somebody sent so many lines that the program's own records were not found among them. */
    private void tellThin(Campaign campaign, Campaign.Draw draw, List<Item> drawn) {
        long own = drawn.stream().filter(Item::isOwnSample).count();
        if (campaign.node() == null && own < draw.size() && draw.population() > Sieve.LOOKED_MAX) {
            Reason what = Reason.of(
                    "record.review-thin.what",
                    "A112",
                    campaign.path(),
                    campaign.name(),
                    Long.toString(own),
                    Integer.toString(draw.size()));
            alarms.raise(new Happening(THIN, null, Handing.object(campaign.id()), what, "record"));
        }
    }

    /** What binds all items of a campaign: any that is added, changed or left out is noticed. */
    static String hash(List<Item> drawn) {
        String lines = drawn.stream().map(Item::line).collect(Collectors.joining());
        return HexFormat.of().formatHex(Sample.sha256(lines.getBytes(StandardCharsets.UTF_8)));
    }

    private static String told(Campaign campaign, Campaign.Draw draw, List<Item> drawn) {
        return "Drew the review campaign " + campaign.name() + "."
                + "\nsecret: " + draw.secret()
                + "\nlog: " + draw.origin()
                + "\nsize: " + draw.logSize()
                + "\nroot: " + draw.root()
                + "\nrecords: " + draw.spans().stream().map(LogSpan::words).collect(Collectors.joining(" "))
                + "\npopulation: " + draw.population()
                + "\nconfidence: " + draw.confidence()
                + "\ntolerable: " + draw.tolerable()
                + "\nsample: " + draw.size()
                + "\nown: " + drawn.stream().filter(Item::isOwnSample).count()
                + "\nforeign: " + drawn.stream().filter(Item::isForeignSample).count()
                + "\nrule: " + draw.rule()
                + "\nitems: " + draw.items()
                + "\nitems hash: " + draw.itemsHash();
    }
}
