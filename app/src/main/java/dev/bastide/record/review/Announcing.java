package dev.bastide.record.review;

import dev.bastide.audit.AuditFindings;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.Moments;
import dev.bastide.audit.RecordPlace;
import dev.bastide.audit.Result;
import dev.bastide.audit.StoredRecord;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.job.Jobs;
import dev.bastide.vault.Vault;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Announces campaigns: the hash of the secret goes into the record before anybody could know what it will draw. */
@Component
class Announcing {
    static final String OBJECT = "review";
    private static final String ANNOUNCE = "review.announce";
    private static final int SECRET_BYTES = 32;
    private static final int LOOKS_MAX = 100;

    /** So far may the clocks of the program and of the log be apart; a clock that was wrong hides no announcement. */
    private static final Duration CLOCKS = Duration.ofDays(93);

    private final StoredCampaigns campaigns;
    private final Vault vault;
    private final SecureRandom random;
    private final AuditLog audit;
    private final AuditSearch search;
    private final Reviewers reviewers;
    private final Clock clock;

    Announcing(
            StoredCampaigns campaigns,
            Vault vault,
            SecureRandom random,
            AuditLog audit,
            AuditSearch search,
            Reviewers reviewers,
            Clock clock) {
        this.campaigns = campaigns;
        this.vault = vault;
        this.random = random;
        this.audit = audit;
        this.search = search;
        this.reviewers = reviewers;
        this.clock = clock;
    }

    /** Announces a campaign in the caller's transaction. */
    UUID announce(Actor actor, @Nullable NodeId node, Instant from, Instant until) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        UUID id = UUID.randomUUID();
        Instant now = Moments.now(clock);
        String commitment = Sample.commitment(HexFormat.of().formatHex(secret));
        Campaign campaign = new Campaign(id, 0, node, from, until, commitment, actor.person(), now, null, null, false);
        long number = campaigns.announce(campaign, vault.seal(secret, context(id)));
        String name = campaigns.find(id).map(Campaign::name).orElse("REV-" + number);
        String content = "Announced the review campaign " + name + " of " + scope(node) + " from " + from + " to "
                + until + "; the hash of the secret that decides what is drawn is " + commitment + ".";
        audit.append(AuditRecord.of(now, actor, Tag.AUDIT, ANNOUNCE, content, Result.DONE)
                .object(OBJECT, id));
        return id;
    }

    private String scope(@Nullable NodeId node) {
        return node == null ? "the whole record" : "the sessions on " + reviewers.place(node);
    }

    /** The secret of a campaign, in hex. */
    String secret(UUID campaign) {
        return HexFormat.of().formatHex(vault.open(campaigns.sealed(campaign), context(campaign)));
    }

    private static String context(UUID campaign) {
        return "record.review_campaign:" + campaign;
    }

    /** Where in the log the announcement stands; nothing while it has no place there, or where it is another secret's. */
    Optional<LogSpan.Place> place(Campaign campaign) {
        AuditQuery query = AuditQuery.of(Map.of(
                "operation",
                ANNOUNCE,
                "object",
                OBJECT + ":" + campaign.id(),
                "from",
                campaign.announced().minus(CLOCKS).toString()));
        Long after = null;
        for (int look = 0; look < LOOKS_MAX; look++) {
            AuditFindings found = search.search(Jobs.actor(ReviewWatch.JOB), query, AuditSearch.Order.NEWEST, after, 1);
            Optional<StoredRecord> first = found.records().stream()
                    .filter(stored -> stored.entry().content().contains(campaign.commitment()))
                    .findFirst();
            if (first.isPresent() || found.next() == null) {
                return first.map(StoredRecord::position)
                        .filter(RecordPlace::isLogged)
                        .map(at -> new LogSpan.Place(RecordPlace.log(at), RecordPlace.index(at)));
            }
            after = found.next();
        }
        return Optional.empty();
    }
}
