package dev.bastide.record.review;

import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.page.ListQuery;
import dev.bastide.page.NoSuch;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Campaigns as pages, programs and the shell look at them. */
@Component
class CampaignDesk {
    private final StoredCampaigns campaigns;
    private final StoredItems items;
    private final Recount recount;
    private final Clock clock;

    CampaignDesk(StoredCampaigns campaigns, StoredItems items, Recount recount, Clock clock) {
        this.campaigns = campaigns;
        this.items = items;
        this.recount = recount;
        this.clock = clock;
    }

    /** A campaign with its items. */
    record Row(Campaign campaign, Campaign.State state, List<Item> items) {
        Row {
            items = List.copyOf(items);
        }

        boolean isOpen() {
            return campaign.draw() != null && campaign.completion() == null;
        }

        long judged() {
            return items.stream().filter(item -> item.verdict() != null).count();
        }

        long missing() {
            return items.size() - judged();
        }

        long findings() {
            return items.stream()
                    .map(Item::verdict)
                    .filter(Objects::nonNull)
                    .filter(verdict -> !verdict.inOrder())
                    .count();
        }

        /** Of what was drawn by chance, what this program itself wrote. */
        long own() {
            return items.stream().filter(Item::isOwnSample).count();
        }

        /** Of what was drawn by chance, what foreign programs told. */
        long foreign() {
            return items.stream().filter(Item::isForeignSample).count();
        }

        String progress() {
            return campaign.draw() == null ? "" : judged() + " / " + items.size();
        }

        int percent() {
            return items.isEmpty() ? 100 : (int) (judged() * 100 / items.size());
        }

        @Nullable
        Instant due() {
            return campaign.draw() == null ? null : campaign.draw().due();
        }

        /** How many items wait for this reader. */
        long waitingFor(@Nullable PersonId reader) {
            return items.stream()
                    .filter(item -> item.verdict() == null && item.isFor(reader))
                    .count();
        }

        /** The first item that waits for this reader. */
        Optional<Item> next(@Nullable PersonId reader) {
            return campaign.completion() != null
                    ? Optional.empty()
                    : items.stream()
                            .filter(item -> item.verdict() == null && item.isFor(reader))
                            .findFirst();
        }
    }

    List<Row> rows() {
        return campaigns.all().stream().map(this::row).toList();
    }

    Row row(Campaign campaign) {
        List<Item> all = campaign.draw() == null ? List.of() : items.of(campaign.id());
        return new Row(campaign, campaign.state(clock.instant()), all);
    }

    boolean isChanged(Row row) {
        return row.campaign().foreign()
                || (row.campaign().draw() != null && recount.itemsDiffer(row.campaign(), row.items()));
    }

    /** By its id, or by its name such as REV-000012. Throws {@link NoSuch}. */
    Campaign require(String id) {
        String name = id.toUpperCase(Locale.ROOT);
        Optional<Campaign> found = name.startsWith("REV-")
                ? campaigns.all().stream()
                        .filter(campaign -> campaign.name().equals(name))
                        .findFirst()
                : uuid(id).flatMap(campaigns::find);
        return found.orElseThrow(() -> CampaignPages.noSuch(id));
    }

    private static Optional<UUID> uuid(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The item with this number. Throws {@link NoSuch}. */
    Item item(Row row, String ordinal) {
        return row.items().stream()
                .filter(item -> Integer.toString(item.ordinal()).equals(ordinal))
                .findFirst()
                .orElseThrow(() -> new NoSuch("record.review.item", ordinal));
    }

    int waitingFor(Actor actor) {
        return actor.person() == null ? 0 : items.waitingFor(actor.person());
    }

    /** The list of a campaign as it is, for a page that was sent and not asked for. */
    ListQuery plain(ListQuery query, Campaign campaign) {
        return new ListQuery(
                campaign.path(),
                Map.of(),
                "",
                false,
                query.size(),
                null,
                "",
                query.scope(),
                query.columns(),
                query.views());
    }
}
