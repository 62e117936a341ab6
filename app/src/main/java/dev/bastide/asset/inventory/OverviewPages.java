package dev.bastide.asset.inventory;

import dev.bastide.asset.Asset;
import dev.bastide.asset.AssetKind;
import dev.bastide.asset.Assets;
import dev.bastide.asset.Sight;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.AssetId;
import dev.bastide.authority.NodeId;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.ListQuery;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.servicetree.TreeSnapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The book seen as a whole: by node, by what is missing, by what ends, by what one answers for. */
@Controller
class OverviewPages {
    private static final int GAPS_MAX = 500;
    private static final Duration GAP_MENDED_WITHIN = Duration.ofDays(30);

    private final Assets assets;
    private final AssetRows rows;
    private final KeyRows keys;
    private final GapList gaps;
    private final Attestations attestations;
    private final AssetBook book;
    private final ServiceTree tree;
    private final Sight sight;
    private final Clock clock;

    OverviewPages(
            Assets assets,
            AssetRows rows,
            KeyRows keys,
            GapList gaps,
            Attestations attestations,
            AssetBook book,
            ServiceTree tree,
            Sight sight,
            Clock clock) {
        this.assets = assets;
        this.rows = rows;
        this.keys = keys;
        this.gaps = gaps;
        this.attestations = attestations;
        this.book = book;
        this.tree = tree;
        this.sight = sight;
        this.clock = clock;
    }

    /** A node with how many assets it has itself, has with all below, and how many of these nobody claimed. */
    record Branch(ServiceNode node, int own, int below, int unclaimed) {}

    /** An asset with a fact that does not hold, who mends it and until when. */
    record Missing(Asset asset, String owner, List<String> facts, List<String> unknown, Instant due) {}

    /** A certificate and when it ends. */
    record Ending(Asset asset, String owner, Instant at, String urgency) {}

    @GetMapping("/assets/tree")
    @Act("asset.read")
    ModelAndView tree(Actor actor, ListQuery query) {
        TreeSnapshot snapshot = tree.snapshot();
        Set<UUID> seen = new HashSet<>(Arrays.asList(sight.nodes(actor, Assets.READ, query.scope())));
        Map<UUID, int[]> counts = rows.countByNode();
        List<Branch> branches = new ArrayList<>();
        for (ServiceNode node : snapshot.all()) {
            if (!seen.contains(node.id().value())) {
                continue;
            }
            int below = 0;
            int unclaimed = 0;
            for (ServiceNode under : snapshot.subtree(node.id())) {
                int[] count = counts.get(under.id().value());
                if (count != null && seen.contains(under.id().value())) {
                    below += count[0];
                    unclaimed += count[1];
                }
            }
            int[] own = counts.getOrDefault(node.id().value(), new int[2]);
            branches.add(new Branch(node, own[0], below, unclaimed));
        }
        return new ModelAndView("asset/inventory/tree").addObject("branches", branches);
    }

    @GetMapping("/assets/gaps")
    @Act("asset.read")
    ModelAndView gaps(Actor actor, ListQuery query) {
        List<Asset> known = seenBy(actor, query).stream()
                .filter(asset -> asset.state() == Asset.State.KNOWN)
                .toList();
        List<Missing> missing = missing(known);
        return new ModelAndView("asset/inventory/gaps")
                .addObject("missing", missing.stream().limit(GAPS_MAX).toList())
                .addObject("duplicates", keys.duplicates(nodes(actor, query), 100))
                .addObject("total", missing.size())
                .addObject("assets", known.size());
    }

    /** What is missing, with the owner and a month to mend it from when the asset was added. */
    List<Missing> missing(List<Asset> known) {
        List<Missing> missing = new ArrayList<>();
        Map<AssetId, List<GapList.Gap>> all = gaps.of(known);
        for (Asset asset : known) {
            List<GapList.Gap> his = all.getOrDefault(asset.id(), List.of());
            List<String> not = his.stream()
                    .filter(GapList.Gap::isGap)
                    .map(GapList.Gap::fact)
                    .toList();
            if (!not.isEmpty()) {
                List<String> unknown = his.stream()
                        .filter(gap -> gap.standing().holds() == dev.bastide.asset.AssetFact.Holds.UNKNOWN)
                        .map(GapList.Gap::fact)
                        .toList();
                missing.add(new Missing(
                        asset,
                        book.nameOf(asset.owner()),
                        not,
                        unknown,
                        asset.addedAt().plus(GAP_MENDED_WITHIN)));
            }
        }
        missing.sort(Comparator.comparing(Missing::due));
        return missing;
    }

    @GetMapping("/assets/certificates")
    @Act("asset.read")
    ModelAndView certificates(Actor actor, ListQuery query) {
        Instant now = clock.instant();
        List<Ending> ending = seenBy(actor, query).stream()
                .filter(asset -> asset.kind() == AssetKind.CERTIFICATE && asset.expiresAt() != null)
                .map(asset -> new Ending(
                        asset,
                        book.nameOf(asset.owner()),
                        Objects.requireNonNull(asset.expiresAt()),
                        urgency(Objects.requireNonNull(asset.expiresAt()), now)))
                .sorted(Comparator.comparing(Ending::at))
                .toList();
        return new ModelAndView("asset/inventory/certificates").addObject("ending", ending);
    }

    private static String urgency(Instant at, Instant now) {
        if (at.isBefore(now)) {
            return "ended";
        }
        return at.isBefore(now.plus(Duration.ofDays(30))) ? "soon" : "later";
    }

    @GetMapping("/assets/mine")
    @Act("self")
    ModelAndView mine(Actor actor) {
        return new ModelAndView("asset/inventory/mine")
                .addObject("due", attestations.of(actor.requirePerson()))
                .addObject("now", clock.instant());
    }

    @PostMapping("/assets/mine")
    @Act("self")
    String attest(Actor actor, Form form, RedirectAttributes redirect) {
        List<AssetId> ticked = form.all("row").stream().map(AssetId::of).toList();
        attestations.attest(actor, ticked);
        Flash.done(redirect, "asset.attested", Integer.toString(ticked.size()));
        return "redirect:/assets/mine";
    }

    @GetMapping("/assets/surface")
    @Act("asset.read")
    ModelAndView surface(Actor actor, ListQuery query) {
        return new ModelAndView("asset/inventory/surface").addObject("events", rows.surface(nodes(actor, query), 200));
    }

    private UUID[] nodes(Actor actor, ListQuery query) {
        return sight.nodes(actor, Assets.READ, query.scope());
    }

    private List<Asset> seenBy(Actor actor, ListQuery query) {
        Set<NodeId> seen = new HashSet<>();
        for (UUID node : nodes(actor, query)) {
            seen.add(new NodeId(node));
        }
        return assets.living().stream()
                .filter(asset -> seen.contains(asset.node()))
                .toList();
    }
}
