package dev.bastide.asset.inventory;

import dev.bastide.asset.Asset;
import dev.bastide.asset.Assets;
import dev.bastide.asset.Sensitivity;
import dev.bastide.authority.Actor;
import dev.bastide.authority.AssetId;
import dev.bastide.authority.PersonId;
import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.Fact;
import dev.bastide.page.Form;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.Panel;
import dev.bastide.page.Panels;
import dev.bastide.page.Step;
import dev.bastide.page.StoryEntry;
import dev.bastide.page.Tone;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/** Turns an asset into its page: what it is, by what it is known, how it hangs together, what happened. */
@Component
class AssetView {
    private final AssetBook book;
    private final Assets assets;
    private final KeyRows keys;
    private final MergeRows merges;
    private final StoryRows stories;
    private final RelationRows relations;
    private final SiteRows sites;
    private final GapList gaps;
    private final Panels panels;
    private final ServiceTree tree;

    AssetView(
            AssetBook book,
            Assets assets,
            KeyRows keys,
            MergeRows merges,
            StoryRows stories,
            RelationRows relations,
            SiteRows sites,
            GapList gaps,
            Panels panels,
            ServiceTree tree) {
        this.book = book;
        this.assets = assets;
        this.keys = keys;
        this.merges = merges;
        this.stories = stories;
        this.relations = relations;
        this.sites = sites;
        this.gaps = gaps;
        this.panels = panels;
        this.tree = tree;
    }

    /** A merge as its page shows it. */
    record Part(UUID id, String loser, String rule, java.time.Instant at, boolean undone) {}

    /** How another asset hangs together with this one, as seen from here. */
    record Tie(String key, String name, String path) {}

    ModelAndView page(Actor actor, Asset asset, Form claim) {
        boolean decides = asset.owner().equals(actor.person()) || book.mayEdit(actor, asset);
        List<Panel.Block> blocks = new ArrayList<>(panels.of("asset", asset.id().value(), actor));
        boolean isHost = !keys.operated(List.of(asset.id().value())).isEmpty();
        if (isHost) {
            blocks.addAll(panels.of("host", asset.id().value(), actor));
        }
        return new ModelAndView("asset/inventory/asset")
                .addObject("head", head(actor, asset, isHost))
                .addObject("asset", asset)
                .addObject("facts", facts(asset))
                .addObject("gaps", gaps.of(asset))
                .addObject("keys", keys.history(asset.id().value()))
                .addObject("merges", merges(asset))
                .addObject("ties", ties(asset))
                .addObject("story", story(asset))
                .addObject("blocks", blocks)
                .addObject("decides", decides)
                .addObject("edits", book.mayEdit(actor, asset))
                .addObject("form", claimForm(asset, claim));
    }

    private Form claimForm(Asset asset, Form claim) {
        if (!claim.text("name").isEmpty()) {
            return claim;
        }
        return Form.blank(
                "name",
                asset.name(),
                "node",
                tree.snapshot().node(asset.node()).map(ServiceNode::path).orElse(""),
                "owner",
                book.loginOf(asset.owner()));
    }

    private ObjectHead head(Actor actor, Asset asset, boolean isHost) {
        ObjectHead head = ObjectHead.of(asset.kind().key(), asset.name())
                .state(chip(asset.state()))
                .at(asset.path(), book.nameOf(asset.owner()));
        if (isHost && asset.living()) {
            head = head.primary(Step.go("asset.asset.host", "/hosts/" + asset.name()));
        }
        if (asset.state() == Asset.State.KNOWN && book.mayEdit(actor, asset)) {
            head = head.menu(Step.go("asset.asset.edit", "/assets/" + asset.id() + "/edit"));
        }
        return head;
    }

    private List<Fact> facts(Asset asset) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("asset.assets.kind", Cell.said(asset.kind().key())));
        facts.add(new Fact("asset.asset.tier", Cell.text(Integer.toString(assets.tier(asset.id())))));
        facts.add(new Fact(
                "asset.assets.exposure",
                Cell.said("asset.exposure." + asset.exposure().word())));
        facts.add(Fact.text("asset.assets.site", book.siteName(asset.site())));
        facts.add(Fact.text("asset.assets.customer", asset.customer() == null ? "" : asset.customer()));
        Sensitivity held = asset.sensitivity();
        if (held != null) {
            facts.add(new Fact(
                    "asset.asset.classification",
                    Cell.said("asset.classification." + held.classification().word())));
            facts.add(new Fact("asset.asset.customer-data", Cell.said(held.customerData() ? "asset.yes" : "asset.no")));
        }
        if (asset.endOfLife() != null) {
            facts.add(Fact.text("asset.asset.end-of-life", asset.endOfLife().toString()));
        }
        if (asset.expiresAt() != null) {
            facts.add(new Fact("asset.asset.expires", Cell.due(asset.expiresAt())));
        }
        facts.add(new Fact("asset.asset.first-seen", Cell.time(asset.firstSeen())));
        facts.add(new Fact("asset.assets.seen", Cell.time(asset.lastSeen())));
        facts.add(Fact.text("asset.asset.source", asset.source()));
        if (!asset.note().isEmpty()) {
            facts.add(Fact.text("asset.asset.note", asset.note()));
        }
        return facts;
    }

    private List<Part> merges(Asset asset) {
        return merges.of(asset.id().value()).stream()
                .filter(merge -> merge.survivor().equals(asset.id().value()))
                .map(merge -> new Part(
                        merge.id(),
                        assets.exactly(new AssetId(merge.loser()))
                                .map(Asset::name)
                                .orElse("?"),
                        merge.rule(),
                        merge.at(),
                        merge.undoneAt() != null))
                .toList();
    }

    private List<Tie> ties(Asset asset) {
        return relations.of(asset.id().value()).stream()
                .flatMap(relation -> {
                    boolean from = relation.from().equals(asset.id().value());
                    UUID other = from ? relation.to() : relation.from();
                    return assets.find(new AssetId(other)).stream()
                            .map(found -> new Tie(
                                    "asset.relation." + relation.kind().replace('_', '-') + (from ? "" : ".back"),
                                    found.path(),
                                    "/assets/" + found.id()));
                })
                .toList();
    }

    private List<StoryEntry> story(Asset asset) {
        return stories.of(asset.id().value()).stream()
                .map(happened -> new StoryEntry(
                        happened.at(),
                        icon(happened.kind()),
                        tone(happened.kind()),
                        name(happened.by()),
                        "asset.story-of." + happened.kind(),
                        List.of(),
                        happened.detail(),
                        ""))
                .toList();
    }

    private static String icon(String kind) {
        return switch (kind) {
            case "found", "merged", "merged-into" -> "eye";
            case "rejected", "retired" -> "x";
            case "drift", "wrong" -> "alert-octagon";
            default -> "check";
        };
    }

    private static Tone tone(String kind) {
        return switch (kind) {
            case "found" -> Tone.DUE;
            case "rejected", "drift", "wrong" -> Tone.VIOLATED;
            case "retired", "merged-into" -> Tone.UNKNOWN;
            case "claimed", "attested" -> Tone.HOLDS;
            default -> Tone.PROGRESS;
        };
    }

    private String name(@Nullable UUID person) {
        return person == null ? "Bastide" : book.nameOf(new PersonId(person));
    }

    /** The sites, to be chosen from. */
    Map<String, String> siteChoices() {
        Map<String, String> choices = new LinkedHashMap<>();
        sites.sites().forEach(site -> choices.put(site.name(), site.name()));
        return choices;
    }

    static Chip chip(Asset.State state) {
        return switch (state) {
            case KNOWN -> Chip.of(Tone.HOLDS, "asset.state.known");
            case UNCLAIMED -> Chip.of(Tone.VIOLATED, "asset.state.unclaimed");
            case RETIRED -> Chip.of(Tone.UNKNOWN, "asset.state.retired");
        };
    }
}
