package dev.bastide.access;

import dev.bastide.access.rights.CurrentRights;
import dev.bastide.approval.ApprovalAsk;
import dev.bastide.approval.ApprovalId;
import dev.bastide.approval.Approvals;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.DutyAssignment;
import dev.bastide.identity.Founding;
import dev.bastide.page.NoSuch;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Grants: asked for, approved by two others, at most three months long, ended early, never renewed. Source: seed 000
 * s2.2 (A47, A51, A52).
 */
@Service
public class Grants {
    /** What one must be allowed to do in order to end another's grant. */
    public static final Action END = new Action("grant.end");

    private static final Action VOTE = new Action("approval.vote");

    private final GrantRows rows;
    private final GrantRules rules;
    private final ExceptionRules exceptions;
    private final GrantNotices notices;
    private final Approvals approvals;
    private final Authority authority;
    private final Founding founding;
    private final CurrentRights rights;
    private final AuditLog audit;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Grants(
            GrantRows rows,
            GrantRules rules,
            ExceptionRules exceptions,
            GrantNotices notices,
            Approvals approvals,
            Authority authority,
            Founding founding,
            CurrentRights rights,
            AuditLog audit,
            ApplicationEventPublisher events,
            Clock clock) {
        this.rows = rows;
        this.rules = rules;
        this.exceptions = exceptions;
        this.notices = notices;
        this.approvals = approvals;
        this.authority = authority;
        this.founding = founding;
        this.rights = rights;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    /** What a request led to. */
    public record Asked(UUID request, ApprovalId approval) {}

    /**
     * Asks for a grant, for oneself or another; who is to have it does not decide about it. Throws {@link ActRefused}
     * when the matrix, the tree or the length forbid it, and for an exception also when nobody could agree to it.
     */
    @Transactional
    public Asked request(Actor actor, GrantAsk ask) {
        refuseIf(rules.bar(ask));
        if (ask.isException()) {
            refuseIf(exceptions.nobody(actor.requirePerson(), ask.person(), ask.node()));
        }
        DutyAssignment duty = rules.dutyOf(ask.person());
        GrantRequest request = new GrantRequest(
                UUID.randomUUID(),
                ask.person(),
                ask.role(),
                ask.node(),
                duty.id(),
                ask.days(),
                ask.reason(),
                actor.requirePerson(),
                "asked",
                clock.instant(),
                ask.exception());
        rows.ask(request);
        ApprovalId approval = approvals.ask(new ApprovalAsk(
                GrantRequest.KIND,
                request.id(),
                ask.isException() ? "access.approval.exception" : "access.approval.title",
                List.of(ask.role(), rules.pathOf(ask.node())),
                request.contentHash(),
                actor.requirePerson(),
                ask.person(),
                ask.node(),
                VOTE,
                "/permissions",
                rules.answerFor(ask.person())));
        audit.append(record(actor, "grant.request", words(ask))
                .object("grant-request", request.id())
                .change(request.id().toString()));
        return new Asked(request.id(), approval);
    }

    /** Whether what this actor grants is founding now: nobody else is there yet to approve it. */
    boolean founds(Actor actor) {
        return founding.open() && founding.mayFound(actor);
    }

    /** Whether nothing is missing any more for founding to end: the next look ends the founder's powers. */
    boolean endsFounding() {
        return founding.waitsFor() == Founding.Waits.NOTHING;
    }

    /** Gives a grant while founding is open: recorded, on the list that others ratify. */
    @Transactional
    public GrantId foundingGrant(Actor actor, GrantAsk ask) {
        boolean setup = actor.kind() == Actor.Kind.MACHINE && actor.method() == AccessMethod.LOCAL;
        if (!founding.open() || !(setup || founding.mayFound(actor))) {
            Reason reason = Reason.of("access.refused.founding-closed", "A49", "/permissions/request");
            refuseIf(Optional.of(reason));
        }
        if (ask.isException()) {
            refuseIf(Optional.of(Reason.of("access.refused.exception-founding", "A51", "/permissions/request")));
        }
        refuseIf(rules.bar(ask));
        GrantId id = new GrantId(UUID.randomUUID());
        Instant now = clock.instant();
        Instant expires = rules.staggered(now, ask.days(), rows.foundingEnds(now));
        rows.found(id, ask, new GrantRows.Life(rules.dutyOf(ask.person()), now, expires));
        founding.note(
                actor,
                "role " + ask.role() + " on " + rules.pathOf(ask.node()) + " for " + ask.person() + ", until "
                        + LocalDate.ofInstant(expires, ZoneOffset.UTC) + ": " + ask.reason());
        audit.append(record(actor, "grant.found", founding.mark() + words(ask)).object("grant", id));
        changed(ask.person());
        rows.find(id).ifPresent(notices::remind);
        return id;
    }

    /** Ends a grant before its time: one's own, or another's with the action {@code grant.end} on its node. */
    @Transactional
    public void end(Actor actor, GrantId id, String reason) {
        Grant grant = rows.find(id).orElseThrow(() -> new NoSuch("access.grant", id.toString()));
        if (!grant.person().equals(actor.person())) {
            authority.may(actor, END, grant.node()).orThrow();
        }
        if (rows.end(id, reason.isBlank() ? "given back" : reason.strip(), clock.instant())) {
            String kind = grant.isException() ? "Ended the exception " : "Ended ";
            audit.append(record(actor, "grant.end", kind + grant.role() + " of " + grant.person() + ": " + reason)
                    .object("grant", id));
            notices.ended(grant, actor);
            changed(grant.person());
        }
    }

    /** The grant with this id. */
    public Optional<Grant> find(GrantId id) {
        return rows.find(id);
    }

    /** The person's grants, those in force first, those that ended too. */
    public List<Grant> of(PersonId person) {
        return rows.of(person);
    }

    /** Every grant in force, soonest to expire first. */
    public List<Grant> inForce() {
        return rows.inForce(clock.instant());
    }

    /** Exceptions that count no more, the latest first, a thousand at most. */
    public List<Grant> pastExceptions() {
        return rows.pastExceptions(clock.instant());
    }

    private void changed(PersonId person) {
        rights.forgetAfterTransaction();
        events.publishEvent(new AccessChanged(person));
    }

    private static void refuseIf(Optional<Reason> reason) {
        if (reason.isPresent()) {
            throw new ActRefused(reason.get());
        }
    }

    private String words(GrantAsk ask) {
        String outside = ask.isException() ? "; an exception, outside of the duty: " + ask.exception() : "";
        return ask.role() + " on " + rules.pathOf(ask.node()) + " for " + ask.person() + ", " + ask.days() + " days: "
                + ask.reason() + outside;
    }

    private AuditRecord record(Actor actor, String operation, String content) {
        return AuditRecord.of(clock.instant(), actor, Tag.ACCESS, operation, content, Result.DONE);
    }
}
