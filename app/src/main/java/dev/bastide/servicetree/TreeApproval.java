package dev.bastide.servicetree;

import dev.bastide.approval.ApprovalAsk;
import dev.bastide.approval.ApprovalDecided;
import dev.bastide.approval.ApprovalId;
import dev.bastide.approval.ApprovalSubject;
import dev.bastide.approval.Approvals;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.job.Jobs;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Asks for the approval of an edit and carries it out in the transaction of the deciding vote. */
@Component
class TreeApproval implements ApprovalSubject {
    private static final Action VOTE = new Action("approval.vote");
    private static final int REASON_CHARACTERS_MIN = 10;
    private static final int REASON_CHARACTERS_MAX = 2_000;
    private static final int PAIRS_SHOWN_MAX = 200;

    private final StoredNodes nodes;
    private final NodeWords words;
    private final TreeProposals proposals;
    private final TreeSnapshots snapshots;
    private final ObjectProvider<Approvals> approvals;
    private final ObjectProvider<MoveImpact> impact;
    private final People people;
    private final AuditLog audit;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    TreeApproval(
            StoredNodes nodes,
            NodeWords words,
            TreeProposals proposals,
            TreeSnapshots snapshots,
            ObjectProvider<Approvals> approvals,
            ObjectProvider<MoveImpact> impact,
            People people,
            AuditLog audit,
            ApplicationEventPublisher events,
            Clock clock) {
        this.nodes = nodes;
        this.words = words;
        this.proposals = proposals;
        this.snapshots = snapshots;
        this.approvals = approvals;
        this.impact = impact;
        this.people = people;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    /** Stores the proposal and asks. Who becomes head does not decide, nor does he whose successor is named. */
    @Transactional(propagation = Propagation.MANDATORY)
    ApprovalId ask(Actor actor, NodeId node, NodeFacts present, NodeFacts wanted, String reason) {
        String text = reason.strip();
        if (text.length() < REASON_CHARACTERS_MIN || text.length() > REASON_CHARACTERS_MAX) {
            throw new ActRefused(Reason.of("servicetree.refused.reason", "A49", "/tree/" + node));
        }
        proposals.openFor(node).ifPresent(open -> {
            proposals.close(open.id(), "void", clock.instant());
            approvals.getObject().voided(open.id());
        });
        TreeProposal proposal = new TreeProposal(
                UUID.randomUUID(), node, wanted, text, actor.requirePerson(), "asked", clock.instant());
        proposals.add(proposal);
        boolean succession = !present.owner().equals(wanted.owner());
        @Nullable NodeId above = present.parent();
        ApprovalAsk ask = new ApprovalAsk(
                KIND,
                proposal.id(),
                "servicetree.approval.title",
                List.of(pathOf(node)),
                proposal.contentHash(present),
                actor.requirePerson(),
                succession ? wanted.owner() : null,
                succession && above != null ? above : node,
                VOTE,
                "/tree/" + node,
                succession ? Set.of(present.owner()) : Set.of());
        ApprovalId id = approvals.getObject().ask(ask);
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.SERVICE_TREE, "servicetree.propose", text, Result.DONE)
                .object("node", node)
                .change(proposal.id().toString()));
        return id;
    }

    private static final String KIND = TreeProposal.KIND;

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public View view(UUID subject) {
        TreeProposal proposal =
                proposals.find(subject).orElseThrow(() -> new IllegalArgumentException("no proposal " + subject));
        Optional<ServiceNode> node = snapshots.current().node(proposal.node());
        NodeFacts present = node.map(ServiceNode::facts).orElse(proposal.wanted());
        List<Line> lines = new ArrayList<>(proposal.lines(present, this::pathOf, this::nameOf));
        MoveImpact.Impact change = impactOf(proposal);
        lines.add(
                new Line("servicetree.gained", Integer.toString(change.gained().size())));
        lines.add(new Line("servicetree.lost", Integer.toString(change.lost().size())));
        change.lockedOut().stream()
                .limit(PAIRS_SHOWN_MAX)
                .map(pair -> new Line("servicetree.locked-out", pair.host() + ": " + pair.person()))
                .forEach(lines::add);
        List<Touch> touches = new ArrayList<>();
        change.gained().stream().limit(PAIRS_SHOWN_MAX).forEach(pair -> touches.add(touch("+ ", pair)));
        change.lost().stream().limit(PAIRS_SHOWN_MAX).forEach(pair -> touches.add(touch("− ", pair)));
        return new View("servicetree.approval.happens", List.of(pathOf(proposal.node())), lines, touches, null);
    }

    private static Touch touch(String sign, MoveImpact.Pair pair) {
        return new Touch(sign + pair.person() + " ⇢ " + pair.host(), "");
    }

    private MoveImpact.Impact impactOf(TreeProposal proposal) {
        TreeSnapshot before = snapshots.current();
        @Nullable MoveImpact port = impact.getIfAvailable();
        if (port == null || before.node(proposal.node()).isEmpty() || !proposal.isOpen()) {
            return new MoveImpact.Impact(List.of(), List.of(), List.of());
        }
        return port.between(before, before.with(proposal.node(), proposal.wanted()));
    }

    /** Carries out or closes the proposal, in the transaction of the vote that decided. */
    @EventListener
    void on(ApprovalDecided decided) {
        if (!decided.subjectKind().equals(KIND)) {
            return;
        }
        proposals.find(decided.subject()).filter(TreeProposal::isOpen).ifPresent(proposal -> {
            if (decided.approved()) {
                apply(proposal, decided.approval());
            } else {
                close(proposal, "refused", "Not approved.", Result.REFUSED);
            }
        });
    }

    private void apply(TreeProposal proposal, ApprovalId approval) {
        Optional<NodeFacts> present =
                nodes.lock(proposal.node()).filter(StoredNodes.Stored::ours).map(StoredNodes.Stored::facts);
        boolean holds = present.isPresent()
                && approvals
                        .getObject()
                        .standing(approval, proposal.contentHash(present.get()))
                        .holds()
                && fits(proposal);
        if (!holds) {
            close(proposal, "void", "The tree has changed since this was asked for.", Result.REFUSED);
            return;
        }
        String said = words.carriedOut(proposal.node(), present.get(), proposal.wanted());
        nodes.change(proposal.node(), proposal.wanted());
        close(proposal, "applied", said, Result.DONE);
        snapshots.changed();
        events.publishEvent(new TreeChanged(proposal.node()));
    }

    /** Whether the rules of the tree would still hold; the database would refuse, and with it the vote. */
    private boolean fits(TreeProposal proposal) {
        TreeSnapshot now = nodes.snapshot();
        @Nullable NodeId parent = proposal.wanted().parent();
        if (parent == null) {
            return true;
        }
        boolean weaker = now.node(parent).map(ServiceNode::production).orElse(true)
                && proposal.wanted().environment() != Environment.PRODUCTION;
        return !weaker
                && !now.isAncestorOrSelf(proposal.node(), parent)
                && !nodes.nameTaken(parent, proposal.wanted().name(), proposal.node());
    }

    private void close(TreeProposal proposal, String state, String content, Result result) {
        proposals.close(proposal.id(), state, clock.instant());
        audit.append(AuditRecord.of(
                        clock.instant(),
                        Jobs.actor("servicetree"),
                        Tag.SERVICE_TREE,
                        "servicetree.apply",
                        content,
                        result)
                .object("node", proposal.node())
                .change(proposal.id().toString()));
    }

    private String pathOf(@Nullable NodeId node) {
        return node == null
                ? "-"
                : snapshots.current().node(node).map(ServiceNode::path).orElse(node.toString());
    }

    private String nameOf(PersonId person) {
        return people.find(person).map(Person::name).orElse(person.toString());
    }
}
