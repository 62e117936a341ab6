package dev.bastide.access;

import dev.bastide.authority.Actor;
import dev.bastide.authority.HostId;
import dev.bastide.authority.Reason;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a permit is asked for when somebody stands at the door without one. The room {@code change} answers: it says what
 * can be asked for and what was asked already, and files the request that, once approved, issues the permit.
 */
public interface PermitDesk {

    /** What this person can ask for on this host, what may be used at once first. */
    Offer offer(Actor actor, HostId host);

    /** What waits for approval already and would let this person onto this account of this host. */
    Optional<Pending> pending(Actor actor, HostId host, String account);

    /** Files a request for this account on this host. */
    Filed fileFromTerminal(Actor actor, HostId host, String account, Wish wish);

    /**
     * What can be asked for.
     *
     * @param freeText whether steps may be typed, which production forbids
     * @param ticket whether a change ticket has to be named
     * @param choices the specifications that may be used there
     * @param nothing why there is nothing to choose and who can change it; null where there is something
     */
    record Offer(
            boolean freeText,
            boolean ticket,
            List<Choice> choices,
            @Nullable Reason nothing) {
        public Offer {
            choices = List.copyOf(choices);
        }
    }

    /**
     * One specification.
     *
     * @param values the parameters to give, each as it is written in the specification, such as {@code unit: word}
     * @param hurdle what has to be done before it can be asked for there; null when nothing
     */
    record Choice(
            String name,
            String title,
            List<String> values,
            @Nullable Reason hurdle) {
        public Choice {
            Objects.requireNonNull(name);
            Objects.requireNonNull(title);
            values = List.copyOf(values);
        }
    }

    /**
     * A request that waits.
     *
     * @param subject what its permit will be issued for
     * @param name what people call it, such as {@code OP-000123}
     * @param missing who still has to agree, in words
     */
    record Pending(UUID subject, String name, String path, List<Reason> missing) {
        public Pending {
            Objects.requireNonNull(subject);
            Objects.requireNonNull(name);
            Objects.requireNonNull(path);
            missing = List.copyOf(missing);
        }
    }

    /**
     * What was typed.
     *
     * @param specification the name of a specification; empty for steps that were typed
     * @param window how long, such as {@code 1h}
     */
    record Wish(
            String specification,
            Map<String, String> values,
            List<String> steps,
            String ticket,
            String window,
            String reason) {
        public Wish {
            Objects.requireNonNull(specification);
            values = Map.copyOf(values);
            steps = List.copyOf(steps);
            Objects.requireNonNull(ticket);
            Objects.requireNonNull(window);
            Objects.requireNonNull(reason);
        }
    }

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
