package dev.bastide.servicetree;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A part of what the company runs.
 *
 * @param parent the node above, null for the root, which stands for the company
 * @param name unique below its parent
 * @param path names from the root down, such as {@code /shop/web}; the root's is {@code /}
 * @param owner who answers for it: its head
 * @param environment how strict the rules are
 * @param tier 1 is the most important, 3 the least
 * @param inheritStop operating roles granted above do not reach this node or what lies below it
 * @param customer for whom it is run, or null
 */
public record ServiceNode(
        NodeId id,
        @Nullable NodeId parent,
        String name,
        String path,
        PersonId owner,
        Environment environment,
        int tier,
        boolean inheritStop,
        @Nullable String customer) {
    public ServiceNode {
        Objects.requireNonNull(id);
        Objects.requireNonNull(name);
        Objects.requireNonNull(path);
        Objects.requireNonNull(owner);
        Objects.requireNonNull(environment);
    }

    /** Whether it is the root. */
    public boolean isRoot() {
        return parent == null;
    }

    /** Whether it is production. */
    public boolean production() {
        return environment == Environment.PRODUCTION;
    }

    /** Its facts without identity and place in the listing. */
    public NodeFacts facts() {
        return new NodeFacts(parent, name, owner, environment, tier, inheritStop, customer);
    }
}
