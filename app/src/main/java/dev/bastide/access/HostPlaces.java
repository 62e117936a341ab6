package dev.bastide.access;

import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.Reason;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Which hosts there are and where on the tree they belong. The room that keeps the hosts answers. */
public interface HostPlaces {

    /** The host of this id, name or path. */
    Optional<Place> find(String idNameOrPath);

    /** The one host with this literal address; nothing where there is none, or more than one. */
    default Optional<Place> at(String address) {
        return Optional.empty();
    }

    /** The hosts that belong to exactly this node, by name; at most {@code limit}. */
    List<Place> on(NodeId node, int limit);

    /** Why nobody may be permitted to work on this host, if so: nobody answers for it. */
    default Optional<Reason> barred(HostId host) {
        return Optional.empty();
    }

    /**
     * One host.
     *
     * @param path such as {@code /shop/web/web-01}
     */
    record Place(HostId host, NodeId node, String path) {
        public Place {
            Objects.requireNonNull(host);
            Objects.requireNonNull(node);
            Objects.requireNonNull(path);
        }
    }
}
