package dev.bastide.approval;

import dev.bastide.approval.ApprovalSubject.View;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Decision;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.NoSuch;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Reads approvals for those who may see them. */
@Component
class ApprovalReading {
    static final Action READ = new Action("approval.read");

    private static final int WAITING_MAX = 500;
    private static final int RECENT_MAX = 500;

    private final StoredApprovals stored;
    private final Votes votes;
    private final Jury jury;
    private final ObjectProvider<ApprovalSubject> subjects;
    private final ObjectProvider<Authority> authority;
    private final People people;
    private final Clock clock;

    ApprovalReading(
            StoredApprovals stored,
            Votes votes,
            Jury jury,
            ObjectProvider<ApprovalSubject> subjects,
            ObjectProvider<Authority> authority,
            People people,
            Clock clock) {
        this.stored = stored;
        this.votes = votes;
        this.jury = jury;
        this.subjects = subjects;
        this.authority = authority;
        this.people = people;
        this.clock = clock;
    }

    /** An approval with its votes and with what its subject says of itself today. */
    record Read(Approval approval, List<Vote> votes, Optional<Approval> before, Optional<View> view) {}

    /** The approval, for those who may see it. Throws {@link NoSuch} and {@link ActRefused}. */
    @Transactional
    public Read read(Actor actor, UUID id) {
        Approval approval =
                stored.find(new ApprovalId(id)).orElseThrow(() -> new NoSuch("approval.approval", id.toString()));
        requireSight(actor, approval);
        votes.shown(approval.id(), actor, approval.contentHash(), clock.instant());
        Optional<View> view = subjects.stream()
                .filter(port -> port.kind().equals(approval.subjectKind()))
                .findFirst()
                .map(port -> port.view(approval.subject()));
        Optional<Approval> before = stored.before(approval).filter(old -> old.state() == Approval.State.VOIDED);
        return new Read(approval, votes.of(approval.id()), before, view);
    }

    /** Why this actor must not decide, if so. */
    Optional<Reason> bar(Actor actor, Read read) {
        return jury.bar(actor, read.approval(), read.votes());
    }

    /** What is still missing. */
    List<Reason> missing(Read read) {
        return read.approval().waits()
                ? jury.missing(read.approval(), jury.counted(read.approval(), read.votes()))
                : List.of();
    }

    String headNames(Approval approval) {
        return jury.names(jury.headsOf(approval));
    }

    String nodePath(Approval approval) {
        return jury.nodePath(approval);
    }

    String nameOf(PersonId person) {
        return people.find(person).map(Person::name).orElse(person.toString());
    }

    /** What waits for this person's decision, oldest first. */
    List<Approval> waitingFor(Actor actor) {
        if (actor.person() == null) {
            return List.of();
        }
        Set<ApprovalId> voted = votes.votedBy(actor.requirePerson());
        return stored.waiting(WAITING_MAX).stream()
                .filter(approval -> !voted.contains(approval.id()))
                .filter(approval -> !approval.excluded().contains(actor.requirePerson()))
                .filter(approval ->
                        may(actor, approval.votingAction(), approval).isPermitted())
                .toList();
    }

    /** The latest approvals this actor may see, newest first; {@code state} empty for all. */
    List<Approval> recent(Actor actor, String state) {
        Set<Approval.State> states = Set.of(Approval.State.values());
        return stored.recent(states, RECENT_MAX).stream()
                .filter(approval -> state.isEmpty() || approval.state().word().equals(state))
                .filter(approval ->
                        concerns(actor, approval) || may(actor, READ, approval).isPermitted())
                .toList();
    }

    private void requireSight(Actor actor, Approval approval) {
        if (!concerns(actor, approval)) {
            may(actor, READ, approval).orThrow();
        }
    }

    private static boolean concerns(Actor actor, Approval approval) {
        return approval.requester().equals(actor.person())
                || (actor.person() != null && actor.person().equals(approval.executor()));
    }

    private Decision may(Actor actor, Action action, Approval approval) {
        return authority.getObject().may(actor, action, approval.node());
    }
}
