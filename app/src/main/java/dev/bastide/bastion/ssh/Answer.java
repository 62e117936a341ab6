package dev.bastide.bastion.ssh;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the gate says to an {@link Attempt}. Lines are shown as they are: on the terminal, or on standard error. */
public sealed interface Answer {
    /**
     * The channel is spliced to the host now.
     *
     * @param session names the session from here on
     * @param tap sees every byte before it is passed on; its {@link Tap#ended} is called exactly once
     * @param notAfter the session is ended at this instant
     * @param greeting shown before the host's first byte if there is a terminal; may be empty
     */
    record Admitted(UUID session, Target target, Tap tap, Instant notAfter, List<String> greeting) implements Answer {
        public Admitted {
            greeting = List.copyOf(greeting);
        }
    }

    /** No. The client ends with this exit code. */
    record Refused(List<String> lines, int exitCode) implements Answer {
        public Refused {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Not yet: the request was filed, and the terminal waits. Without a terminal it waits alike, since scripts may.
     *
     * @param outcome completed by any thread with the final answer; completed exceptionally means refused
     * @param givenUp run once if the person leaves, presses Ctrl-C or takes the other way before the outcome
     * @param other what a person at a terminal may do instead by one key; null when there is nothing else
     */
    record Waiting(
            List<String> lines,
            CompletionStage<Answer> outcome,
            Runnable givenUp,
            @Nullable Other other) implements Answer {
        public Waiting {
            lines = List.copyOf(lines);
        }

        /** Waiting and nothing else. */
        public Waiting(List<String> lines, CompletionStage<Answer> outcome, Runnable givenUp) {
            this(lines, outcome, givenUp, null);
        }
    }

    /** Another way than waiting: the key, in lower case, and what it leads to. */
    record Other(char key, Supplier<Answer> way) {}

    /**
     * A question that the person answers by one line on his terminal. Only for {@link Attempt#interactive()}; without
     * a terminal it is a refusal with these lines.
     *
     * @param reply called on a thread of its own with the line typed
     * @param givenUp said to who presses Ctrl-C or Ctrl-D instead
     */
    record Asking(List<String> lines, String prompt, Function<String, Answer> reply, List<String> givenUp)
            implements Answer {
        public Asking {
            lines = List.copyOf(lines);
            givenUp = List.copyOf(givenUp);
        }

        /** A question after which nothing is said to who gives up. */
        public Asking(List<String> lines, String prompt, Function<String, Answer> reply) {
            this(lines, prompt, reply, List.of());
        }
    }
}
