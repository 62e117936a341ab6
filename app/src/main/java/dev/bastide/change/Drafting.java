package dev.bastide.change;

import dev.bastide.approval.HeadOf;
import dev.bastide.asset.Host;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.change.engine.Content;
import dev.bastide.change.engine.SpecificationRef;
import dev.bastide.change.engine.Window;
import dev.bastide.identity.Founding;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.BadInput;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Turns what a person typed into an operation that may be asked for, or says which rule it breaks. The database asks
 * the same questions again. Source: seed 000 s2.2 (A45, A47, A48, A50), seed 004 s3.1 (B10, B11, B19).
 */
@Component
class Drafting {
    static final Action REQUEST = new Action("operation.request");
    static final Action EMERGENCY = new Action("emergency.start");

    /** How old a rehearsal may be. */
    static final Duration REHEARSAL_AGE_MAX = Duration.ofDays(30);

    private static final int REASON_MAX = 2_000;
    private static final int TICKET_MAX = 100;

    private final Targets targets;
    private final Planning planning;
    private final Windows windows;
    private final ObjectProvider<ProofSource> proofs;
    private final People people;
    private final Gates gates;
    private final Clock clock;

    /** Who answers for rights, heads and founding. */
    @Component
    record Gates(Authority may, HeadOf heads, Founding founding) {}

    Drafting(
            Targets targets,
            Planning planning,
            Windows windows,
            ObjectProvider<ProofSource> proofs,
            People people,
            Gates gates,
            Clock clock) {
        this.targets = targets;
        this.planning = planning;
        this.windows = windows;
        this.proofs = proofs;
        this.people = people;
        this.gates = gates;
        this.clock = clock;
    }

    /** Asks every rule. Throws {@link BadInput} for what cannot be understood, {@link ActRefused} for what may not be. */
    Draft draft(Actor actor, OperationRequest request) {
        List<Host> found = targets.hosts(request.hosts(), request.account().strip());
        boolean production = targets.isProduction(found);
        for (Host host : found) {
            gates.may()
                    .may(actor, request.emergency() ? EMERGENCY : REQUEST, host.node())
                    .orThrow();
        }
        requireOpen(production, request.emergency());
        Planning.Plan plan = planning.plan(request, production, found.stream().anyMatch(Host::isNetworkDevice));
        Window window = windows.window(request, plan.businessDays());
        String ticket = ticket(request, found);
        NodeId node = request.emergency() ? oneNode(found) : targets.covering(found);
        PersonId owner = actor.requirePerson();
        PersonId executor = executor(request, owner);
        Content content = new Content(
                node,
                targets.targets(found, request.account().strip()),
                plan.specification(),
                request.purpose(),
                plan.steps(),
                plan.rollback(),
                targets.impact(request.impactNodes(), found),
                impactText(request, plan, found),
                window,
                reason(request),
                owner,
                executor,
                ticket);
        boolean undone = !content.rollback().isEmpty();
        if (!undone && !request.emergency() && found.stream().anyMatch(Host::isNetworkDevice)) {
            throw refused("change.refused.no-rollback", "B11");
        }
        return new Draft(
                content,
                production,
                head(node, owner, executor),
                rehearsal(content, production && !request.emergency()),
                targets.networkDevices(found));
    }

    /** The relevant head, who is neither owner nor executor; nobody picks him. */
    PersonId head(NodeId node, PersonId owner, PersonId executor) {
        return gates.heads().headsOf(node, new HashSet<>(List.of(owner, executor))).stream()
                .min(java.util.Comparator.comparing(PersonId::toString))
                .orElseThrow(() -> refused("approval.refused.no-head", "B19"));
    }

    /** The proof that production was rehearsed, which an edit, an extension and new hands need as well. */
    OperationRows.@Nullable Proof rehearsal(Content content, boolean needed) {
        SpecificationRef specification = content.specification();
        if (!needed || specification == null) {
            return null;
        }
        return proofs.stream()
                .flatMap(source ->
                        source
                                .proof(
                                        specification,
                                        content.steps(),
                                        clock.instant().minus(REHEARSAL_AGE_MAX))
                                .stream())
                .findFirst()
                .orElseThrow(() -> new ActRefused(Reason.of(
                        "change.refused.not-rehearsed",
                        "A50",
                        "/operations/new?spec=" + specification.name() + "&rehearse=1",
                        specification.label(),
                        Long.toString(REHEARSAL_AGE_MAX.toDays()))));
    }

    private void requireOpen(boolean production, boolean emergency) {
        if (gates.founding().shut() && (production || emergency)) {
            throw new ActRefused(Reason.of("change.refused.founding", "A44", "/founding"));
        }
    }

    private NodeId oneNode(List<Host> found) {
        Set<NodeId> nodes = found.stream().map(Host::node).collect(Collectors.toSet());
        if (nodes.size() > 1) {
            throw refused("change.refused.one-node", "B30");
        }
        return found.getFirst().node();
    }

    private PersonId executor(OperationRequest request, PersonId owner) {
        if (request.executor().isBlank()) {
            return owner;
        }
        Person person = people.byLogin(request.executor().strip())
                .filter(found -> found.active() && !found.machine())
                .orElseThrow(() -> BadInput.in("executor", "change.bad.executor", Targets.shown(request.executor())));
        return person.id();
    }

    private static String ticket(OperationRequest request, List<Host> found) {
        String ticket = request.ticket().strip();
        if (ticket.length() > TICKET_MAX || ticket.codePoints().anyMatch(Character::isISOControl)) {
            throw BadInput.in("ticket", "change.bad.ticket", Integer.toString(TICKET_MAX));
        }
        if (ticket.isEmpty() && !request.emergency()) {
            found.stream().filter(Host::isNetworkDevice).findFirst().ifPresent(device -> {
                throw new ActRefused(Reason.of("change.refused.no-ticket", "B10", "/operations/new", device.path()));
            });
        }
        return ticket;
    }

    private static String reason(OperationRequest request) {
        String reason = request.reason().strip();
        if (reason.isEmpty() || reason.length() > REASON_MAX) {
            throw BadInput.in("reason", "change.bad.reason", Integer.toString(REASON_MAX));
        }
        return reason;
    }

    private String impactText(OperationRequest request, Planning.Plan plan, List<Host> found) {
        String typed = request.impact().strip();
        if (typed.length() > REASON_MAX) {
            throw BadInput.in("impact", "change.bad.reason", Integer.toString(REASON_MAX));
        }
        if (!typed.isEmpty()) {
            return typed;
        }
        if (!plan.impact().isEmpty()) {
            return plan.impact();
        }
        String paths = found.stream()
                .map(host -> targets.pathOf(host.node()))
                .distinct()
                .collect(Collectors.joining(", "));
        return "Work on " + found.size() + " host(s) of " + paths;
    }

    private static ActRefused refused(String key, String duty) {
        return new ActRefused(Reason.of(key, duty, "/operations/new"));
    }
}
