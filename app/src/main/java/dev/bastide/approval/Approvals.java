package dev.bastide.approval;

import dev.bastide.approval.Ballot.Verdict;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.ChangeNames;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Decision;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Consent to anything: asked for, voted on, voided by an edit, asked again at each use. The database holds the same
 * rules. Source: seed 000 s2.2 (A49), seed 004 s3.1.3 (B19).
 */
@Service
public class Approvals {
    private final StoredApprovals stored;
    private final Votes votes;
    private final Jury jury;
    private final FactorGate factor;
    private final ApprovalNotices notices;
    private final ObjectProvider<ApprovalSubject> subjects;
    private final AuditLog audit;
    private final ChangeNames changes;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Approvals(
            StoredApprovals stored,
            Votes votes,
            Jury jury,
            FactorGate factor,
            ApprovalNotices notices,
            ObjectProvider<ApprovalSubject> subjects,
            AuditLog audit,
            ChangeNames changes,
            ApplicationEventPublisher events,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.stored = stored;
        this.votes = votes;
        this.jury = jury;
        this.factor = factor;
        this.notices = notices;
        this.subjects = subjects;
        this.audit = audit;
        this.changes = changes;
        this.events = events;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Asks for consent, in the transaction that stores the subject; the subject's room writes the record. What waited
     * for the same subject is void. Throws {@link ActRefused} when the tree names no head who could decide.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public ApprovalId ask(ApprovalAsk ask) {
        if (jury.headsOf(ask).isEmpty()) {
            throw new ActRefused(Reason.of("approval.refused.no-head", "B19", "/people"));
        }
        voided(ask.subject());
        ApprovalId id = new ApprovalId(UUID.randomUUID());
        stored.add(id, ask, contentOf(ask.subjectKind(), ask.subject()), clock.instant());
        stored.find(id).ifPresent(notices::asked);
        return id;
    }

    /**
     * One person's yes or no, given from the content whose hash he was shown. The vote that makes it enough decides, in
     * the same transaction. A refusal is returned; the edge throws it, and so records it.
     */
    public Decision vote(Actor actor, ApprovalId id, Ballot ballot) {
        try {
            Decision decision = transaction.execute(status -> voteLocked(actor, id, ballot));
            return decision == null ? Decision.refused(unknown()) : decision;
        } catch (DataIntegrityViolationException e) {
            // The database refused what the code let through: two requests of one person in the same instant.
            return Decision.refused(Reason.of("approval.refused.voted", "A49", "/approvals"));
        }
    }

    private Decision voteLocked(Actor actor, ApprovalId id, Ballot ballot) {
        Optional<Approval> found = stored.lock(id);
        if (found.isEmpty()) {
            return Decision.refused(unknown());
        }
        Approval approval = found.get();
        List<Vote> before = votes.of(id);
        Optional<Reason> bar = jury.bar(actor, approval, before).or(() -> fault(approval, ballot));
        if (bar.isPresent()) {
            return Decision.refused(bar.get());
        }
        if (factor.check(actor, approval, ballot) instanceof Decision.Refused(Reason reason)) {
            return Decision.refused(reason);
        }
        write(actor, approval, ballot);
        decide(approval, ballot.verdict());
        return Decision.permitted("approval:" + id);
    }

    private static Optional<Reason> fault(Approval approval, Ballot ballot) {
        int length = ballot.evaluation().length();
        if (length < Ballot.EVALUATION_CHARACTERS_MIN || length > Ballot.EVALUATION_CHARACTERS_MAX) {
            return Optional.of(Reason.of(
                    "approval.refused.evaluation",
                    "A49",
                    approval.decisionPath(),
                    Integer.toString(Ballot.EVALUATION_CHARACTERS_MIN),
                    Integer.toString(Ballot.EVALUATION_CHARACTERS_MAX)));
        }
        if (!ballot.shownHash().equals(approval.contentHash())) {
            return Optional.of(Reason.of("approval.refused.content", "A49", approval.decisionPath()));
        }
        return Optional.empty();
    }

    private void write(Actor actor, Approval approval, Ballot ballot) {
        String verdict = ballot.verdict() == Verdict.YES ? Vote.YES : Vote.NO;
        boolean asHead = jury.isHead(actor.requirePerson(), approval);
        Instant now = clock.instant();
        Vote vote = new Vote(actor.requirePerson(), verdict, ballot.evaluation(), ballot.shownHash(), asHead, now);
        votes.add(approval.id(), vote, new Votes.Proof(ballot.code() != null ? "code" : "session", actor.session()));
        String content = verdict + (asHead ? " as head" : "") + " to " + approval.subjectKind() + " "
                + approval.subject() + ", content " + approval.contentHash() + ": " + ballot.evaluation();
        audit.append(record(actor, approval, "approval.vote", content));
    }

    private void decide(Approval approval, Verdict verdict) {
        if (verdict == Verdict.NO) {
            advance(approval, Approval.State.REJECTED);
            return;
        }
        List<Vote> counted = jury.counted(approval, votes.of(approval.id()));
        if (jury.missing(approval, counted).isEmpty()) {
            advance(approval, Approval.State.APPROVED);
        }
    }

    private void advance(Approval approval, Approval.State state) {
        stored.advance(approval, state, clock.instant());
        boolean approved = state == Approval.State.APPROVED;
        if (subjects.stream().noneMatch(port -> port.kind().equals(approval.subjectKind()) && port.tellsItself())) {
            notices.decided(approval, approved);
        }
        events.publishEvent(new ApprovalDecided(approval.id(), approval.subjectKind(), approval.subject(), approved));
    }

    /** Takes the actor's own yes back; what was approved by it is void from now on. */
    public Decision takeBack(Actor actor, ApprovalId id, String reason) {
        Decision decision = transaction.execute(status -> {
            Optional<Approval> found = stored.lock(id);
            boolean saidYes = found.isPresent()
                    && votes.of(id).stream().anyMatch(vote -> vote.voter().equals(actor.person()) && vote.isYes());
            if (!saidYes) {
                return Decision.refused(Reason.of("approval.refused.nothing-to-take-back", "A49", "/approvals"));
            }
            Approval approval = found.get();
            Vote back = new Vote(
                    actor.requirePerson(), Vote.TAKEN_BACK, reason, approval.contentHash(), false, clock.instant());
            votes.add(id, back, new Votes.Proof("none", actor.session()));
            audit.append(record(actor, approval, "approval.take-back", "Took the yes back: " + reason));
            if (approval.state() == Approval.State.APPROVED) {
                advance(approval, Approval.State.VOIDED);
            }
            return Decision.permitted("approval:" + id);
        });
        return decision == null ? Decision.refused(unknown()) : decision;
    }

    /**
     * Where the approval stands for the content with this hash, computed from the votes and from today's rights. A
     * gate asks this in the instant of the act; it never relies on the stored state.
     */
    public Standing standing(ApprovalId id, String hash) {
        return stored.find(id)
                .map(approval -> jury.standing(approval, votes.of(id), hash))
                .orElseGet(() -> new Standing.Voided(unknown()));
    }

    /** Voids what waits or was approved for this subject, in the transaction of the edit. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void voided(UUID subject) {
        for (Approval living : stored.lockLiving(subject)) {
            stored.advance(living, Approval.State.VOIDED, clock.instant());
        }
    }

    /** Withdraws what waits for this subject, in the transaction that cancels the subject. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void withdraw(UUID subject) {
        for (Approval living : stored.lockLiving(subject)) {
            Approval.State state = living.waits() ? Approval.State.WITHDRAWN : Approval.State.VOIDED;
            stored.advance(living, state, clock.instant());
        }
    }

    /**
     * A vote as others may tell it: who, what and why, and whether as the node's head.
     *
     * @param verdict {@code yes}, {@code no} or {@code taken-back}
     */
    public record Said(PersonId voter, String verdict, String evaluation, boolean asHead, Instant at) {}

    /** Every vote on this subject in the order given, those that an edit voided included. */
    public List<Said> said(UUID subject) {
        return votes.ofSubject(subject).stream()
                .map(vote -> new Said(vote.voter(), vote.verdict(), vote.evaluation(), vote.asHead(), vote.votedAt()))
                .toList();
    }

    /** The SHA-256 of the content this approval was asked for; empty when there is no such approval. */
    public Optional<String> contentHash(ApprovalId id) {
        return stored.find(id).map(Approval::contentHash);
    }

    /** The latest approval asked for this subject. */
    public Optional<ApprovalId> latest(UUID subject) {
        return stored.latest(subject).map(Approval::id);
    }

    private List<String> contentOf(String kind, UUID subject) {
        return subjects.stream()
                .filter(port -> port.kind().equals(kind))
                .findFirst()
                .map(port -> port.view(subject).content().stream()
                        .map(line -> line.labelKey() + "\t" + line.text())
                        .toList())
                .orElseThrow(() -> new IllegalArgumentException("no room answers for the kind " + kind));
    }

    private AuditRecord record(Actor actor, Approval approval, String operation, String content) {
        return AuditRecord.of(clock.instant(), actor, Tag.APPROVAL, operation, content, Result.DONE)
                .object("approval", approval.id())
                .change(changes.of(approval.subject()));
    }

    private static Reason unknown() {
        return Reason.of("approval.refused.unknown", "A49", "/approvals");
    }
}
