package dev.bastide.change;

import dev.bastide.approval.Approvals;
import dev.bastide.bastion.Run;
import dev.bastide.bastion.Runner;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.job.Jobs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * The story of an operation with what other rooms know of it: each vote with its evaluation, and how a roll-back ended, in
 * the order in which it happened.
 */
@Component
class WholeStory {
    /** Bastide itself, whichever of its jobs it was. */
    private static final String BASTIDE = "Bastide";

    private static final String JOB = Jobs.actor("change").name();

    private final OperationStory story;
    private final OperationReads reads;
    private final Approvals approvals;
    private final Runner runner;
    private final People people;

    WholeStory(OperationStory story, OperationReads reads, Approvals approvals, Runner runner, People people) {
        this.story = story;
        this.reads = reads;
        this.approvals = approvals;
        this.runner = runner;
        this.people = people;
    }

    /** Every entry in order; of one instant, the asking stands before the votes and these before their consequence. */
    List<OperationStory.Entry> of(OperationId id) {
        Stream<OperationStory.Entry> votes = reads.revisions(id).stream()
                .flatMap(revision -> approvals.said(revision).stream())
                .map(this::vote);
        Stream<OperationStory.Entry> undone = runner.ofOperation(id.value()).stream()
                .filter(run -> run.rollbackOf() != null && run.ended() != null)
                .map(WholeStory::undone);
        List<OperationStory.Entry> all = new ArrayList<>();
        story.of(id).forEach(entry -> all.add(entry.who().equals(JOB) ? entry.by(BASTIDE) : entry));
        Stream.concat(votes, undone).forEach(all::add);
        all.sort(Comparator.comparing(OperationStory.Entry::at).thenComparingInt(WholeStory::rank));
        return all;
    }

    private static int rank(OperationStory.Entry entry) {
        boolean asks = entry.kind().equals("asked")
                || entry.kind().equals("edited")
                || entry.kind().endsWith("-asked")
                || entry.kind().startsWith("emergency");
        if (asks) {
            return 0;
        }
        return entry.kind().startsWith("voted") ? 1 : 2;
    }

    private OperationStory.Entry vote(Approvals.Said said) {
        String kind = switch (said.verdict()) {
            case "yes" -> said.asHead() ? "voted-yes-as-head" : "voted-yes";
            case "no" -> said.asHead() ? "voted-no-as-head" : "voted-no";
            default -> "vote-taken-back";
        };
        String who = people.find(said.voter()).map(Person::name).orElse("?");
        return new OperationStory.Entry(said.at(), who, kind, List.of(), said.evaluation());
    }

    private static OperationStory.Entry undone(Run run) {
        Instant ended = Objects.requireNonNull(run.ended());
        String kind = switch (run.state()) {
            case DONE -> "rolled-back";
            case UNKNOWN -> "roll-back-unknown";
            default -> "roll-back-failed";
        };
        return new OperationStory.Entry(ended, BASTIDE, kind, List.of(), "");
    }
}
