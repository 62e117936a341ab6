package dev.bastide.asset.scan;

import dev.bastide.approval.ApprovalAsk;
import dev.bastide.approval.ApprovalDecided;
import dev.bastide.approval.Approvals;
import dev.bastide.approval.Standing;
import dev.bastide.asset.Hosts;
import dev.bastide.asset.scan.engine.Address;
import dev.bastide.asset.scan.engine.ScanScope;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Moments;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Duties;
import dev.bastide.identity.Duty;
import dev.bastide.page.BadInput;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Agreements to scan: asked for, signed by the owner of the assets and by security, acknowledged by the engineer who is
 * there. Source: seed 000 s3.2 (A77, A79, A80).
 */
@Service
class Authorisations {
    static final Action AUTHORISE = new Action("scan.authorise");
    static final Action READ = new Action("scan.read");
    static final Action ACKNOWLEDGE = new Action("scan.acknowledge");
    static final String TOOL = "Bastide";
    private static final Action VOTE = new Action("approval.vote");
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final List<String> PORTS_STEPS = List.of(
            "Look for hosts by at most six of the agreed ports",
            "Take the latency of each host before the scan",
            "Connect to each agreed port of each host at the agreed rate, and close",
            "Ask again what was silent, to see what was lost",
            "Stop when the window ends, when somebody says so, or when a target's latency grows by half");
    private static final List<String> SERVICES_STEPS =
            List.of("Ask each open port who it is: its own words, its start page, its certificate; change nothing");

    private final AuthorisationRows rows;
    private final Qualifications qualifications;
    private final Approvals approvals;
    private final Hosts hosts;
    private final Duties duties;
    private final ServiceTree tree;
    private final Authority may;
    private final AuditLog audit;
    private final Clock clock;

    Authorisations(
            AuthorisationRows rows,
            Qualifications qualifications,
            Approvals approvals,
            Hosts hosts,
            Duties duties,
            ServiceTree tree,
            Authority may,
            AuditLog audit,
            Clock clock) {
        this.rows = rows;
        this.qualifications = qualifications;
        this.approvals = approvals;
        this.hosts = hosts;
        this.duties = duties;
        this.tree = tree;
        this.may = may;
        this.audit = audit;
        this.clock = clock;
    }

    /** The agreement meant by {@code SCA-000007}, {@code 7} or its id. */
    Optional<Authorisation> meant(String text) {
        String plain = text.strip().replaceFirst("^SCA-0*", "");
        if (plain.matches("[0-9]{1,12}")) {
            return rows.byNumber(Long.parseLong(plain));
        }
        try {
            return rows.find(UUID.fromString(plain));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Asks both parties. Throws {@link BadInput} for what nobody could sign, and {@link ActRefused}. */
    @Transactional
    public Authorisation ask(Actor actor, ScanAsk ask) {
        Instant now = require(actor, ask);
        List<String> steps = ask.profile().equals("services")
                ? Stream.concat(PORTS_STEPS.stream(), SERVICES_STEPS.stream()).toList()
                : PORTS_STEPS;
        Authorisation made = new Authorisation(
                UUID.randomUUID(), 0, ask, steps, TOOL, actor.requirePerson(), now, Authorisation.State.PROPOSED, null);
        long number = rows.insert(made);
        Authorisation stored = rows.find(made.id()).orElseThrow();
        approvals.ask(new ApprovalAsk(
                AuthorisationSubject.KIND,
                stored.id(),
                "asset.scan.approval.title",
                List.of(stored.name()),
                stored.hash(),
                stored.requester(),
                ask.operator(),
                ask.node(),
                VOTE,
                stored.path(),
                Set.of()));
        note(
                actor,
                "scan.authorise",
                stored,
                "asked for " + number + ": " + String.join(", ", ask.ranges()) + " without " + ask.excludes()
                        + ", ports " + ask.scope().ports() + ", content " + stored.hash());
        return stored;
    }

    /** Throws {@link BadInput} for what nobody could sign, and {@link ActRefused}; the moment at which it holds. */
    Instant require(Actor actor, ScanAsk ask) {
        may.may(actor, AUTHORISE, ask.node()).orThrow();
        Instant now = Moments.now(clock);
        requireScope(ask);
        requireTimes(ask, now);
        if (ask.engineer().equals(ask.operator())) {
            throw BadInput.in("engineer", "asset.scan.bad.same");
        }
        if (duties.current(ask.engineer())
                .filter(duty -> duty.duty().equals(Duty.SECURITY_ENGINEER))
                .isEmpty()) {
            throw BadInput.in("engineer", "asset.scan.bad.engineer");
        }
        requireQualified(ask, now);
        return now;
    }

    private void requireScope(ScanAsk ask) {
        if (ScanScope.isNever(ask.scope().included())) {
            throw BadInput.in("ranges", "asset.scan.bad.never");
        }
        long addresses = ask.scope().addresses().count();
        if (addresses == 0) {
            throw BadInput.in("ranges", "asset.scan.bad.empty");
        }
        if (addresses > ScanAsk.ADDRESSES_MAX || ask.scope().targets() > ScanAsk.TARGETS_MAX) {
            throw BadInput.in("ranges", "asset.scan.bad.large", Long.toString(ScanAsk.ADDRESSES_MAX));
        }
        elsewhere(ask).ifPresent(other -> {
            throw BadInput.in("ranges", "asset.scan.bad.elsewhere", other.path(), other.address());
        });
    }

    /** Something known in the ranges that is another owner's. */
    record Elsewhere(String path, String address) {}

    /** A host or asset in the ranges whose node lies elsewhere: its owner would not be asked. */
    Optional<Elsewhere> elsewhere(ScanAsk ask) {
        Stream<Elsewhere> operated = hosts.all().stream()
                .filter(host -> !tree.snapshot().isAncestorOrSelf(ask.node(), host.node()))
                .map(host -> new Elsewhere(host.path(), host.address()));
        Stream<Elsewhere> known = rows.addresses().stream()
                .filter(asset -> !tree.snapshot().isAncestorOrSelf(ask.node(), asset.node()))
                .map(asset -> new Elsewhere(
                        tree.snapshot()
                                        .node(asset.node())
                                        .map(ServiceNode::path)
                                        .orElse("/") + " " + asset.name(),
                        asset.address()));
        return Stream.concat(operated, known)
                .filter(other -> inScope(ask, other.address()))
                .findFirst();
    }

    private static boolean inScope(ScanAsk ask, String address) {
        try {
            return ask.scope().holds(Address.of(address));
        } catch (IllegalArgumentException e) {
            // A name: what it leads to may differ tomorrow, and no range says anything of it.
            return false;
        }
    }

    private static void requireTimes(ScanAsk ask, Instant now) {
        if (ask.opens().isBefore(now.minus(Duration.ofMinutes(5)))) {
            throw BadInput.in("from", "asset.scan.bad.from");
        }
        if (ask.window().toMinutes() < 1 || ask.window().toMinutes() > 1_440) {
            throw BadInput.in("window", "asset.scan.bad.window");
        }
        if (ask.repeatDays() < 0 || ask.repeatDays() > 90) {
            throw BadInput.in("repeat", "asset.scan.bad.repeat");
        }
        if (!ask.expires().isAfter(ask.opens()) || ask.expires().isAfter(now.plus(LONGEST))) {
            throw BadInput.in("expires", "asset.scan.bad.expires");
        }
        if (ask.purpose().strip().length() < 10) {
            throw BadInput.in("purpose", "asset.scan.bad.short");
        }
    }

    private void requireQualified(ScanAsk ask, Instant now) {
        if (qualifications.holding(ask.operator(), now).isEmpty()) {
            throw new ActRefused(Reason.of("asset.scan.refused.unqualified", "A76", "/scans/qualifications"));
        }
    }

    /** Whether both signatures count now, for exactly this content. */
    boolean isSigned(Authorisation one) {
        return one.state() == Authorisation.State.APPROVED
                && one.approval() != null
                && approvals.standing(one.approval(), one.hash()) instanceof Standing.Approved;
    }

    /** Who still has to sign, in words of the approval. */
    List<Reason> missing(Authorisation one) {
        return approvals
                .latest(one.id())
                .map(id -> approvals.standing(id, one.hash()))
                .map(standing ->
                        standing instanceof Standing.Waiting(List<Reason> missing) ? missing : List.<Reason>of())
                .orElse(List.of());
    }

    /** The engineer that was agreed on says that he is there, in the window that is open or comes next. */
    @Transactional
    public Authorisation.Window acknowledge(Actor actor, Authorisation one) {
        may.may(actor, ACKNOWLEDGE, one.ask().node()).orThrow();
        if (!one.ask().engineer().equals(actor.person())) {
            throw new ActRefused(Reason.of("asset.scan.refused.not-engineer", "A80", one.path()));
        }
        Instant now = Moments.now(clock);
        Authorisation.Window window = one.state() == Authorisation.State.APPROVED
                ? one.window(now).orElseThrow(() -> over(one))
                : refuse(over(one));
        if (rows.acknowledge(one, window, actor.requirePerson(), now)) {
            note(actor, "scan.acknowledge", one, "engineer on duty from " + window.opens() + " to " + window.closes());
        }
        return window;
    }

    private static Authorisation.Window refuse(ActRefused refused) {
        throw refused;
    }

    static ActRefused over(Authorisation one) {
        return new ActRefused(Reason.of("asset.scan.refused.window", "A80", one.path(), one.name()));
    }

    boolean isAcknowledged(Authorisation one, Authorisation.Window window) {
        return rows.isAcknowledged(one, window);
    }

    /** Ends an agreement before its time: who asked, who signed or who may ask on its node. */
    @Transactional
    public void end(Actor actor, Authorisation one) {
        if (!one.ask().engineer().equals(actor.person()) && !one.requester().equals(actor.person())) {
            may.may(actor, AUTHORISE, one.ask().node()).orThrow();
        }
        if (one.state() == Authorisation.State.PROPOSED) {
            approvals.withdraw(one.id());
            rows.advance(one, one.decided(Authorisation.State.REJECTED, null), Moments.now(clock), actor.person());
        } else if (one.state() == Authorisation.State.APPROVED) {
            rows.advance(
                    one, one.decided(Authorisation.State.ENDED, one.approval()), Moments.now(clock), actor.person());
        }
        note(actor, "scan.authorise", one, "ended");
    }

    /** Takes the decision into the row, in the deciding vote's transaction. */
    @EventListener
    void decided(ApprovalDecided decided) {
        if (!decided.subjectKind().equals(AuthorisationSubject.KIND)) {
            return;
        }
        rows.find(decided.subject()).ifPresent(one -> {
            Authorisation.State next = decided.approved() ? Authorisation.State.APPROVED : Authorisation.State.REJECTED;
            if (one.state() == Authorisation.State.APPROVED && !decided.approved()) {
                next = Authorisation.State.ENDED;
            }
            rows.advance(one, one.decided(next, decided.approval()), Moments.now(clock), null);
        });
    }

    private void note(Actor actor, String operation, Authorisation one, String what) {
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.HOST, operation, one.name() + " " + what, Result.DONE)
                .object("scan-authorisation", one.id()));
    }
}
