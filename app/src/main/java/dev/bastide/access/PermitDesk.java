package dev.bastide.access;

import dev.bastide.authority.Actor;
import dev.bastide.authority.HostId;
import dev.bastide.authority.Reason;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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

    /**
     * What has become of a request that this person waits for at this account of this host.
     *
     * @param subject as {@link Pending} or {@link Filed.Request} named it
     */
    Fate fate(Actor actor, HostId host, String account, UUID subject);

    /** Which of these wait for approval as they were asked for; all others were decided, edited, taken back or lapsed. */
    Set<UUID> stillWaiting(Set<UUID> subjects);

    /** What is wrong with what was typed so far. A text that is empty and a value that is missing are still to come. */
    Optional<Fault> fault(Actor actor, HostId host, String account, Wish so);

    /** Files a request for this account on this host. */
    Filed fileFromTerminal(Actor actor, HostId host, String account, Wish wish);

    /**
     * What can be asked for.
     *
     * @param freeText whether steps may be typed, which production forbids
     * @param ticket whether a change ticket has to be named, and with typed steps one that undoes them
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
     * @param steps what is to be run, where no specification says it, and {@code rollback} what undoes it
     * @param window how long, such as {@code 1h}
     */
    record Wish(
            String specification,
            Map<String, String> values,
            List<String> steps,
            List<String> rollback,
            String ticket,
            String window,
            String reason) {
        public Wish {
            Objects.requireNonNull(specification);
            values = Map.copyOf(values);
            steps = List.copyOf(steps);
            rollback = List.copyOf(rollback);
            Objects.requireNonNull(ticket);
            Objects.requireNonNull(window);
            Objects.requireNonNull(reason);
        }

        /** The same with these values. */
        public Wish valued(Map<String, String> given) {
            return new Wish(specification, given, steps, rollback, ticket, window, reason);
        }

        /** The same with this step and what undoes it. */
        public Wish doing(List<String> step, List<String> undone) {
            return new Wish(specification, values, step, undone, ticket, window, reason);
        }

        /** The same under this ticket. */
        public Wish under(String number) {
            return new Wish(specification, values, steps, rollback, number, window, reason);
        }

        /** The same for so long. */
        public Wish lasting(String length) {
            return new Wish(specification, values, steps, rollback, ticket, length, reason);
        }

        /** The same for this reason. */
        public Wish because(String why) {
            return new Wish(specification, values, steps, rollback, ticket, window, why);
        }
    }

    /**
     * Something typed that cannot be taken.
     *
     * @param retype whether typing it anew can mend it; otherwise a rule is in the way
     */
    record Fault(Reason why, boolean retype) {
        public Fault {
            Objects.requireNonNull(why);
        }
    }

    /** What became of a request that was waited for. */
    sealed interface Fate {

        /** It waits still; under another subject than before when it was edited. */
        record Waits(Pending now) implements Fate {
            public Waits {
                Objects.requireNonNull(now);
            }
        }

        /** It was agreed to: what that opens, and when, is the permit's to say. */
        record Agreed() implements Fate {}

        /** It will open nothing here any more: why, and what to do now. */
        record Over(Reason why) implements Fate {
            public Over {
                Objects.requireNonNull(why);
            }
        }
    }

    /** What became of what was typed. */
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
