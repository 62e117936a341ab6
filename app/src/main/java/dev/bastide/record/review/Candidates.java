package dev.bastide.record.review;

import dev.bastide.audit.AuditFindings;
import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.LogPlaces;
import dev.bastide.audit.RecordPlace;
import dev.bastide.audit.Result;
import dev.bastide.audit.StoredRecord;
import dev.bastide.audit.WorkToReview;
import dev.bastide.audit.WorkToReview.Done;
import dev.bastide.authority.NodeId;
import dev.bastide.identity.Person;
import dev.bastide.identity.TeamId;
import dev.bastide.job.Jobs;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a campaign may have to look at: drawn records, and sessions and records that are not left to chance. */
@Component
class Candidates {
    /** What breaks the glass: shut doors were opened, or the log began anew; what was refused opened nothing. */
    private static final List<String> BREAKS_GLASS = List.of("founding.recover", "audit.reopen");

    private static final String BREAK_GLASS = "break-glass";

    /** What was found out about a session after its campaign was drawn comes into a later one, if it does so in this time. */
    private static final Duration BACK = Duration.ofDays(35);

    private static final String UNREADABLE = "?";
    private static final int PAGE = 500;

    private final List<WorkToReview> rooms;
    private final LogPlaces places;
    private final AuditSearch search;
    private final StoredItems items;
    private final Reviewers reviewers;

    Candidates(List<WorkToReview> rooms, LogPlaces places, AuditSearch search, StoredItems items, Reviewers reviewers) {
        this.rooms = List.copyOf(rooms);
        this.places = places;
        this.search = search;
        this.items = items;
        this.reviewers = reviewers;
    }

    /** The sessions that a campaign of a node draws from: all that were over in its time, by time. */
    List<Done> listed(Campaign campaign) {
        NodeId node = campaign.node();
        if (node == null) {
            return List.of();
        }
        return rooms.stream()
                .flatMap(room -> room.all(campaign.from(), campaign.until()).stream())
                .filter(done -> reviewers.isBelow(node, done.node()))
                .sorted(Comparator.comparing(Done::at).thenComparing(Done::session))
                .toList();
    }

    /** The drawn records as items, and after them what is not left to chance. */
    List<Item> records(Campaign campaign, List<LogSpan> spans, byte[] seed, int size) {
        List<Item> all = new ArrayList<>();
        for (long position : positions(spans, seed, size)) {
            LogSpan.Place place = LogSpan.place(spans, position);
            LogPlaces.Place found = places.at(place.log(), place.index());
            all.add(record(campaign, all.size() + 1, place, found));
        }
        for (Done done : risky(campaign)) {
            all.add(session(campaign, all.size() + 1, Item.RISK, done));
        }
        Set<UUID> known = all.stream().map(Item::object).collect(Collectors.toSet());
        for (StoredRecord broken : glass(spans)) {
            if (!known.contains(broken.id())) {
                all.add(glass(campaign, all.size() + 1, broken));
            }
        }
        return all;
    }

    private List<Long> positions(List<LogSpan> spans, byte[] seed, int size) {
        long population = LogSpan.size(spans);
        return size >= population
                ? Sample.draw(seed, population, size)
                : Sieve.sift(
                        new Sample.Positions(seed, population),
                        Sieve.bound(population, Campaign.Draw.APART_FURTHER),
                        size,
                        position -> isForeign(LogSpan.place(spans, position), false));
    }

    /** Whether a foreign program told what stands there; {@code otherwise} where it cannot be read. */
    boolean isForeign(LogSpan.Place place, boolean otherwise) {
        return places.at(place.log(), place.index())
                .record()
                .map(stored -> Sieve.isForeign(stored.entry().operation()))
                .orElse(otherwise);
    }

    /** The drawn sessions as items, and after them the others that are not left to chance. */
    List<Item> sessions(Campaign campaign, List<Done> listed, List<Long> positions) {
        Map<UUID, Done> risky = new LinkedHashMap<>();
        risky(campaign).forEach(done -> risky.put(done.session(), done));
        List<Item> all = new ArrayList<>();
        for (long position : positions) {
            Done done = listed.get(Math.toIntExact(position));
            Done risk = risky.remove(done.session());
            all.add(
                    risk == null
                            ? session(campaign, all.size() + 1, Item.SAMPLE, done)
                            : session(campaign, all.size() + 1, Item.BOTH, risk));
        }
        risky.values().forEach(done -> all.add(session(campaign, all.size() + 1, Item.RISK, done)));
        return all;
    }

    /** High-risk sessions of which an earlier campaign did not know what is known now. */
    private List<Done> risky(Campaign campaign) {
        NodeId node = campaign.node();
        Map<UUID, List<String>> seen = node == null ? items.risksSeen() : Map.of();
        Instant from = node == null ? campaign.from().minus(BACK) : campaign.from();
        Map<UUID, Done> found = new LinkedHashMap<>();
        rooms.stream()
                .flatMap(room -> room.risky(from, campaign.until()).stream())
                .filter(done -> node == null || reviewers.isBelow(node, done.node()))
                .forEach(done -> found.merge(done.session(), done, Candidates::both));
        return found.values().stream()
                .filter(done -> !seen.getOrDefault(done.session(), List.of()).containsAll(done.risks()))
                .sorted(Comparator.comparing(Done::at).thenComparing(Done::session))
                .toList();
    }

    private static Done both(Done one, Done other) {
        Set<String> risks = new TreeSet<>(one.risks());
        risks.addAll(other.risks());
        return new Done(one.session(), one.person(), one.node(), one.at(), one.who(), one.what(), risks);
    }

    private List<StoredRecord> glass(List<LogSpan> spans) {
        List<StoredRecord> found = new ArrayList<>();
        for (String operation : BREAKS_GLASS) {
            AuditQuery query = AuditQuery.of(Map.of("operation", operation));
            Long after = RecordPlace.of(spans.getFirst().log(), spans.getFirst().first()) - 1;
            do {
                AuditFindings page =
                        search.search(Jobs.actor(ReviewWatch.JOB), query, AuditSearch.Order.OLDEST, after, PAGE);
                page.records().stream()
                        .filter(stored -> stored.entry().result() == Result.DONE && isIn(spans, stored))
                        .forEach(found::add);
                after = page.next();
            } while (after != null);
        }
        return found;
    }

    private static boolean isIn(List<LogSpan> spans, StoredRecord stored) {
        long at = stored.position();
        return RecordPlace.isLogged(at)
                && spans.stream()
                        .anyMatch(span -> span.log() == RecordPlace.log(at)
                                && RecordPlace.index(at) >= span.first()
                                && RecordPlace.index(at) < span.past());
    }

    private Item record(Campaign campaign, int ordinal, LogSpan.Place place, LogPlaces.Place found) {
        Optional<StoredRecord> stored = found.record();
        String userId = stored.map(one -> one.entry().userId()).orElse(UNREADABLE);
        String operation = stored.map(one -> one.entry().operation()).orElse(UNREADABLE);
        // A record that cannot even be named is opened by a name that leads nowhere, which is what there is to see.
        UUID object = found.id().orElseGet(() -> new UUID(place.log(), place.index()));
        Instant at = stored.map(one -> one.entry().time()).orElse(campaign.until());
        About about = new About(Item.RECORD, object, place, userId, operation, at);
        return item(campaign, ordinal, about, List.of(), null, new Whose(Item.SAMPLE, reviewers.actor(userId)));
    }

    private Item glass(Campaign campaign, int ordinal, StoredRecord stored) {
        LogSpan.Place place =
                new LogSpan.Place(RecordPlace.log(stored.position()), RecordPlace.index(stored.position()));
        String userId = stored.entry().userId();
        About about = new About(
                Item.RECORD,
                stored.id(),
                place,
                userId,
                stored.entry().operation(),
                stored.entry().time());
        Whose whose = new Whose(Item.RISK, reviewers.actor(userId));
        return item(campaign, ordinal, about, List.of(BREAK_GLASS), null, whose);
    }

    private Item session(Campaign campaign, int ordinal, String origin, Done done) {
        List<String> risks = origin.equals(Item.SAMPLE)
                ? List.of()
                : done.risks().stream().sorted().toList();
        About about = new About(Item.SESSION, done.session(), null, done.who(), done.what(), done.at());
        return item(campaign, ordinal, about, risks, done.node(), new Whose(origin, reviewers.person(done.person())));
    }

    /** What an item is about. */
    private record About(
            String kind, UUID object, LogSpan.@Nullable Place place, String who, String what, Instant at) {}

    private static Item item(
            Campaign campaign, int ordinal, About about, List<String> risks, @Nullable NodeId node, Whose whose) {
        TeamId team = whose.person().map(Person::team).orElse(null);
        return new Item(
                UUID.randomUUID(),
                campaign.id(),
                ordinal,
                whose.origin(),
                about.kind(),
                about.object(),
                about.place(),
                risks,
                whose.person().map(Person::id).orElse(null),
                team == null ? null : team.value(),
                node,
                about.who(),
                about.what(),
                about.at().truncatedTo(ChronoUnit.MICROS),
                List.of(),
                List.of(),
                List.of());
    }

    /** Why it is an item, and who acted. */
    private record Whose(String origin, Optional<Person> person) {}
}
