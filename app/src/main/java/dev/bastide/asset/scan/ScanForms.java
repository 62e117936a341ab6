package dev.bastide.asset.scan;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.page.BadInput;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Asking for an agreement by page: what it would touch and how long it takes is shown before anybody is asked to sign. */
@Controller
class ScanForms {
    private static final List<String> FIELDS = List.of(
            "node",
            "purpose",
            "ranges",
            "excludes",
            "ports",
            "profile",
            "rate",
            "from",
            "window",
            "repeat",
            "expires",
            "operator",
            "engineer");
    private static final int RATE_MAX = 50_000;
    private static final int REPEAT_MAX = 90;

    private final ScanDesk desk;
    private final ServiceTree tree;
    private final Authority may;
    private final ScanJson words;

    ScanForms(ScanDesk desk, ServiceTree tree, Authority may, ScanJson words) {
        this.desk = desk;
        this.tree = tree;
        this.may = may;
        this.words = words;
    }

    @GetMapping("/scans/authorisations/new")
    @Act("scan.authorise")
    ModelAndView blank(Actor actor) {
        return form(
                actor,
                Form.blank("ports", "1-1024", "window", "2h", "rate", "2000", "repeat", "0", "profile", "services"));
    }

    @PostMapping("/scans/authorisations")
    @Act("scan.authorise")
    Object ask(Actor actor, Form form, RedirectAttributes redirect) {
        try {
            ScanDesk.Typed typed = typed(form);
            if (form.ok() && !form.text("do").equals("back")) {
                if (form.text("do").equals("ask")) {
                    Authorisation made = desk.ask(actor, typed);
                    Flash.done(redirect, "asset.scan.asked", made.name());
                    return "redirect:" + made.path();
                }
                return preview(form, desk.preview(actor, typed));
            }
        } catch (BadInput mistake) {
            form.reject(mistake);
        }
        return form(actor, form);
    }

    private ModelAndView preview(Form form, ScanAsk ask) {
        Map<String, String> hidden = new LinkedHashMap<>();
        FIELDS.forEach(field -> hidden.put(field, form.text(field)));
        return new ModelAndView("asset/scan/preview")
                .addObject("form", form)
                .addObject("ask", ask)
                .addObject("hidden", hidden)
                .addObject("node", form.text("node"))
                .addObject("operator", words.name(ask.operator()))
                .addObject("engineer", words.name(ask.engineer()));
    }

    private ModelAndView form(Actor actor, Form form) {
        Map<String, String> nodes = new TreeMap<>();
        for (ServiceNode node : tree.snapshot().all()) {
            if (may.may(actor, Authorisations.AUTHORISE, node.id()).isPermitted()) {
                nodes.put(node.path(), node.path() + " · " + node.environment().word());
            }
        }
        ModelAndView page = form.ok() ? new ModelAndView("asset/scan/new") : Form.again("asset/scan/new", form);
        return page.addObject("form", form).addObject("nodes", nodes);
    }

    private static ScanDesk.Typed typed(Form form) {
        String node = form.required("node", 500);
        String purpose = form.required("purpose", 2_000);
        String ranges = form.required("ranges", 20_000);
        String ports = form.required("ports", 4_000);
        String window = form.required("window", 20);
        String engineer = form.required("engineer", 200);
        return new ScanDesk.Typed(
                node,
                purpose,
                ranges,
                form.text("excludes"),
                ports,
                form.text("rate").isEmpty()
                        ? 0
                        : form.number("rate", 10, RATE_MAX).orElse(0),
                0,
                0,
                form.text("from"),
                window,
                form.text("repeat").isEmpty()
                        ? 0
                        : form.number("repeat", 0, REPEAT_MAX).orElse(0),
                form.text("expires"),
                form.text("operator"),
                engineer,
                form.text("profile"),
                "");
    }
}
