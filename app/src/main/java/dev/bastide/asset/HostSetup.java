package dev.bastide.asset;

import dev.bastide.authority.Actor;
import dev.bastide.page.BadInput;
import dev.bastide.page.SetupFile;
import dev.bastide.page.SetupSection;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * The section {@code hosts} of the set-up file: {@code name}, {@code node}, {@code address}, {@code port}, {@code kind},
 * {@code customer}, {@code accounts} (names, or {@code name} with {@code credential} and {@code private-key}),
 * {@code host-keys}. Its pins are acts of founding, listed for ratification.
 */
@Component
class HostSetup implements SetupSection {
    private static final int AFTER_THE_GRANTS = 40;

    private final HostBook book;
    private final Hosts hosts;
    private final HostPins pins;
    private final HostCare care;

    HostSetup(HostBook book, Hosts hosts, HostPins pins, HostCare care) {
        this.book = book;
        this.hosts = hosts;
        this.pins = pins;
        this.care = care;
    }

    @Override
    public String name() {
        return "hosts";
    }

    @Override
    public int order() {
        return AFTER_THE_GRANTS;
    }

    @Override
    public void apply(SetupFile section, Actor actor) {
        for (SetupFile entry : section.items()) {
            try {
                add(entry, actor);
            } catch (BadInput mistake) {
                throw entry.placed(mistake);
            }
        }
    }

    private record Account(String name, Host.CredentialKind credential, String privateKey) {}

    private void add(SetupFile entry, Actor actor) {
        List<Account> accounts = accounts(entry.at("accounts"));
        String name = entry.text("name");
        NewHost plain = book.newHost(
                new HostBook.Typed(
                        name,
                        entry.text("address"),
                        port(entry),
                        entry.text("node"),
                        String.join(" ", accounts.stream().map(Account::name).toList()),
                        entry.text("customer", "")),
                entry.text("kind", "host").startsWith("network") ? Host.Kind.NETWORK_DEVICE : Host.Kind.HOST,
                Host.CredentialKind.KEY);
        hosts.add(
                actor,
                new NewHost(
                        plain.node(),
                        plain.name(),
                        plain.address(),
                        plain.port(),
                        plain.kind(),
                        accounts.stream()
                                .map(account -> new Host.Account(account.name(), account.credential()))
                                .toList(),
                        plain.customer()));
        Host host = hosts.byName(name).orElseThrow();
        for (Account account : accounts) {
            if (!account.privateKey().isEmpty()) {
                care.importKey(actor, host, account.name(), account.privateKey());
            }
        }
        List<String> keys = new ArrayList<>();
        if (entry.at("host-keys").isThere()) {
            entry.at("host-keys").items().forEach(key -> keys.add(key.text()));
        }
        if (!keys.isEmpty()) {
            pins.propose(actor, host, String.join("\n", keys), HostPin.Source.FOUNDING);
        }
    }

    private static List<Account> accounts(SetupFile list) {
        List<Account> accounts = new ArrayList<>();
        for (SetupFile item : list.items()) {
            if (item.isText()) {
                accounts.add(new Account(item.text(), Host.CredentialKind.KEY, ""));
                continue;
            }
            item.allow("name", "credential", "private-key");
            accounts.add(new Account(
                    item.text("name"),
                    item.text("credential", "key").equals("certificate")
                            ? Host.CredentialKind.CERTIFICATE
                            : Host.CredentialKind.KEY,
                    item.text("private-key", "")));
        }
        return accounts;
    }

    static int port(SetupFile entry) {
        String text = entry.text("port", "22");
        if (!text.matches("[0-9]{1,5}")) {
            throw entry.at("port").wrong("asset.bad.port");
        }
        return Integer.parseInt(text);
    }
}
