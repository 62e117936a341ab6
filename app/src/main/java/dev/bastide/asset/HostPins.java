package dev.bastide.asset;

import dev.bastide.asset.engine.KeyUnreadable;
import dev.bastide.asset.engine.PublicKeyText;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.HostId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Founding;
import dev.bastide.page.BadInput;
import dev.bastide.page.NoSuch;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Pins host keys: one person proposes what he read on the host itself, a second person confirms. A scan only fills in
 * what is to be compared. While founding is open the founder's pins count at once and stand on the list that two others
 * ratify. Nothing is trusted on first use. Source: seed 000 s4 (A108).
 */
@Service
class HostPins {
    /** Confirming or refusing a proposed host key. */
    static final Action CONFIRM = new Action("host.confirm");

    private static final int NOTE_MAX = 2_000;

    private final Hosts hosts;
    private final PinRows rows;
    private final HostKeyScan scan;
    private final ScanBounds bounds;
    private final SameMachine same;
    private final Authority may;
    private final Founding founding;
    private final AuditLog audit;
    private final Clock clock;

    HostPins(
            Hosts hosts,
            PinRows rows,
            HostKeyScan scan,
            ScanBounds bounds,
            SameMachine same,
            Authority may,
            Founding founding,
            AuditLog audit,
            Clock clock) {
        this.hosts = hosts;
        this.rows = rows;
        this.scan = scan;
        this.bounds = bounds;
        this.same = same;
        this.may = may;
        this.founding = founding;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * The second person's word.
     *
     * @param sameMachineSeen that he has seen which other hosts are the same machine
     */
    record Word(boolean confirmed, String note, boolean sameMachineSeen) {}

    /**
     * Asks the host which keys it shows now, for whoever proposes or confirms one; no key is stored. Throws
     * {@link ActRefused} when it does not answer.
     */
    List<PublicKeyText> scan(Actor actor, Host host) {
        if (!may.may(actor, CONFIRM, host.node()).isPermitted()) {
            may.may(actor, Hosts.EDIT, host.node()).orThrow();
        }
        List<String> lines = bounds.reachable(host)
                .map(address -> scan.keysAt(address, host.port()))
                .orElse(List.of());
        audit.appendNow(AuditRecord.of(
                        clock.instant(),
                        actor,
                        Tag.HOST,
                        "host.look",
                        "Asked " + host.path() + " for its keys: "
                                + (lines.isEmpty() ? "no answer" : lines.size() + " shown"),
                        lines.isEmpty() ? Result.FAILED : Result.DONE)
                .object("host", host.id()));
        if (lines.isEmpty()) {
            throw new ActRefused(Reason.of("asset.pin.no-answer", "", path(host), host.address() + ":" + host.port()));
        }
        return lines.stream().map(PublicKeyText::parse).toList();
    }

    /** Proposes the keys of a pasted text: {@code known_hosts}, {@code ssh-keyscan} or {@code .pub} lines. */
    @Transactional
    public List<HostPin> propose(Actor actor, Host host, String text, HostPin.Source source) {
        may.may(actor, Hosts.EDIT, host.node()).orThrow();
        boolean found = Hosts.isFounding(founding, actor);
        List<PublicKeyText> keys = keys(text).stream()
                .filter(key -> !rows.isLiving(host.id(), key.fingerprint()))
                .toList();
        for (PublicKeyText key : keys) {
            HostPin.Source from = found ? HostPin.Source.FOUNDING : source;
            UUID pin = rows.insert(host.id(), key, from, actor.person(), clock.instant());
            if (found) {
                founding.note(
                        actor,
                        "host key of " + host.path() + ": " + key.type() + " " + key.fingerprint()
                                + same.told(host, key.fingerprint()));
            }
            record(
                    actor,
                    host,
                    pin,
                    founding.mark() + "Host key " + key.fingerprint() + " proposed for " + host.path()
                            + same.told(host, key.fingerprint()));
        }
        return rows.of(host.id());
    }

    /** The second person's word on a proposed key. */
    @Transactional
    public void decide(Actor actor, Host host, UUID pin, Word said) {
        may.may(actor, CONFIRM, host.node()).orThrow();
        HostPin proposed = living(host, pin);
        if (proposed.state() != HostPin.State.PROPOSED || proposed.proposedBy() == null) {
            throw new ActRefused(Reason.of("asset.pin.decided", "", path(host)));
        }
        if (actor.requirePerson().equals(proposed.proposedBy())) {
            throw new ActRefused(Reason.of("asset.pin.same-person", "A108", path(host), proposed.fingerprint()));
        }
        if (said.note().length() > NOTE_MAX) {
            throw BadInput.in(
                    "note",
                    "page.form.too-long",
                    Integer.toString(NOTE_MAX),
                    Integer.toString(said.note().length()));
        }
        if (said.confirmed() && !said.sameMachineSeen()) {
            refuseUnseen(actor, host, proposed);
        }
        rows.decide(proposed, actor.requirePerson(), said, clock.instant());
        record(
                actor,
                host,
                pin,
                "Host key " + proposed.fingerprint() + " " + (said.confirmed() ? "confirmed" : "refused") + " for "
                        + host.path() + same.told(host, proposed.fingerprint()) + ": " + said.note());
    }

    private void refuseUnseen(Actor actor, Host host, HostPin proposed) {
        List<SameMachine.Twin> twins = twins(actor, List.of(proposed)).getOrDefault(proposed.id(), List.of());
        if (!twins.isEmpty()) {
            String others = twins.stream().map(SameMachine.Twin::told).collect(Collectors.joining(", "));
            throw new ActRefused(Reason.of("asset.pin.same-machine", "A108", path(host), host.path(), others));
        }
    }

    /** For each key the other hosts that are the same machine: by this key, or by address and port. */
    Map<UUID, List<SameMachine.Twin>> twins(Actor reader, List<HostPin> pins) {
        return same.twins(reader, pins);
    }

    /** Takes a key out of use; the bastion no longer connects to it. */
    @Transactional
    public void end(Actor actor, Host host, UUID pin, String reason) {
        may.may(actor, Hosts.EDIT, host.node()).orThrow();
        HostPin living = living(host, pin);
        if (reason.isBlank() || reason.length() > NOTE_MAX) {
            throw BadInput.in("reason", "asset.pin.reason", Integer.toString(NOTE_MAX));
        }
        rows.end(pin, actor.requirePerson(), reason, clock.instant());
        record(
                actor,
                host,
                pin,
                "Host key " + living.fingerprint() + " taken out of use for " + host.path() + ": " + reason);
    }

    /** A host's keys, the newest proposal first. */
    List<HostPin> of(Host host) {
        return rows.of(host.id());
    }

    /** The keys of several hosts, each host's newest proposal first. */
    Map<HostId, List<HostPin>> of(List<Host> several) {
        return rows.of(several.stream().map(Host::id).toList());
    }

    /** Proposals that this person may decide: none of his own. */
    List<HostPin> waitingFor(Actor actor) {
        return rows.proposed().stream()
                .filter(pin -> !pin.proposedByPerson(actor.person()))
                .filter(pin -> hosts.find(pin.host())
                        .map(host -> may.may(actor, CONFIRM, host.node()).isPermitted())
                        .orElse(false))
                .toList();
    }

    private HostPin living(Host host, UUID pin) {
        return rows.find(pin)
                .filter(found -> found.host().equals(host.id()) && found.state() != HostPin.State.ENDED)
                .orElseThrow(() -> new NoSuch("asset.pin", pin.toString()));
    }

    private void record(Actor actor, Host host, UUID pin, String content) {
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.HOST, "host.pin", content, Result.DONE)
                .object("host", host.id())
                .change("pin:" + pin));
    }

    /** Judges pasted keys before there is a host to pin them to; none is fine. Throws {@link BadInput}. */
    static void requireKeys(String text) {
        if (!text.isBlank()) {
            keys(text);
        }
    }

    static List<PublicKeyText> keys(String text) {
        try {
            List<PublicKeyText> keys = PublicKeyText.parseAll(text);
            if (!keys.isEmpty()) {
                return keys;
            }
        } catch (KeyUnreadable e) {
            throw BadInput.in("keys", "asset.bad.host-key");
        }
        throw BadInput.in("keys", "page.form.required");
    }

    private static String path(Host host) {
        return "/hosts/" + host.name();
    }
}
