package dev.bastide.servicetree;

import dev.bastide.approval.HeadOf;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.Deputies;
import dev.bastide.identity.People;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The head of a node, computed from the tree and never picked. Source: seed 004 s3.1.3 (B19). */
@Component
public class Heads implements HeadOf {
    private final TreeSnapshots snapshots;
    private final Deputies deputies;
    private final People people;

    Heads(TreeSnapshots snapshots, Deputies deputies, People people) {
        this.snapshots = snapshots;
        this.deputies = deputies;
        this.people = people;
    }

    @Override
    public Set<PersonId> headsOf(NodeId node, Set<PersonId> barred) {
        return headsIn(snapshots.current(), node, barred);
    }

    /** The head of the node as {@link #headsOf} computes it, on another state of the tree: what an edit would make. */
    public Set<PersonId> headsIn(TreeSnapshot tree, NodeId node, Set<PersonId> barred) {
        for (ServiceNode above : tree.path(node).reversed()) {
            if (tree.isForeign(above.id())) {
                return Set.of();
            }
            Set<PersonId> heads = headsOf(above.owner(), barred);
            if (!heads.isEmpty()) {
                return heads;
            }
        }
        return Set.of();
    }

    @Override
    public String pathOf(NodeId node) {
        return snapshots.current().node(node).map(ServiceNode::path).orElse(node.toString());
    }

    private Set<PersonId> headsOf(PersonId owner, Set<PersonId> barred) {
        Set<PersonId> heads = new HashSet<>();
        boolean free = canDecide(owner, barred);
        if (free) {
            heads.add(owner);
        }
        if (!free || deputies.onLeave(owner)) {
            Optional<PersonId> deputy = deputies.of(owner).filter(person -> canDecide(person, barred));
            deputy.ifPresent(heads::add);
        }
        return heads;
    }

    private boolean canDecide(PersonId person, Set<PersonId> barred) {
        return !barred.contains(person)
                && people.find(person).filter(found -> found.active()).isPresent();
    }
}
