package dev.bastide.asset;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.BadInput;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What is done to a host: keys proposed and confirmed, accounts, notes, retirement, imports. */
@Controller
class HostCarePages {
    private final HostBook book;
    private final HostPins pins;
    private final HostCare care;
    private final HostImport imports;

    HostCarePages(HostBook book, HostPins pins, HostCare care, HostImport imports) {
        this.book = book;
        this.pins = pins;
        this.care = care;
        this.imports = imports;
    }

    @PostMapping("/hosts/{name}/pins")
    @Act("host.edit")
    String propose(Actor actor, @PathVariable String name, Form form, RedirectAttributes redirect) {
        Host host = book.require(actor, name);
        boolean scanned = form.text("source").equals("scanned");
        pins.propose(actor, host, form.text("keys"), scanned ? HostPin.Source.SCANNED : HostPin.Source.PASTED);
        Flash.done(redirect, "asset.pin.now-proposed", host.name());
        return back(host);
    }

    @PostMapping("/hosts/{name}/pins/{pin}/confirm")
    @Act("host.confirm")
    String confirm(
            Actor actor, @PathVariable String name, @PathVariable UUID pin, Form form, RedirectAttributes redirect) {
        Host host = book.require(actor, name);
        pins.decide(actor, host, pin, new HostPins.Word(true, form.text("note"), form.ticked("sameMachine")));
        Flash.done(redirect, "asset.pin.now-confirmed", host.name());
        return back(host);
    }

    @PostMapping("/hosts/{name}/pins/{pin}/refuse")
    @Act("host.confirm")
    String refuse(
            Actor actor, @PathVariable String name, @PathVariable UUID pin, Form form, RedirectAttributes redirect) {
        Host host = book.require(actor, name);
        pins.decide(actor, host, pin, new HostPins.Word(false, form.text("note"), false));
        Flash.done(redirect, "asset.pin.now-refused", host.name());
        return back(host);
    }

    @PostMapping("/hosts/{name}/pins/{pin}/end")
    @Act("host.edit")
    String end(Actor actor, @PathVariable String name, @PathVariable UUID pin, Form form, RedirectAttributes redirect) {
        Host host = book.require(actor, name);
        pins.end(actor, host, pin, form.text("reason"));
        Flash.done(redirect, "asset.pin.now-ended", host.name());
        return back(host);
    }

    @GetMapping("/hosts/{name}/care")
    @Act("host.edit")
    ModelAndView care(Actor actor, @PathVariable String name) {
        Host host = book.require(actor, name);
        HostRows.Row row = book.row(host);
        return care(host, Form.blank("console_note", row.consoleNote(), "config_command", row.configCommand()));
    }

    @PostMapping("/hosts/{name}/care")
    @Act("host.edit")
    Object describe(Actor actor, @PathVariable String name, Form form, RedirectAttributes redirect) {
        Host host = book.require(actor, name);
        try {
            care.describe(actor, host, form.text("console_note"), form.text("config_command"));
        } catch (BadInput mistake) {
            return care(host, form.reject(mistake));
        }
        Flash.done(redirect, "asset.host.changed", host.name());
        return back(host);
    }

    @PostMapping("/hosts/{name}/accounts")
    @Act("host.edit")
    Object addAccount(Actor actor, @PathVariable String name, Form form, RedirectAttributes redirect) {
        Host host = book.require(actor, name);
        Host.CredentialKind kind = form.text("credential").equals("certificate")
                ? Host.CredentialKind.CERTIFICATE
                : Host.CredentialKind.KEY;
        try {
            care.addAccount(actor, host, new Host.Account(form.text("account"), kind));
        } catch (BadInput mistake) {
            return care(host, form.reject(mistake));
        }
        Flash.done(redirect, "asset.host.changed", host.name());
        return back(host);
    }

    @PostMapping("/hosts/{name}/key")
    @Act("host.edit")
    Object key(Actor actor, @PathVariable String name, Form form, RedirectAttributes redirect) {
        Host host = book.require(actor, name);
        try {
            if (form.text("key").isEmpty()) {
                care.renewKey(actor, host, form.text("account"));
            } else {
                care.importKey(actor, host, form.text("account"), form.text("key"));
            }
        } catch (BadInput mistake) {
            return care(host, Form.blank("account", form.text("account")).reject(mistake));
        }
        Flash.done(redirect, "asset.host.changed", host.name());
        return back(host);
    }

    @PostMapping("/hosts/{name}/retire")
    @Act("host.edit")
    String retire(Actor actor, @PathVariable String name, Form form, RedirectAttributes redirect) {
        Host host = book.require(actor, name);
        if (!form.text("confirm").equals(host.name())) {
            throw BadInput.in("confirm", "page.form.wrong");
        }
        care.retire(actor, host);
        Flash.done(redirect, "asset.host.retired", host.name());
        return "redirect:/hosts";
    }

    @GetMapping("/hosts/import")
    @Act("host.edit")
    ModelAndView imports() {
        return imports(Form.blank("node", "", "account", "root", "credential", "key"), List.of());
    }

    @PostMapping("/hosts/import")
    @Act("host.edit")
    Object preview(Actor actor, Form form, RedirectAttributes redirect) {
        HostImport.Defaults defaults = new HostImport.Defaults(
                form.text("node"),
                form.text("account"),
                form.text("credential").equals("certificate")
                        ? Host.CredentialKind.CERTIFICATE
                        : Host.CredentialKind.KEY);
        try {
            if (form.text("do").equals("import")) {
                int added = imports.apply(actor, form.text("text"), defaults);
                Flash.done(redirect, "asset.import.done", Integer.toString(added));
                return "redirect:/hosts";
            }
            return imports(form, imports.preview(actor, form.text("text"), defaults));
        } catch (BadInput mistake) {
            return imports(form.reject(mistake), List.of());
        }
    }

    private static ModelAndView imports(Form form, List<HostImport.Row> rows) {
        ModelAndView page = form.ok() ? new ModelAndView("asset/import") : Form.again("asset/import", form);
        return page.addObject("form", form).addObject("rows", rows);
    }

    private static ModelAndView care(Host host, Form form) {
        ModelAndView page = form.ok() ? new ModelAndView("asset/care") : Form.again("asset/care", form);
        return page.addObject("form", form).addObject("host", host);
    }

    private static String back(Host host) {
        return "redirect:/hosts/" + host.name();
    }
}
