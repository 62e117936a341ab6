package dev.bastide.asset.inventory;

import dev.bastide.asset.Asset;
import dev.bastide.asset.AssetKind;
import dev.bastide.asset.Assets;
import dev.bastide.asset.NewAsset;
import dev.bastide.asset.Sensitivity;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.AssetId;
import dev.bastide.authority.NodeId;
import dev.bastide.page.BadInput;
import dev.bastide.page.Cell;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.ListQuery;
import dev.bastide.page.Listing;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The table of assets, an asset's page, adding one, and what people decide about it. */
@Controller
class AssetPages {
    private static final String[] KINDS =
            Arrays.stream(AssetKind.values()).map(AssetKind::word).toArray(String[]::new);

    private final AssetBook book;
    private final Assets assets;
    private final AssetCare care;
    private final AssetView view;
    private final ServiceTree tree;
    private final Listing<Asset> listing;

    AssetPages(AssetBook book, Assets assets, AssetCare care, AssetView view, ServiceTree tree) {
        this.book = book;
        this.assets = assets;
        this.care = care;
        this.view = view;
        this.tree = tree;
        this.listing = listing(book);
    }

    private static Listing<Asset> listing(AssetBook book) {
        return Listing.<Asset>of("asset.assets")
                .search("q")
                .choice("kind", KINDS)
                .choice("state", "known", "unclaimed", "retired")
                .choice("exposure", "internal", "public")
                .choice("seen", "ever", "never")
                .sorted("name", asset -> Cell.text(asset.name()))
                .sorted("kind", asset -> Cell.said(asset.kind().key()))
                .column("state", asset -> new Cell.State(AssetView.chip(asset.state())))
                .column("path", asset -> Cell.text(asset.path()))
                .column("owner", asset -> Cell.text(book.nameOf(asset.owner())))
                .column(
                        "exposure",
                        asset -> Cell.said("asset.exposure." + asset.exposure().word()))
                .column("site", asset -> Cell.text(book.siteName(asset.site())))
                .column("customer", asset -> Cell.text(asset.customer()))
                .sorted("seen", asset -> Cell.time(asset.lastSeen()))
                .sorted("added", asset -> Cell.time(asset.addedAt()))
                .opens(asset -> "/assets/" + asset.id())
                .firstStep("/assets/new")
                .create("/assets/new");
    }

    @GetMapping("/assets")
    @Act("asset.read")
    ModelAndView list(Actor actor, ListQuery query) {
        return listing.page("asset/inventory/assets", query, book.list(actor, query));
    }

    @GetMapping("/assets/new")
    @Act("asset.edit")
    ModelAndView blank() {
        return form(Form.blank("kind", "service", "exposure", "internal"), null);
    }

    @PostMapping("/assets")
    @Act("asset.edit")
    Object add(Actor actor, Form form, RedirectAttributes redirect) {
        try {
            AssetId id = assets.add(actor, book.read(typed(form)));
            Flash.done(redirect, "asset.asset.added", form.text("name"));
            return "redirect:/assets/" + id;
        } catch (BadInput mistake) {
            return form(form.reject(mistake), null);
        }
    }

    @GetMapping("/assets/{id}")
    @Act("self")
    ModelAndView show(Actor actor, @PathVariable String id) {
        return view.page(actor, book.require(actor, id), Form.blank());
    }

    @GetMapping("/assets/{id}/edit")
    @Act("asset.edit")
    ModelAndView edit(Actor actor, @PathVariable String id) {
        Asset asset = book.require(actor, id);
        Sensitivity held = asset.sensitivity();
        Form form = Form.blank(
                "kind",
                asset.kind().word(),
                "name",
                asset.name(),
                "node",
                nodePath(asset.node()),
                "owner",
                book.loginOf(asset.owner()),
                "exposure",
                asset.exposure().word(),
                "customer",
                asset.customer() == null ? "" : asset.customer(),
                "site",
                book.siteName(asset.site()),
                "classification",
                held == null ? "" : held.classification().word(),
                "customer_data",
                held != null && held.customerData() ? "on" : "",
                "end_of_life",
                asset.endOfLife() == null ? "" : asset.endOfLife().toString(),
                "note",
                asset.note());
        return form(form, asset);
    }

    @PostMapping("/assets/{id}/edit")
    @Act("asset.edit")
    Object change(Actor actor, @PathVariable String id, Form form, RedirectAttributes redirect) {
        Asset asset = book.require(actor, id);
        try {
            NewAsset wanted = book.read(typed(form));
            care.describe(actor, asset.id(), wanted);
            Flash.done(redirect, "asset.asset.changed", wanted.name());
            return "redirect:/assets/" + asset.id();
        } catch (BadInput mistake) {
            return form(form.reject(mistake), asset);
        }
    }

    @PostMapping("/assets/{id}/claim")
    @Act("self")
    Object claim(Actor actor, @PathVariable String id, Form form, RedirectAttributes redirect) {
        Asset asset = book.require(actor, id);
        try {
            ServiceNode node =
                    tree.snapshot().byPath(form.text("node")).orElseThrow(() -> BadInput.in("node", "asset.bad.node"));
            care.claim(
                    actor,
                    asset.id(),
                    new AssetCare.Claim(form.text("name"), node.id(), book.owner(form.text("owner"))));
        } catch (BadInput mistake) {
            return Form.again("asset/inventory/asset", form.reject(mistake))
                    .addAllObjects(view.page(actor, asset, form).getModel());
        }
        Flash.done(redirect, "asset.asset.claimed", form.text("name"));
        return "redirect:/assets/" + asset.id();
    }

    @PostMapping("/assets/{id}/reject")
    @Act("self")
    String reject(Actor actor, @PathVariable String id, Form form, RedirectAttributes redirect) {
        Asset asset = book.require(actor, id);
        care.reject(actor, asset.id(), form.text("why"));
        Flash.done(redirect, "asset.asset.rejected", asset.name());
        return "redirect:/assets/" + asset.id();
    }

    @PostMapping("/assets/{id}/retire")
    @Act("asset.edit")
    String retire(Actor actor, @PathVariable String id, Form form, RedirectAttributes redirect) {
        Asset asset = book.require(actor, id);
        care.retire(actor, asset.id(), form.text("why"));
        Flash.done(redirect, "asset.asset.retired", asset.name());
        return "redirect:/assets/" + asset.id();
    }

    @PostMapping("/assets/{id}/merges/{merge}/part")
    @Act("asset.edit")
    String part(
            Actor actor, @PathVariable String id, @PathVariable UUID merge, Form form, RedirectAttributes redirect) {
        Asset asset = book.require(actor, id);
        care.part(actor, merge, form.text("why"));
        Flash.done(redirect, "asset.asset.parted", asset.name());
        return "redirect:/assets/" + asset.id();
    }

    @PostMapping("/assets/{id}/relations")
    @Act("asset.edit")
    String relate(Actor actor, @PathVariable String id, Form form, RedirectAttributes redirect) {
        Asset asset = book.require(actor, id);
        Asset other = book.require(actor, form.text("to"));
        care.relate(actor, asset.id(), other.id(), form.text("kind"));
        Flash.done(redirect, "asset.asset.changed", asset.name());
        return "redirect:/assets/" + asset.id();
    }

    private ModelAndView form(Form form, @Nullable Asset asset) {
        Map<String, String> nodes = new TreeMap<>();
        for (ServiceNode node : tree.snapshot().all()) {
            nodes.put(node.path(), node.path() + " · " + node.environment().word());
        }
        ModelAndView page =
                form.ok() ? new ModelAndView("asset/inventory/edit") : Form.again("asset/inventory/edit", form);
        return page.addObject("form", form)
                .addObject("asset", asset)
                .addObject("nodes", nodes)
                .addObject("sites", view.siteChoices());
    }

    private static AssetBook.Typed typed(Form form) {
        return new AssetBook.Typed(
                form.text("kind"),
                form.text("name"),
                form.text("node"),
                form.text("owner"),
                form.text("exposure"),
                form.text("customer"),
                form.text("site"),
                form.text("classification"),
                form.ticked("customer_data"),
                form.text("end_of_life"),
                form.text("note"),
                form.text("keys"));
    }

    private String nodePath(NodeId node) {
        return tree.snapshot().node(node).map(ServiceNode::path).orElse("");
    }
}
