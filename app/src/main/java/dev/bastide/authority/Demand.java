package dev.bastide.authority;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Port: something a node has to satisfy before an act that is issued for it, such as a release. Rooms offer demands as
 * beans; a gate is all of them and knows none. Where nobody offers one there is none. One that fails is unknown, and what is
 * unknown is refused. It is asked anew each time. Source: seed 000 s1.1 (A22).
 */
public interface Demand {

    /** Its name, also the message key of its words, such as {@code vulnerability.demand.breach}. */
    String name();

    /** Whether the node satisfies it for this act now; what does not concern the act is permitted. */
    Decision ask(NodeId node, String act);

    /**
     * What one demand said.
     *
     * @param demand its name
     */
    record Answer(String demand, Decision decision) {
        public Answer {
            Objects.requireNonNull(demand);
            Objects.requireNonNull(decision);
        }
    }

    /**
     * What the gate says: yes where every demand does.
     *
     * @param answers of each demand, by name, so that the verdict can be computed again
     */
    record Verdict(NodeId node, String act, List<Answer> answers) {
        public Verdict {
            answers = List.copyOf(answers);
        }

        /** Whether the act may be issued. */
        public boolean isPermitted() {
            return answers.stream().allMatch(answer -> answer.decision().isPermitted());
        }

        /** Every reason why not. */
        public List<Reason> reasons() {
            List<Reason> reasons = new ArrayList<>();
            for (Answer answer : answers) {
                if (answer.decision() instanceof Decision.Refused(Reason reason)) {
                    reasons.add(reason);
                }
            }
            return reasons;
        }
    }

    /** Asks all of them. A demand that throws has not said yes. */
    static Verdict all(Collection<? extends Demand> demands, NodeId node, String act) {
        List<Answer> answers = demands.stream()
                .sorted(Comparator.comparing(Demand::name))
                .map(demand -> new Answer(demand.name(), answer(demand, node, act)))
                .toList();
        return new Verdict(node, act, answers);
    }

    private static Decision answer(Demand demand, NodeId node, String act) {
        try {
            return Objects.requireNonNull(demand.ask(node, act));
        } catch (RuntimeException e) {
            return Decision.refused(Reason.of("page.demand.unknown", "A22", "", demand.name()));
        }
    }
}
