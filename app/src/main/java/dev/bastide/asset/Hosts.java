package dev.bastide.asset;

import dev.bastide.asset.engine.ConfigurationCommands;
import dev.bastide.asset.engine.PrivateKeyText;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Founding;
import dev.bastide.page.BadInput;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.security.KeyPair;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The inventory that other rooms may see. A host is added unpinned; the bastion connects only to pinned keys. */
@Service
public class Hosts {
    /** Adding, pinning and changing hosts. */
    public static final Action EDIT = new Action("host.edit");

    /** Seeing hosts. */
    public static final Action READ = new Action("host.read");

    private static final String NAME_TAKEN = "asset.name-taken";

    private final HostRows rows;
    private final PinRows pins;
    private final HostAssets assets;
    private final ServiceTree tree;
    private final Credentials credentials;
    private final SshAuthority authority;
    private final Authority may;
    private final Founding founding;
    private final AuditLog audit;
    private final Clock clock;

    Hosts(
            HostRows rows,
            PinRows pins,
            HostAssets assets,
            ServiceTree tree,
            Credentials credentials,
            SshAuthority authority,
            Authority may,
            Founding founding,
            AuditLog audit,
            Clock clock) {
        this.rows = rows;
        this.pins = pins;
        this.assets = assets;
        this.tree = tree;
        this.credentials = credentials;
        this.authority = authority;
        this.may = may;
        this.founding = founding;
        this.audit = audit;
        this.clock = clock;
    }

    /** Whether what this actor does is an act of founding: the founder's own, or the set-up file's. */
    public static boolean isFounding(Founding founding, Actor actor) {
        boolean setup = actor.kind() == Actor.Kind.MACHINE && actor.method() == AccessMethod.LOCAL;
        return setup ? founding.open() : founding.mayFound(actor);
    }

    /** The host of this id, unless retired. */
    public Optional<Host> find(HostId id) {
        return rows.find(id).map(this::host);
    }

    /** The host of this name, unless retired. */
    public Optional<Host> byName(String name) {
        return rows.byName(name).map(this::host);
    }

    /** The host at this path, such as {@code /shop/web/web-01}; a bare name is taken as well. */
    public Optional<Host> byPath(String path) {
        int slash = path.lastIndexOf('/');
        Optional<Host> named = byName(path.substring(slash + 1));
        return slash < 0 ? named : named.filter(host -> host.path().equals(path));
    }

    /** Every host that is not retired, by name. */
    public List<Host> all() {
        return rows.all().stream().map(this::host).toList();
    }

    /**
     * Hosts on these nodes that could be operated on, to be chosen from: those whose path holds what was typed so far, at
     * most that many.
     */
    public List<Host> offered(UUID[] nodes, String typed, int limit) {
        String said = typed.strip();
        int slash = said.lastIndexOf('/');
        UUID[] within = holding(nodes, said.substring(0, Math.max(slash, 0)));
        UUID[] whole = said.isEmpty() ? new UUID[0] : holding(nodes, said);
        return rows.offered(within, whole, said.substring(slash + 1), limit).stream()
                .map(this::host)
                .toList();
    }

    private UUID[] holding(UUID[] nodes, String part) {
        return Stream.of(nodes)
                .filter(node -> path(new NodeId(node)).contains(part))
                .toArray(UUID[]::new);
    }

    /** The hosts of exactly this node. */
    public List<Host> on(NodeId node) {
        return rows.under(node).stream().map(this::host).toList();
    }

    /** The hosts at this address, however it is written. */
    public List<Host> at(String address) {
        return rows.at(address).stream().map(this::host).toList();
    }

    /** A network device and the command that prints its configuration. */
    public record Device(Host host, String command) {}

    /** The device with its command; empty for another host, and where there is no command or none that is known. */
    public Optional<Device> device(HostId id) {
        return rows.find(id)
                .filter(row -> row.kind() == Host.Kind.NETWORK_DEVICE)
                .flatMap(row -> Optional.ofNullable(row.configCommand())
                        .filter(ConfigurationCommands::isKnown)
                        .map(command -> new Device(host(row), command)));
    }

    /** The keys the host may show; empty means that nothing is to be connected to. */
    public List<PinnedKey> pinnedKeys(HostId id) {
        return pins.pinned(id);
    }

    /** What proves the bastion to this account, for one connection. Throws {@link ActRefused} where there is none. */
    @Transactional
    public Credential credential(HostId id, String account) {
        Host host = find(id).orElseThrow(() -> new ActRefused(Reason.of("asset.no-such-host", "", "/hosts")));
        requireOwned(host);
        Host.Account known = host.account(account)
                .orElseThrow(() -> new ActRefused(
                        Reason.of("asset.no-such-account", "", "/hosts/" + host.name(), account, host.path())));
        return switch (known.credentialKind()) {
            case CERTIFICATE -> authority.issue(account, host.name());
            case KEY ->
                new Credential.Key(credentials
                        .open(id, account)
                        .orElseThrow(() -> new ActRefused(
                                Reason.of("asset.no-credential", "", "/hosts/" + host.name(), account, host.path()))));
        };
    }

    /** Nobody works on what nobody answers for. Throws {@link ActRefused}. Source: seed 000 s2.1 (A39). */
    public void requireOwned(Host host) {
        if (assets.isQuarantined(host.id())) {
            throw new ActRefused(Reason.of("asset.quarantined", "A39", "/assets/" + host.id(), host.path()));
        }
    }

    /**
     * Adds a host without any pinned key; for accounts with a bastion-held key a fresh one is made. Throws
     * {@link BadInput} when another has its name or address.
     */
    @Transactional
    public HostId add(Actor actor, NewHost host) {
        may.may(actor, EDIT, host.node()).orThrow();
        if (rows.taken(host.name())) {
            throw BadInput.in("name", NAME_TAKEN, host.name());
        }
        rows.nameAt(host.address(), host.port()).ifPresent(other -> {
            throw BadInput.in("address", "asset.address-taken", host.address() + ":" + host.port(), other);
        });
        HostId id = assets.admit(host, actor.person(), clock.instant());
        try {
            rows.insert(id, host, founding.open(), actor.person(), clock.instant());
        } catch (DuplicateKeyException e) {
            // Somebody else added it in the same instant.
            throw BadInput.in("name", NAME_TAKEN, host.name());
        }
        host.accounts().stream()
                .filter(account -> account.credentialKind() == Host.CredentialKind.KEY)
                .forEach(account -> makeKey(actor, id, account.name()));
        String what = "host " + host.name() + " at " + host.address() + " port " + host.port() + " added under "
                + path(host.node());
        if (isFounding(founding, actor)) {
            founding.note(
                    actor,
                    what + "; accounts "
                            + host.accounts().stream()
                                    .map(account -> account.name() + " ("
                                            + account.credentialKind().name().toLowerCase(Locale.ROOT) + ")")
                                    .collect(Collectors.joining(", ")));
        }
        String content = founding.mark() + what;
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.HOST, "host.edit", content, Result.DONE)
                .object("host", id));
        return id;
    }

    private void makeKey(Actor actor, HostId id, String account) {
        KeyPair pair = PrivateKeyText.generate();
        credentials.keep(
                id,
                account,
                new Credentials.NewKey(pair, PrivateKeyText.publicText(pair), false, actor.person(), clock.instant()));
    }

    private Host host(HostRows.Row row) {
        return new Host(
                row.id(),
                row.node(),
                row.name(),
                pathOf(row.node(), row.name()),
                row.address(),
                row.port(),
                row.kind(),
                row.accounts(),
                row.customer(),
                row.pin());
    }

    private String path(NodeId node) {
        return tree.snapshot().node(node).map(ServiceNode::path).orElse("/");
    }

    private String pathOf(NodeId node, String name) {
        String path = path(node);
        return path.endsWith("/") ? path + name : path + "/" + name;
    }
}
