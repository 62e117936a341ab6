package dev.bastide.approval;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Decision;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.ActorOf;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The rules of who may decide and when it is enough. Whoever answers for rights and heads lives upstairs and is found
 * when asked. Source: seed 000 s2.2 (A49), seed 004 s3.1.3 (B19).
 */
@Component
class Jury {
    /** How many distinct people must say yes. A hard floor of the seed, no setting. */
    static final int PEOPLE_NEEDED = 2;

    private final ObjectProvider<Authority> authority;
    private final ObjectProvider<HeadOf> heads;
    private final ObjectProvider<ApprovalSubject> subjects;
    private final People people;
    private final ActorOf actors;

    Jury(
            ObjectProvider<Authority> authority,
            ObjectProvider<HeadOf> heads,
            ObjectProvider<ApprovalSubject> subjects,
            People people,
            ActorOf actors) {
        this.authority = authority;
        this.heads = heads;
        this.subjects = subjects;
        this.people = people;
        this.actors = actors;
    }

    /** Why this actor must not decide, if so. */
    Optional<Reason> bar(Actor actor, Approval approval, List<Vote> votes) {
        PersonId voter = actor.person();
        if (voter == null || people.require(voter).machine()) {
            return refusal("approval.refused.machine");
        }
        if (!approval.waits()) {
            return refusal("approval.refused.decided");
        }
        if (voter.equals(approval.requester())) {
            return refusal("approval.refused.requester");
        }
        if (voter.equals(approval.executor())) {
            return refusal("approval.refused.executor");
        }
        if (approval.barred().contains(voter)) {
            return refusal("approval.refused.barred");
        }
        if (votes.stream().anyMatch(vote -> vote.voter().equals(voter))) {
            return refusal("approval.refused.voted");
        }
        Decision entitled = authority.getObject().may(actor, approval.votingAction(), approval.node());
        return entitled instanceof Decision.Refused(Reason reason) ? Optional.of(reason) : Optional.empty();
    }

    /** Whether the person is the relevant head now, computed from the tree. */
    boolean isHead(PersonId person, Approval approval) {
        return headsOf(approval).contains(person);
    }

    /** The relevant heads now. */
    Set<PersonId> headsOf(Approval approval) {
        return heads.getObject().headsOf(approval.node(), approval.excluded());
    }

    /** The relevant heads of what is about to be asked. */
    Set<PersonId> headsOf(ApprovalAsk ask) {
        return heads.getObject().headsOf(ask.node(), ask.excluded());
    }

    /** Path of the node, for pages. */
    String nodePath(Approval approval) {
        return heads.getObject().pathOf(approval.node());
    }

    /** Where the approval stands for this content at this moment. */
    Standing standing(Approval approval, List<Vote> votes, String hash) {
        return switch (approval.state()) {
            case REJECTED -> new Standing.Rejected(Reason.of("approval.standing.rejected", "A49", approval.path()));
            case WITHDRAWN -> new Standing.Rejected(Reason.of("approval.standing.withdrawn", "A49", approval.path()));
            case VOIDED -> new Standing.Voided(Reason.of("approval.standing.voided", "A49", approval.path()));
            case WAITING, APPROVED -> living(approval, votes, hash);
        };
    }

    private Standing living(Approval approval, List<Vote> votes, String hash) {
        if (!approval.contentHash().equals(hash)) {
            return new Standing.Voided(Reason.of("approval.standing.edited", "A49", approval.path()));
        }
        List<Vote> counted =
                votes.stream().filter(vote -> counts(vote, approval, votes)).toList();
        List<Reason> missing = missing(approval, counted);
        if (approval.waits()) {
            return new Standing.Waiting(missing);
        }
        return missing.isEmpty()
                ? new Standing.Approved(counted.stream().map(Vote::voter).toList())
                : new Standing.Voided(Reason.of("approval.standing.lost", "A49", approval.path()));
    }

    /** What is still missing, given the votes that count. */
    List<Reason> missing(Approval approval, List<Vote> counted) {
        List<Reason> missing = new ArrayList<>();
        long distinct = counted.stream().map(Vote::voter).distinct().count();
        if (distinct < PEOPLE_NEEDED) {
            missing.add(Reason.of(
                    "approval.missing.people",
                    "A49",
                    approval.decisionPath(),
                    Long.toString(PEOPLE_NEEDED - distinct)));
        }
        if (counted.stream().noneMatch(Vote::asHead)) {
            missing.add(Reason.of("approval.missing.head", "B19", approval.decisionPath(), names(headsOf(approval))));
        }
        missing.addAll(missingBeside(approval, counted));
        return missing;
    }

    // What the room of the subject demands beyond the floor; a yes counts once however often it was given.
    private List<Reason> missingBeside(Approval approval, List<Vote> counted) {
        List<ApprovalSubject.Yes> yes = counted.stream()
                .map(vote -> new ApprovalSubject.Yes(vote.voter(), vote.asHead()))
                .distinct()
                .toList();
        return subjects.stream()
                .filter(port -> port.kind().equals(approval.subjectKind()))
                .flatMap(port -> port.missing(approval.subject(), yes).stream())
                .toList();
    }

    /** The votes that count now. */
    List<Vote> counted(Approval approval, List<Vote> votes) {
        return votes.stream().filter(vote -> counts(vote, approval, votes)).toList();
    }

    private boolean counts(Vote vote, Approval approval, List<Vote> votes) {
        PersonId voter = vote.voter();
        boolean standsByIt = votes.stream().noneMatch(other -> other.voter().equals(voter) && !other.isYes());
        return vote.isYes()
                && standsByIt
                && vote.shownHash().equals(approval.contentHash())
                && !approval.excluded().contains(voter)
                && mayStill(voter, approval);
    }

    private boolean mayStill(PersonId voter, Approval approval) {
        Optional<Person> person = people.find(voter).filter(found -> found.active() && !found.machine());
        if (person.isEmpty()) {
            return false;
        }
        Actor actor = actors.of(person.get(), "127.0.0.1", AccessMethod.JOB, null);
        return authority
                .getObject()
                .may(actor, approval.votingAction(), approval.node())
                .isPermitted();
    }

    /** Names for people to read, in a stable order. */
    String names(Set<PersonId> ids) {
        return ids.stream()
                .flatMap(id -> people.find(id).stream())
                .map(Person::name)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(", "));
    }

    private static Optional<Reason> refusal(String key) {
        return Optional.of(Reason.of(key, "A49", "/approvals"));
    }
}
