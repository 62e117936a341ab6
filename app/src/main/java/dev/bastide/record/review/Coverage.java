package dev.bastide.record.review;

import dev.bastide.audit.LogPlaces;
import dev.bastide.audit.StoredRecord;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What of the log was in no completed campaign, and the two questions of the register, asked of the rows. */
@Component
class Coverage {
    /**
     * Register, A112: periods whose campaign nobody completed in time, as anybody asks it of the tables. The program asks the same
     * of those rows that it wrote.
     */
    static final String LATE = """
            select distinct c.number
            from record.review_campaign c
            left join record.review_draw d on d.campaign = c.id
            left join record.review_completion e on e.campaign = c.id
            where (e.campaign is null and coalesce(d.due_at, c.until_at + interval '1 day') < now())
               or e.at > d.due_at
            order by c.number
            """;

    /** Register, A112: verdicts by who acted. */
    static final String OWN = """
            select i.campaign
            from record.review_verdict v
            join record.review_item i on i.id = v.item
            where v.reviewer = i.person
            """;

    private final StoredCampaigns campaigns;
    private final LogPlaces places;
    private final JdbcClient jdbc;
    private final Clock clock;

    Coverage(StoredCampaigns campaigns, LogPlaces places, JdbcClient jdbc, Clock clock) {
        this.campaigns = campaigns;
        this.places = places;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Records that follow each other and were in no completed campaign; times are when the log took them, where readable. */
    record Gap(LogSpan span, Optional<Instant> from, Optional<Instant> to) {}

    /** The gaps, the first first. */
    List<Gap> gaps() {
        List<LogSpan> done = campaigns.all().stream()
                .filter(campaign -> campaign.node() == null && campaign.completion() != null)
                .flatMap(campaign -> campaign.draw() == null
                        ? java.util.stream.Stream.<LogSpan>empty()
                        : campaign.draw().spans().stream())
                .toList();
        List<Gap> gaps = new ArrayList<>();
        for (LogPlaces.Reach log : places.logs()) {
            missing(log, done).forEach(span -> gaps.add(gap(span)));
        }
        return gaps;
    }

    static List<LogSpan> missing(LogPlaces.Reach log, List<LogSpan> done) {
        List<LogSpan> missing = new ArrayList<>();
        long at = 0;
        List<LogSpan> here = done.stream()
                .filter(span -> span.log() == log.log())
                .sorted(Comparator.comparingLong(LogSpan::first))
                .toList();
        for (LogSpan span : here) {
            if (span.first() > at) {
                missing.add(new LogSpan(log.log(), at, span.first()));
            }
            at = Math.max(at, span.past());
        }
        if (log.size() > at) {
            missing.add(new LogSpan(log.log(), at, log.size()));
        }
        return missing;
    }

    private Gap gap(LogSpan span) {
        return new Gap(span, time(span.log(), span.first()), time(span.log(), span.past() - 1));
    }

    private Optional<Instant> time(int log, long index) {
        return places.at(log, index).record().map(StoredRecord::receivedAt);
    }

    /**
     * Register, A112: how many periods have a campaign that nobody completed in time; none is right. Asked of the rows that this
     * program wrote: an end by somebody else completes nothing.
     */
    int late() {
        Instant now = clock.instant();
        return (int) campaigns.all().stream()
                .filter(campaign -> isLate(campaign, now))
                .count();
    }

    private static boolean isLate(Campaign campaign, Instant now) {
        Campaign.Completion end = campaign.completion();
        Campaign.Draw draw = campaign.draw();
        return (end == null || draw == null)
                ? campaign.state(now) == Campaign.State.OVERDUE
                : end.at().isAfter(draw.due());
    }

    /** How many rows the second question finds: none is right. */
    int own() {
        return jdbc.sql(OWN).query((row, number) -> row.getString(1)).list().size();
    }
}
