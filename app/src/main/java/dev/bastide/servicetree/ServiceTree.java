package dev.bastide.servicetree;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Decision;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Founding;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.NoSuch;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Reads and changes the tree. While founding is open an edit is done at once and put on the list that others ratify;
 * afterwards an edit that moves a node, changes its head or loosens its rules waits for approval.
 */
@Service
public class ServiceTree {
    /** What one must be allowed to do in order to plant and edit. */
    public static final Action EDIT = new Action("tree.edit");

    /** What one must be allowed to do in order to see the tree. */
    public static final Action READ = new Action("tree.read");

    private final TreeSnapshots snapshots;
    private final StoredNodes nodes;
    private final NodeWords words;
    private final TreeApproval approval;
    private final ObjectProvider<Authority> authority;
    private final Founding founding;
    private final People people;
    private final AuditLog audit;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    ServiceTree(
            TreeSnapshots snapshots,
            StoredNodes nodes,
            NodeWords words,
            TreeApproval approval,
            ObjectProvider<Authority> authority,
            Founding founding,
            People people,
            AuditLog audit,
            ApplicationEventPublisher events,
            Clock clock) {
        this.snapshots = snapshots;
        this.nodes = nodes;
        this.words = words;
        this.approval = approval;
        this.authority = authority;
        this.founding = founding;
        this.people = people;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    /** The tree at its latest version known here; costs nothing. */
    public TreeSnapshot snapshot() {
        return snapshots.current();
    }

    /** Reads the tree anew when the given stored version is not the one held. */
    public TreeSnapshot snapshotAt(long storedVersion) {
        TreeSnapshot held = snapshots.current();
        return held.version() == storedVersion ? held : snapshots.refresh();
    }

    /** Plants a node; without a parent it is the root, which stands for the company and is planted once. */
    @Transactional
    public NodeId plant(Actor actor, NodeFacts facts) {
        @Nullable NodeId parent = facts.parent();
        require(actor, parent);
        if (parent == null && nodes.hasRoot()) {
            throw new ActRefused(Reason.of("servicetree.refused.root", "", "/tree"));
        }
        NodeId id = new NodeId(UUID.randomUUID());
        check(id, facts);
        nodes.add(id, facts, clock.instant());
        done(actor, id, "servicetree.plant", words.planted(id, facts));
        return id;
    }

    /** Edits a node, or asks for it where the edit loosens rules, names another head or moves the node. */
    @Transactional
    public TreeOutcome edit(Actor actor, NodeId id, NodeFacts wanted, String reason) {
        require(actor, id);
        NodeFacts present = lock(id).facts();
        if (!java.util.Objects.equals(present.parent(), wanted.parent())) {
            requireMove(actor, id, present, wanted);
        }
        check(id, wanted);
        if (founding.open() || !NeedsApproval.of(present, wanted)) {
            String said = words.edited(id, present, wanted);
            nodes.change(id, wanted);
            done(actor, id, "servicetree.edit", said);
            return new TreeOutcome.Done();
        }
        return new TreeOutcome.Asked(approval.ask(actor, id, present, wanted, reason));
    }

    /** Moves a node with all that lies below it, or asks for it once founding is closed. */
    @Transactional
    public TreeOutcome proposeMove(Actor actor, NodeId id, NodeId newParent, String reason) {
        StoredNodes.Stored present = lock(id);
        if (!present.ours()) {
            // A move keeps what the row says; this row says what somebody else wrote. Editing says all of it anew.
            throw new ActRefused(Reason.of("servicetree.refused.foreign", "A108", "/tree/" + id));
        }
        return edit(actor, id, present.facts().under(newParent), reason);
    }

    private StoredNodes.Stored lock(NodeId id) {
        return nodes.lock(id).orElseThrow(() -> new NoSuch("servicetree.node", id.toString()));
    }

    private void requireMove(Actor actor, NodeId id, NodeFacts present, NodeFacts wanted) {
        @Nullable NodeId target = wanted.parent();
        if (present.parent() == null || target == null) {
            throw new ActRefused(Reason.of("servicetree.refused.root", "", "/tree"));
        }
        require(actor, target);
        if (snapshot().isAncestorOrSelf(id, target)) {
            throw new ActRefused(Reason.of("servicetree.refused.cycle", "", "/tree/" + id));
        }
    }

    private void check(NodeId id, NodeFacts facts) {
        Optional<Person> owner = people.find(facts.owner()).filter(person -> person.active() && !person.machine());
        if (owner.isEmpty()) {
            throw new ActRefused(Reason.of("servicetree.refused.owner", "B19", "/people"));
        }
        if (nodes.nameTaken(facts.parent(), facts.name(), id)) {
            throw new ActRefused(Reason.of("servicetree.refused.name", "", "/tree", facts.name()));
        }
        @Nullable NodeId parent = facts.parent();
        if (parent == null) {
            return;
        }
        boolean belowProduction = lock(parent).facts().environment() == Environment.PRODUCTION;
        if (belowProduction && facts.environment() != Environment.PRODUCTION) {
            throw new ActRefused(Reason.of("servicetree.refused.weaker", "A47", "/tree/" + parent));
        }
        boolean strictAbove = facts.environment() == Environment.PRODUCTION
                && snapshot().children(id).stream().anyMatch(child -> !child.production());
        if (strictAbove) {
            throw new ActRefused(Reason.of("servicetree.refused.weaker-below", "A47", "/tree/" + id));
        }
    }

    private void require(Actor actor, @Nullable NodeId node) {
        Decision decision = node == null
                ? authority.getObject().mayAnywhere(actor, EDIT)
                : authority.getObject().may(actor, EDIT, node);
        decision.orThrow();
    }

    private void done(Actor actor, NodeId id, String operation, String content) {
        audit.append(AuditRecord.of(
                        clock.instant(), actor, Tag.SERVICE_TREE, operation, founding.mark() + content, Result.DONE)
                .object("node", id));
        founding.note(actor, content);
        snapshots.changed();
        events.publishEvent(new TreeChanged(id));
    }
}
