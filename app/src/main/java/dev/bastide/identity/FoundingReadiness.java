package dev.bastide.identity;

import dev.bastide.authority.Reason;
import java.util.List;

/** Answered by the room that grants roles: whether approvals could be given by enough people, so that founding may close. */
public interface FoundingReadiness {

    /** True when at least two people other than the founder hold a role that may approve. */
    boolean approversExist();

    /**
     * Every node on which nothing could ever be approved because its head cannot: which node, who its head is, what is
     * missing and where it is mended. In doubt not empty.
     */
    List<Unready> unready();

    /**
     * A node whose head cannot approve.
     *
     * @param path of the node; empty where it is not known
     * @param holdsUp whether founding may not end meanwhile: the company itself, and the way to every production host
     */
    record Unready(String path, Reason why, boolean holdsUp) {}
}
