package dev.bastide.change;

import dev.bastide.approval.ApprovalAsk;
import dev.bastide.approval.ApprovalId;
import dev.bastide.approval.Approvals;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.change.engine.Content;
import dev.bastide.change.engine.State;
import dev.bastide.change.engine.Window;
import dev.bastide.page.NoSuch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Asks for operations and takes them back. An operation waits until two others, one of them the head, have agreed to
 * exactly its content; any edit makes them agree anew. Source: seed 000 s2.2 (A47 to A49), seed 004 s3.1.3 (B19).
 */
@Service
public class Operations {
    /** The kind under which operations are approved. */
    static final String KIND = "operation";

    /** Seeing operations. */
    public static final Action READ = new Action("operation.read");

    static final Action VOTE = new Action("approval.vote");

    /** An operation that opens when it is approved lapses when nobody decides for so long. */
    private static final Duration PATIENCE = Duration.ofDays(7);

    private final Drafting drafting;
    private final OperationRows rows;
    private final OperationReads reads;
    private final OperationRecord record;
    private final Approvals approvals;
    private final OperationDoors doors;
    private final Authority may;
    private final Clock clock;

    Operations(
            Drafting drafting,
            OperationRows rows,
            OperationReads reads,
            OperationRecord record,
            Approvals approvals,
            OperationDoors doors,
            Authority may,
            Clock clock) {
        this.drafting = drafting;
        this.rows = rows;
        this.reads = reads;
        this.record = record;
        this.approvals = approvals;
        this.doors = doors;
        this.may = may;
        this.clock = clock;
    }

    /** The operation of this id. */
    public Optional<Operation> find(OperationId id) {
        return reads.find(id);
    }

    /** The operation a permit or an approval was made for. */
    public Optional<Operation> ofSubject(UUID subject) {
        return reads.byRevision(subject).or(() -> reads.find(new OperationId(subject)));
    }

    /**
     * The operation meant by {@code OP-000123}, {@code 123}, its id or the id of one of its revisions, if this reader may
     * see it. Throws {@link NoSuch}.
     */
    public Operation require(Actor actor, String reference) {
        return Operation.number(reference)
                .flatMap(reads::byNumber)
                .or(() -> byId(reference))
                .filter(found -> found.concerns(actor.person())
                        || may.may(actor, READ, found.content().node()).isPermitted())
                .orElseThrow(() -> new NoSuch("change.operation", Targets.shown(reference)));
    }

    private Optional<Operation> byId(String text) {
        try {
            UUID id = UUID.fromString(text.strip());
            return reads.find(new OperationId(id)).or(() -> reads.byRevision(id).flatMap(old -> reads.find(old.id())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What would be asked for; nothing is stored. */
    Draft preview(Actor actor, OperationRequest request) {
        return drafting.draft(actor, request);
    }

    /** Asks for an operation. Throws {@link ActRefused} with the rule it breaks. */
    @Transactional
    public Operation request(Actor actor, OperationRequest request) {
        Draft draft = drafting.draft(actor, request);
        OperationId id = new OperationId(UUID.randomUUID());
        OperationRows.Asked asked = asked(draft, 1, OperationRows.Kind.REQUEST);
        rows.insertAsked(id, asked, draft.head(), lapses(draft.content().window()));
        Operation made = reads.find(id).orElseThrow();
        ask(made, asked);
        record.write(
                actor,
                made,
                "operation.request",
                "asked for, content " + made.contentHash() + ": "
                        + made.content().reason(),
                new OperationStory.Words("asked", List.of(), made.content().reason()));
        return made;
    }

    /** Asks anew with other content; approvals and the permit given so far are void. */
    @Transactional
    public Operation edit(Actor actor, Operation found, OperationRequest request) {
        Operation operation = held(found);
        requireOwner(actor, operation);
        requireWay(operation, operation.state(), State.Verb.EDIT);
        Draft draft = drafting.draft(actor, request);
        if (draft.production() != operation.production()
                || !draft.content().node().equals(operation.content().node())) {
            throw new ActRefused(Reason.of("change.refused.other-place", "A49", "/operations/new"));
        }
        requireNotAgreed(operation, draft.content().executor());
        doors.close(operation, "edited");
        doors.voided(operation.id());
        OperationRows.Asked asked = asked(draft, reads.nextRevision(operation.id()), OperationRows.Kind.EDIT);
        rows.insertRevision(operation.id(), asked);
        rows.edited(operation.id(), asked, lapses(draft.content().window()));
        Operation edited = reads.find(operation.id()).orElseThrow();
        ask(edited, asked);
        record.write(
                actor,
                edited,
                "operation.edit",
                "edited, content " + edited.contentHash() + "; earlier approvals are void",
                new OperationStory.Words("edited", List.of(), edited.content().reason()));
        return edited;
    }

    /** Asks for more time; the permit in force stays until the new one is approved. */
    @Transactional
    public void extend(Actor actor, Operation found, Duration more, String reason) {
        Operation operation = held(found);
        requireConcerned(actor, operation);
        Window.Fixed window = operation.window().orElseThrow(() -> notNow(operation, operation.state()));
        Instant later = window.to().plus(more);
        if (Duration.between(window.from(), later).compareTo(Window.LONGEST) > 0) {
            throw new ActRefused(Reason.of(
                    "change.refused.too-long", "A47", "/operations/new", Long.toString(Window.LONGEST.toHours())));
        }
        askAgain(
                actor,
                operation,
                new Again(
                        State.Verb.EXTEND,
                        OperationRows.Kind.EXTENSION,
                        operation.content().in(window.until(later)),
                        reason));
    }

    /** Asks to let somebody else do it; the permit in force stays until then. */
    @Transactional
    public void handOver(Actor actor, Operation found, dev.bastide.identity.Person to, String reason) {
        Operation operation = held(found);
        requireConcerned(actor, operation);
        if (to.id().equals(operation.content().executor())) {
            throw new ActRefused(Reason.of("change.refused.same-hands", "", operation.path(), to.name()));
        }
        requireNotAgreed(operation, to.id());
        askAgain(
                actor,
                operation,
                new Again(
                        State.Verb.HAND_OVER,
                        OperationRows.Kind.HANDOVER,
                        operation.content().by(to.id()),
                        reason));
    }

    /** Takes an operation back; its permit ends at once and with it what rests on it. */
    @Transactional
    public void cancel(Actor actor, Operation found, String reason) {
        Operation operation = held(found);
        boolean decides = may.may(actor, VOTE, operation.content().node()).isPermitted();
        if (!operation.concerns(actor.person()) && !decides) {
            throw notYours(operation);
        }
        requireWay(operation, operation.state(), State.Verb.CANCEL);
        doors.close(operation, "cancelled");
        doors.withdraw(operation.id());
        rows.move(operation.id(), State.CANCELLED, clock.instant());
        record.write(
                actor,
                operation,
                "operation.cancel",
                "cancelled: " + reason,
                new OperationStory.Words("cancelled", List.of(), reason));
    }

    private record Again(State.Verb verb, OperationRows.Kind kind, Content content, String reason) {}

    private void askAgain(Actor actor, Operation operation, Again again) {
        requireWay(operation, operation.state(), again.verb());
        if (operation.emergency()) {
            throw new ActRefused(Reason.of("change.refused.emergency-stays", "B30", "/operations/emergency"));
        }
        reads.pending(operation.id()).ifPresent(approvals::voided);
        Draft draft = new Draft(
                again.content(),
                operation.production(),
                operation.head(),
                drafting.rehearsal(again.content(), operation.production()),
                reads.networkDevices(operation.revision()));
        OperationRows.Asked asked = asked(draft, reads.nextRevision(operation.id()), again.kind());
        rows.insertRevision(operation.id(), asked);
        ask(operation, asked);
        String word = again.kind().name().toLowerCase(java.util.Locale.ROOT);
        record.write(
                actor,
                operation,
                "operation." + (again.kind() == OperationRows.Kind.EXTENSION ? "extend" : "hand-over"),
                word + " asked for, content " + again.content().hash() + ": " + again.reason(),
                new OperationStory.Words(word + "-asked", List.of(), again.reason()));
    }

    private void ask(Operation operation, OperationRows.Asked asked) {
        Content content = asked.content();
        ApprovalId id = approvals.ask(new ApprovalAsk(
                KIND,
                asked.revision(),
                "change.approval.title." + asked.kind().name().toLowerCase(java.util.Locale.ROOT),
                List.of(operation.name(), content.reason()),
                content.hash(),
                content.owner(),
                content.executor(),
                content.node(),
                VOTE,
                operation.path()));
        Objects.requireNonNull(id);
    }

    private OperationRows.Asked asked(Draft draft, int number, OperationRows.Kind kind) {
        return new OperationRows.Asked(
                UUID.randomUUID(),
                number,
                kind,
                draft.content(),
                draft.production(),
                false,
                draft.rehearsal(),
                draft.networkDevices(),
                clock.instant());
    }

    private Instant lapses(Window window) {
        Instant patience = clock.instant().plus(PATIENCE);
        return window instanceof Window.Fixed fixed ? fixed.to() : patience;
    }

    /** The operation under its lock, as it stands now: what a verb was given may have been read before another's change. */
    private Operation held(Operation found) {
        rows.lock(found.id());
        return reads.find(found.id()).orElseThrow();
    }

    /** Whoever agreed to an operation does not carry it out, not even after an edit. */
    private void requireNotAgreed(Operation operation, PersonId executor) {
        boolean agreed = reads.revisions(operation.id()).stream()
                .flatMap(revision -> approvals.said(revision).stream())
                .anyMatch(
                        said -> said.voter().equals(executor) && said.verdict().equals("yes"));
        if (agreed) {
            throw new ActRefused(Reason.of("change.refused.agreed", "A49", operation.path(), operation.name()));
        }
    }

    static void requireWay(Operation operation, State state, State.Verb verb) {
        if (state.after(verb).isEmpty()) {
            throw notNow(operation, state);
        }
    }

    private static ActRefused notNow(Operation operation, State state) {
        return new ActRefused(Reason.of("change.refused.state", "", operation.path(), operation.name(), state.word()));
    }

    private static void requireOwner(Actor actor, Operation operation) {
        if (!operation.content().owner().equals(actor.person())) {
            throw notYours(operation);
        }
    }

    private static void requireConcerned(Actor actor, Operation operation) {
        if (!operation.concerns(actor.person())) {
            throw notYours(operation);
        }
    }

    private static ActRefused notYours(Operation operation) {
        return new ActRefused(Reason.of("change.refused.not-yours", "A47", operation.path(), operation.name()));
    }
}
