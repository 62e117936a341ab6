package dev.bastide.servicetree;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a node when it is planted or edited. An invalid value cannot exist: the exception's message is the
 * message key of the fault.
 *
 * @param parent the node above; null only for the root
 * @param name lower-case letters, digits, dot, dash and underscore, at most 63: it becomes part of paths and of SSH names
 * @param tier 1 to 3
 * @param customer at most 120 characters, or null
 */
public record NodeFacts(
        @Nullable NodeId parent,
        String name,
        PersonId owner,
        Environment environment,
        int tier,
        boolean inheritStop,
        @Nullable String customer) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?");
    private static final int CUSTOMER_CHARACTERS_MAX = 120;

    public NodeFacts {
        Objects.requireNonNull(owner);
        Objects.requireNonNull(environment);
        customer = customer == null || customer.isBlank() ? null : customer.strip();
        require(NAME.matcher(name).matches(), "servicetree.bad.name");
        require(tier >= 1 && tier <= 3, "servicetree.bad.tier");
        require(customer == null || isOneLine(customer), "servicetree.bad.customer");
    }

    /** The same node below another parent. */
    public NodeFacts under(NodeId newParent) {
        return new NodeFacts(newParent, name, owner, environment, tier, inheritStop, customer);
    }

    private static boolean isOneLine(String text) {
        return text.length() <= CUSTOMER_CHARACTERS_MAX && text.chars().noneMatch(Character::isISOControl);
    }

    private static void require(boolean holds, String key) {
        if (!holds) {
            throw new IllegalArgumentException(key);
        }
    }
}
