package dev.bastide.access;

import dev.bastide.authority.Actor;
import dev.bastide.authority.HostId;
import dev.bastide.authority.Reason;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Where a permit is asked for when somebody stands at the door without one. The room {@code change} answers: it files
 * the request that, once approved, issues the permit.
 */
public interface PermitDesk {

    /** Files a request for this account on this host, with the reason and the steps that were typed. */
    Filed fileFromTerminal(Actor actor, HostId host, String account, String reason, List<String> steps);

    /** What became of it. */
    sealed interface Filed {

        /** It waits for approval. */
        record Request(UUID subject, String path) implements Filed {
            public Request {
                Objects.requireNonNull(subject);
                Objects.requireNonNull(path);
            }
        }

        /** It could not be filed. */
        record NotFiled(Reason reason) implements Filed {
            public NotFiled {
                Objects.requireNonNull(reason);
            }
        }
    }
}
