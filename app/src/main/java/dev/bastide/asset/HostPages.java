package dev.bastide.asset;

import dev.bastide.asset.engine.HostText;
import dev.bastide.asset.engine.PublicKeyText;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.BadInput;
import dev.bastide.page.Cell;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.ListQuery;
import dev.bastide.page.Listing;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.Panels;
import dev.bastide.page.Step;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The list of hosts, a host's page, and adding one. */
@Controller
class HostPages {
    private static final Listing<Host> HOSTS = Listing.<Host>of("asset.hosts")
            .search("q")
            .choice("pin", "pinned", "proposed", "unpinned")
            .choice("kind", "host", "network_device")
            .sorted("name", host -> Cell.text(host.name()))
            .column("path", host -> Cell.text(host.path()))
            .sorted("address", host -> Cell.code(host.address() + ":" + host.port()))
            .column("accounts", host -> Cell.text(accounts(host)))
            .column("pin", host -> new Cell.State(HostView.chip(host.pin())))
            .column("customer", host -> Cell.text(host.customer()))
            .opens(host -> "/hosts/" + host.name())
            .firstStep("/hosts/new")
            .create("/hosts/new");

    private final HostBook book;
    private final Hosts hosts;
    private final HostPins pins;
    private final HostCare care;
    private final HostView view;
    private final SshAuthority authority;
    private final ServiceTree tree;
    private final Sight sight;
    private final Panels panels;

    HostPages(
            HostBook book,
            Hosts hosts,
            HostPins pins,
            HostCare care,
            HostView view,
            SshAuthority authority,
            ServiceTree tree,
            Sight sight,
            Panels panels) {
        this.book = book;
        this.hosts = hosts;
        this.pins = pins;
        this.care = care;
        this.view = view;
        this.authority = authority;
        this.tree = tree;
        this.sight = sight;
        this.panels = panels;
    }

    @GetMapping("/hosts")
    @Act("host.read")
    ModelAndView list(Actor actor, ListQuery query) {
        return HOSTS.page("asset/list", query, book.list(query, sight.nodes(actor, Hosts.READ, query.scope())));
    }

    @GetMapping("/hosts/new")
    @Act("host.edit")
    ModelAndView blank(Actor actor) {
        return form(actor, Form.blank("port", "22", "kind", "host", "credential", "key"));
    }

    @PostMapping("/hosts")
    @Act("host.edit")
    Object add(Actor actor, Form form, RedirectAttributes redirect) {
        try {
            NewHost host = read(form);
            if (form.ok()) {
                // Before the host is there: else the form, sent again, would find its name taken.
                HostPins.requireKeys(form.text("keys"));
                hosts.add(actor, host);
                if (!form.text("keys").isEmpty()) {
                    pins.propose(
                            actor, hosts.byName(host.name()).orElseThrow(), form.text("keys"), HostPin.Source.PASTED);
                }
                Flash.done(redirect, "asset.host.added", host.name());
                return "redirect:/hosts/" + host.name();
            }
        } catch (BadInput mistake) {
            form.reject(mistake);
        }
        return form(actor, form);
    }

    @GetMapping("/hosts/{name}")
    @Act("host.read")
    ModelAndView show(Actor actor, @PathVariable String name) {
        return page(actor, book.require(actor, name), List.of());
    }

    @PostMapping("/hosts/{name}/scan")
    @Act("host.edit")
    ModelAndView scan(Actor actor, @PathVariable String name) {
        Host host = book.require(actor, name);
        return page(actor, host, pins.scan(actor, host));
    }

    /** The same for the second person, who confirms. */
    @PostMapping("/hosts/{name}/look")
    @Act("host.confirm")
    ModelAndView look(Actor actor, @PathVariable String name) {
        return scan(actor, name);
    }

    private ModelAndView page(Actor actor, Host host, List<PublicKeyText> scanned) {
        HostRows.Row row = book.row(host);
        ObjectHead head = ObjectHead.of("asset.host", host.name())
                .state(HostView.chip(host.pin()))
                .at(host.path(), book.ownerOf(host));
        if (book.mayEdit(actor, host.node())) {
            head = head.menu(Step.go("asset.host.care", "/hosts/" + host.name() + "/care"))
                    .menu(Step.dangerous("asset.host.retire", "/hosts/" + host.name() + "/retire", host.name()));
        }
        if (host.pin() == Host.PinState.PINNED) {
            head = head.primary(Step.go("asset.host.operate", "/operations/new?host=" + host.path()));
        }
        List<HostPin> all = pins.of(host);
        return new ModelAndView("asset/host")
                .addObject("head", head)
                .addObject("host", host)
                .addObject("facts", view.facts(host, row))
                .addObject("story", view.story(all))
                .addObject("pins", all)
                .addObject("twins", pins.twins(actor, all))
                .addObject(
                        "production",
                        tree.snapshot()
                                .node(host.node())
                                .map(ServiceNode::production)
                                .orElse(true))
                .addObject("scanned", scanned)
                .addObject("accountKeys", publicLines(host))
                .addObject("authority", authority.publicLine())
                .addObject("me", actor.person())
                .addObject("blocks", panels.of("host", host.id().value(), actor));
    }

    private Map<String, String> publicLines(Host host) {
        Map<String, String> lines = new TreeMap<>();
        for (Host.Account account : host.accounts()) {
            lines.put(account.name(), care.publicLine(host, account.name()).orElse(""));
        }
        return lines;
    }

    private ModelAndView form(Actor actor, Form form) {
        Map<String, String> nodes = new TreeMap<>();
        for (ServiceNode node : tree.snapshot().all()) {
            if (book.mayEdit(actor, node.id())) {
                nodes.put(node.path(), node.path() + " · " + node.environment().word());
            }
        }
        ModelAndView page = form.ok() ? new ModelAndView("asset/new") : Form.again("asset/new", form);
        return page.addObject("form", form).addObject("nodes", nodes);
    }

    private NewHost read(Form form) {
        String name = form.required("name", HostText.NAME_LIMIT).toLowerCase(java.util.Locale.ROOT);
        String address = form.required("address", 253);
        int port = form.number("port", 1, 65_535).orElse(22);
        String node = form.required("node", 2_000);
        String accounts = form.required("accounts", 1_000);
        if (!form.ok()) {
            throw BadInput.in("", "page.form.wrong");
        }
        return book.newHost(
                new HostBook.Typed(name, address, port, node, accounts, form.text("customer")),
                form.text("kind").equals("network_device") ? Host.Kind.NETWORK_DEVICE : Host.Kind.HOST,
                form.text("credential").equals("certificate")
                        ? Host.CredentialKind.CERTIFICATE
                        : Host.CredentialKind.KEY);
    }

    private static String accounts(Host host) {
        return String.join(
                ", ", host.accounts().stream().map(Host.Account::name).toList());
    }
}
