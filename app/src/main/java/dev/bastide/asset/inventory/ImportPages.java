package dev.bastide.asset.inventory;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.BadInput;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Files that say what was seen: what they would do first, then in one transaction; by page and by JSON. */
@Controller
class ImportPages {
    private static final int SHOWN_MAX = 200;

    private final AssetImport imports;
    private final AssetBook book;
    private final AssetView view;

    ImportPages(AssetImport imports, AssetBook book, AssetView view) {
        this.imports = imports;
        this.book = book;
        this.view = view;
    }

    @GetMapping("/assets/import")
    @Act("asset.edit")
    ModelAndView blank() {
        return page(Form.blank(), null);
    }

    @PostMapping("/assets/import")
    @Act("asset.edit")
    Object take(Actor actor, Form form, RedirectAttributes redirect) {
        boolean real = form.text("do").equals("import");
        try {
            AssetImport.Taken taken =
                    imports.take(actor, "pasted", form.text("text"), book.site(form.text("site")), !real);
            if (real) {
                Flash.done(
                        redirect,
                        "asset.take.done",
                        Integer.toString(taken.fates().size()),
                        Long.toString(taken.count("unclaimed")));
                return "redirect:/assets";
            }
            return page(form, taken);
        } catch (BadInput mistake) {
            return page(form.reject(mistake), null);
        }
    }

    private ModelAndView page(Form form, AssetImport.@Nullable Taken taken) {
        ModelAndView page =
                form.ok() ? new ModelAndView("asset/inventory/take") : Form.again("asset/inventory/take", form);
        return page.addObject("form", form)
                .addObject("taken", taken)
                .addObject("sites", view.siteChoices())
                .addObject("most", SHOWN_MAX);
    }
}
