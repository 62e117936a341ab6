package dev.bastide.record.review;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Draws the sample of a campaign anew from what was published of it, and says whether it is the one that was reviewed. */
@Service
class Recount {
    private static final int CHECKPOINT_ROOT_LINE = 2;

    private final StoredItems items;
    private final Announcing announcing;
    private final Candidates candidates;
    private final AuditLog audit;
    private final Clock clock;

    Recount(StoredItems items, Announcing announcing, Candidates candidates, AuditLog audit, Clock clock) {
        this.items = items;
        this.announcing = announcing;
        this.candidates = candidates;
        this.audit = audit;
        this.clock = clock;
    }

    /** One thing that was compared; {@code key} words it. */
    record Check(String key, boolean holds) {}

    /** Whether the items are not those that were drawn: one was added, changed or taken away behind the program. */
    boolean itemsDiffer(Campaign campaign, List<Item> all) {
        Campaign.Draw draw = campaign.draw();
        return draw == null || all.size() != draw.items() || !Drawing.hash(all).equals(draw.itemsHash());
    }

    /** Compares everything, and records that somebody had it compared. */
    @Transactional
    public List<Check> recount(Actor actor, Campaign campaign) {
        Campaign.Draw draw = campaign.draw();
        if (draw == null) {
            return List.of();
        }
        List<Item> all = items.of(campaign.id());
        List<Check> checks = new ArrayList<>();
        checks.add(new Check("secret", Sample.commitment(draw.secret()).equals(campaign.commitment())));
        checks.add(new Check(
                "announced",
                announcing.place(campaign).filter(draw.announcement()::equals).isPresent()));
        checks.add(new Check("checkpoint", isOf(draw)));
        checks.add(new Check(
                "size",
                draw.size() == Sample.size(draw.population(), draw.confidence(), draw.tolerable())
                        && draw.population() == population(campaign, draw)));
        checks.add(new Check("sample", isDrawn(campaign, draw, all)));
        checks.add(new Check("items", !itemsDiffer(campaign, all)));
        boolean holds = checks.stream().allMatch(Check::holds);
        String content = "Drew the sample of " + campaign.name() + " anew: "
                + (holds ? "it is the one that was reviewed." : "it is not the one that was reviewed.");
        audit.append(AuditRecord.of(
                        clock.instant(),
                        actor,
                        Tag.AUDIT,
                        "review.recount",
                        content,
                        holds ? Result.DONE : Result.FAILED)
                .object(Announcing.OBJECT, campaign.id()));
        return checks;
    }

    private static long population(Campaign campaign, Campaign.Draw draw) {
        return campaign.node() == null
                ? LogSpan.size(draw.spans())
                : draw.listed().size();
    }

    /** The note is of this log, this size and this root; that it is signed every verifier says. */
    private static boolean isOf(Campaign.Draw draw) {
        List<String> lines = draw.checkpoint().lines().toList();
        return lines.size() > CHECKPOINT_ROOT_LINE
                && lines.get(0).equals(draw.origin())
                && lines.get(1).equals(Long.toString(draw.logSize()))
                && lines.get(CHECKPOINT_ROOT_LINE).equals(draw.root());
    }

    private boolean isDrawn(Campaign campaign, Campaign.Draw draw, List<Item> all) {
        return (draw.rule() != Campaign.Draw.ALIKE && draw.size() < draw.population())
                ? isSifted(draw, all)
                : isDrawnAlike(campaign, draw, all);
    }

    /**
     * Every position of the sequence is the next item, or was passed over for being foreign when enough of those were drawn. What
     * was passed over and cannot be read any more is taken as foreign: that it was cannot be asked twice.
     */
    private boolean isSifted(Campaign.Draw draw, List<Item> all) {
        Sample.Positions positions = new Sample.Positions(draw.seed(), draw.population());
        int kept = 0;
        int foreign = 0;
        for (long looked = 0;
                kept - foreign < draw.size() && looked < Sieve.bound(draw.population(), draw.rule());
                looked++) {
            LogSpan.Place place = LogSpan.place(draw.spans(), positions.next());
            Item next = kept < all.size() ? all.get(kept) : null;
            if (next != null && isAt(next, place, kept + 1)) {
                kept++;
                foreign += next.isForeignSample() ? 1 : 0;
            } else if (foreign < draw.size() || !candidates.isForeign(place, true)) {
                return false;
            }
        }
        return foreign <= draw.size()
                && all.stream().skip(kept).allMatch(item -> item.origin().equals(Item.RISK));
    }

    private static boolean isAt(Item item, LogSpan.Place place, int ordinal) {
        return place.equals(item.place())
                && item.ordinal() == ordinal
                && !item.origin().equals(Item.RISK);
    }

    private static boolean isDrawnAlike(Campaign campaign, Campaign.Draw draw, List<Item> all) {
        List<Long> positions = Sample.draw(draw.seed(), draw.population(), draw.size());
        if (all.size() < positions.size()) {
            return false;
        }
        return IntStream.range(0, positions.size()).allMatch(i -> {
            Item item = all.get(i);
            long position = positions.get(i);
            boolean here = campaign.node() == null
                    ? LogSpan.place(draw.spans(), position).equals(item.place())
                    : draw.listed().get(Math.toIntExact(position)).equals(item.object());
            return here && item.ordinal() == i + 1 && !item.origin().equals(Item.RISK);
        });
    }
}
