package dev.bastide.asset.inventory;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.page.BadInput;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Sites and how far each is covered. */
@Controller
class SitePages {
    private final Sites sites;
    private final SiteRows rows;
    private final AssetBook book;
    private final ServiceTree tree;
    private final Clock clock;

    SitePages(Sites sites, SiteRows rows, AssetBook book, ServiceTree tree, Clock clock) {
        this.sites = sites;
        this.rows = rows;
        this.book = book;
        this.tree = tree;
        this.clock = clock;
    }

    /** A site as its page shows it. */
    record Standing(Sites.Coverage coverage, boolean holds, String owner, List<SiteRows.Range> ranges) {}

    @GetMapping("/assets/sites")
    @Act("asset.read")
    ModelAndView list() {
        return page(Form.blank());
    }

    private ModelAndView page(Form form) {
        List<Standing> standing = sites.coverage().stream()
                .map(one -> new Standing(
                        one,
                        one.holds(clock.instant()),
                        book.nameOf(one.site().owner()),
                        sites.ranges(one.site().id())))
                .toList();
        ModelAndView page =
                form.ok() ? new ModelAndView("asset/inventory/sites") : Form.again("asset/inventory/sites", form);
        return page.addObject("sites", standing).addObject("form", form);
    }

    @PostMapping("/assets/sites")
    @Act("asset.edit")
    Object add(Actor actor, Form form, RedirectAttributes redirect) {
        try {
            ServiceNode node =
                    tree.snapshot().byPath(form.text("node")).orElseThrow(() -> BadInput.in("node", "asset.bad.node"));
            PersonId owner = form.text("owner").isEmpty() ? node.owner() : book.owner(form.text("owner"));
            UUID site = sites.add(actor, form.text("name"), node.id(), owner, form.text("customer"));
            if (!form.text("network").isEmpty()) {
                sites.addRange(actor, site, form.text("network"), node.id(), owner);
            }
            Flash.done(redirect, "asset.sites.added", form.text("name"));
            return "redirect:/assets/sites";
        } catch (BadInput mistake) {
            return page(form.reject(mistake));
        }
    }

    @PostMapping("/assets/sites/{id}/ranges")
    @Act("asset.edit")
    String range(Actor actor, @PathVariable UUID id, Form form, RedirectAttributes redirect) {
        SiteRows.Site site = rows.site(id).orElseThrow(() -> BadInput.in("site", "asset.bad.site"));
        sites.addRange(actor, id, form.text("network"), site.node(), site.owner());
        Flash.done(redirect, "asset.sites.ranged", form.text("network"));
        return "redirect:/assets/sites";
    }
}
