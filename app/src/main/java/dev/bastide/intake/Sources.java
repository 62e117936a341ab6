package dev.bastide.intake;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Networks;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.page.BadInput;
import dev.bastide.page.NoSuch;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The registered sources. Whoever changes one needs the right on the node it belongs to, before and after; every change is
 * recorded, stays readable, and can be undone by one more. Source: seed 000 s4 (A114).
 */
@Service
public class Sources {
    /** Seeing sources and what came of them. */
    static final Action READ = new Action("intake.read");

    /** Registering and changing sources, and their tokens. */
    static final Action EDIT = new Action("intake.edit");

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");
    private static final Pattern HOST = Pattern.compile("|[A-Za-z0-9:][A-Za-z0-9.:-]{0,252}");
    private static final int PEERS_MAX = 100;

    private final SourceRows rows;
    private final ServiceTree tree;
    private final Authority authority;
    private final AuditLog audit;
    private final Clock clock;

    Sources(SourceRows rows, ServiceTree tree, Authority authority, AuditLog audit, Clock clock) {
        this.rows = rows;
        this.tree = tree;
        this.authority = authority;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * How somebody wants a source to be set, in words.
     *
     * @param node the path of its node
     * @param peers addresses and networks, parted by white space or commas
     * @param zone a zone's name, or empty for UTC
     */
    public record Wanted(String node, String host, String peers, String zone, boolean enabled) {}

    /** Every source, by name; who may see them is asked by whoever shows them. */
    public List<Source> all() {
        return rows.all();
    }

    /** The source with this id. */
    public Optional<Source> find(UUID id) {
        return rows.find(id);
    }

    /** Those that this actor may see, by name. */
    List<Source> seenBy(Actor actor) {
        return rows.all().stream()
                .filter(source ->
                        authority.may(actor, READ, source.setting().node()).isPermitted())
                .toList();
    }

    /** The one of this name. Throws {@link NoSuch}, or what refuses this actor to see it. */
    Source read(Actor actor, String name) {
        Source source = require(name);
        authority.may(actor, READ, source.setting().node()).orThrow();
        return source;
    }

    /** The same for who may change it. */
    Source forEdit(Actor actor, String name) {
        Source source = require(name);
        authority.may(actor, EDIT, source.setting().node()).orThrow();
        return source;
    }

    /** Whether this actor may change it. */
    boolean mayEdit(Actor actor, Source source) {
        return authority.may(actor, EDIT, source.setting().node()).isPermitted();
    }

    /** How it was set, oldest first. */
    List<Source> history(Source source) {
        return rows.history(source.id());
    }

    /** Registers a source. Throws {@link BadInput} for what is wrong with it. */
    @Transactional
    public Source register(Actor actor, String name, String kind, Wanted wanted) {
        String called = name.strip().toLowerCase(Locale.ROOT);
        if (!NAME.matcher(called).matches()) {
            throw BadInput.in("name", "intake.source.bad-name");
        }
        SourceKind door = SourceKind.ofWord(kind).orElseThrow(() -> BadInput.in("kind", "intake.source.bad-kind"));
        PersonId by = actor.requirePerson();
        rows.lock();
        if (rows.byName(called).isPresent()) {
            throw BadInput.in("name", "intake.source.taken", called);
        }
        Instant now = now();
        Source source = new Source(UUID.randomUUID(), called, door, setting(actor, wanted, 1, null, by, now));
        check(actor, source);
        rows.add(source.id(), called, door, by, now);
        rows.set(source);
        told(actor, source, "intake.register", "Registered the source " + told(source));
        return source;
    }

    /** Changes how it is set. */
    @Transactional
    public Source change(Actor actor, String name, Wanted wanted) {
        rows.lock();
        Source before = forEdit(actor, name);
        int version = rows.nextVersion(before.id());
        Source after = new Source(
                before.id(),
                before.name(),
                before.kind(),
                setting(actor, wanted, version, null, actor.requirePerson(), now()));
        return set(actor, before, after, "intake.change", "Changed the source ");
    }

    /** Sets it again as it was before its last change. Throws {@link BadInput} where it was never changed. */
    @Transactional
    public Source undo(Actor actor, String name) {
        rows.lock();
        Source now = forEdit(actor, name);
        List<Source> history = rows.history(now.id());
        if (history.size() < 2) {
            throw BadInput.in("", "intake.source.nothing-to-undo");
        }
        Source.Setting old = history.get(history.size() - 2).setting();
        Source after = new Source(
                now.id(),
                now.name(),
                now.kind(),
                new Source.Setting(
                        rows.nextVersion(now.id()),
                        old.node(),
                        old.host(),
                        old.peers(),
                        old.zone(),
                        old.enabled(),
                        now.setting().version(),
                        actor.requirePerson(),
                        now()));
        return set(actor, now, after, "intake.undo", "Undid the last change of the source ");
    }

    private Source set(Actor actor, Source before, Source after, String operation, String words) {
        check(actor, after);
        rows.set(after);
        told(actor, after, operation, words + told(after) + "; it was " + told(before));
        return after;
    }

    private Source require(String name) {
        return rows.byName(name).orElseThrow(() -> new NoSuch("intake.source", name));
    }

    private Source.Setting setting(
            Actor actor, Wanted wanted, int version, @Nullable Integer undoes, PersonId by, Instant now) {
        NodeId node = tree.snapshot()
                .byPath(wanted.node().strip())
                .filter(found -> authority.may(actor, READ, found.id()).isPermitted())
                .map(ServiceNode::id)
                .orElseThrow(() -> BadInput.in("node", "intake.source.bad-node"));
        String host = wanted.host().strip();
        if (!HOST.matcher(host).matches()) {
            throw BadInput.in("host", "intake.source.bad-host");
        }
        return new Source.Setting(
                version, node, host, peers(wanted.peers()), zone(wanted.zone()), wanted.enabled(), undoes, by, now);
    }

    private static List<String> peers(String text) {
        List<String> peers = Pattern.compile("[\\s,;]+")
                .splitAsStream(text)
                .filter(peer -> !peer.isEmpty())
                .distinct()
                .toList();
        if (peers.size() > PEERS_MAX) {
            throw BadInput.in("peers", "intake.source.many-peers", Integer.toString(PEERS_MAX));
        }
        try {
            Networks.of(peers);
        } catch (IllegalArgumentException e) {
            throw BadInput.in("peers", "intake.source.bad-peer");
        }
        return peers;
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text.isBlank() ? "UTC" : text.strip());
        } catch (DateTimeException e) {
            throw BadInput.in("zone", "intake.source.bad-zone");
        }
    }

    /** A syslog sender is known by its address alone: it names who may send, and nobody else of its kind names the same. */
    private void check(Actor actor, Source source) {
        authority.may(actor, EDIT, source.setting().node()).orThrow();
        if (!source.kind().isSyslog() || !source.enabled()) {
            return;
        }
        if (source.setting().peers().isEmpty()) {
            throw BadInput.in("peers", "intake.source.no-peers");
        }
        Networks mine = Networks.of(source.setting().peers());
        for (Source other : rows.all()) {
            boolean rival = !other.id().equals(source.id()) && other.kind() == source.kind() && other.enabled();
            if (rival && mine.meet(Networks.of(other.setting().peers()))) {
                throw BadInput.in("peers", "intake.source.peer-taken", other.name());
            }
        }
    }

    private void told(Actor actor, Source source, String operation, String words) {
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.AUDIT, operation, words + ".", Result.DONE)
                .object("source", source.name()));
    }

    private String told(Source source) {
        Source.Setting setting = source.setting();
        String path = tree.snapshot()
                .node(setting.node())
                .map(ServiceNode::path)
                .orElse(setting.node().toString());
        return source.name() + ": " + source.kind().word() + ", " + (setting.enabled() ? "on" : "off") + ", of " + path
                + ", host " + (setting.host().isEmpty() ? "-" : setting.host()) + ", from "
                + (setting.peers().isEmpty() ? "any address" : String.join(" ", setting.peers())) + ", zone "
                + setting.zone();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
