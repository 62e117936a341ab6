package dev.bastide.access;

import dev.bastide.access.rights.CurrentRights;
import dev.bastide.access.rights.Rights;
import dev.bastide.approval.ApprovalId;
import dev.bastide.approval.Approvals;
import dev.bastide.approval.Standing;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.ChangeNames;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Decision;
import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.ActorOf;
import dev.bastide.identity.Duties;
import dev.bastide.identity.DutyAssignment;
import dev.bastide.job.Jobs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * What opens production: a permit in its window, for this person, this account, this host, whose approval stands at
 * this moment. A role alone opens nothing there. Source: seed 000 s2.2 and s4 (A47, A49, A108).
 */
@Service
public class Permits {
    /** What one must be allowed to do in order to log in anywhere. */
    public static final Action OPEN = new Action("session.open");

    /** What one must be allowed to do in order to break the glass. */
    public static final Action EMERGENCY = new Action("emergency.start");

    /** Permits that ended within this time are named in a refusal. */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private final PermitRows rows;
    private final Approvals approvals;
    private final Authority authority;
    private final CurrentRights rights;
    private final Duties duties;
    private final ActorOf actors;
    private final AuditLog audit;
    private final ChangeNames changes;
    private final ApplicationEventPublisher events;
    private final PermitWords words;
    private final ObjectProvider<HostPlaces> hosts;
    private final Clock clock;

    Permits(
            PermitRows rows,
            Approvals approvals,
            Authority authority,
            CurrentRights rights,
            Duties duties,
            ActorOf actors,
            AuditLog audit,
            ChangeNames changes,
            ApplicationEventPublisher events,
            PermitWords words,
            ObjectProvider<HostPlaces> hosts,
            Clock clock) {
        this.rows = rows;
        this.approvals = approvals;
        this.authority = authority;
        this.rights = rights;
        this.duties = duties;
        this.actors = actors;
        this.audit = audit;
        this.changes = changes;
        this.events = events;
        this.clock = clock;
        this.words = words;
        this.hosts = hosts;
    }

    /**
     * Issues a permit in the transaction of what it is for. Throws {@link ActRefused} when its approval does not stand,
     * its executor has no duty, or, for an emergency, may not start one there.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public PermitId issue(NewPermit permit) {
        DutyAssignment duty = duties.current(permit.executor())
                .orElseThrow(() -> new ActRefused(Reason.of("access.refused.no-duty", "A53", "/people")));
        requireOwned(permit);
        if (permit.kind() == NewPermit.Kind.OPERATION) {
            requireStanding(permit);
        } else {
            requireEmergency(permit);
        }
        PermitId id = new PermitId(UUID.randomUUID());
        rows.add(id, permit, duty.id(), clock.instant());
        audit.append(record("permit.issue", words.of(permit), Result.DONE, id, permit.subject()));
        events.publishEvent(new PermitIssued(id, permit.executor()));
        return id;
    }

    // Nobody is permitted to work on what nobody answers for (A39).
    private void requireOwned(NewPermit permit) {
        permit.targets().stream()
                .flatMap(target -> hosts.stream().flatMap(port -> port.barred(target.host()).stream()))
                .findFirst()
                .ifPresent(reason -> {
                    throw new ActRefused(reason);
                });
    }

    private void requireStanding(NewPermit permit) {
        Standing standing = standing(permit.approval(), permit.contentHash());
        boolean holds = standing instanceof Standing.Approved(List<PersonId> approvers)
                && !approvers.contains(permit.executor());
        if (!holds) {
            throw new ActRefused(approvalVoid());
        }
    }

    private void requireEmergency(NewPermit permit) {
        if (rights.get().map(Rights::foundingOpen).orElse(true)) {
            throw new ActRefused(founding());
        }
        Actor executor = actors.person(permit.executor(), "127.0.0.1", AccessMethod.JOB, null);
        authority.may(executor, EMERGENCY, permit.targets().getFirst().node()).orThrow();
    }

    /**
     * May this actor open a session on this account there, now? A role on the path is always needed; on production a
     * permit in its window whose approval stands at this very moment, too. Asked at login and at every channel.
     */
    public Decision mayOpen(Actor actor, HostId host, NodeId node, String account) {
        return mayOpen(actor, host, node, account, any -> true);
    }

    /** The same where it must rest on one of these permits: what others he holds there neither help nor hinder. */
    public Decision mayOpen(Actor actor, HostId host, NodeId node, String account, Predicate<Permit> which) {
        Decision role = authority.may(actor, OPEN, node);
        if (!role.isPermitted()) {
            return role;
        }
        Optional<Rights> now = rights.get();
        if (now.isEmpty()) {
            return Decision.refused(Reason.of("access.refused.stale", "A44", ""));
        }
        boolean production =
                now.get().tree().node(node).map(place -> place.production()).orElse(true);
        if (!production) {
            return role;
        }
        if (now.get().foundingOpen()) {
            return Decision.refused(founding());
        }
        return covered(actor.requirePerson(), host, account, which);
    }

    /** The permit under which this actor may work there now, on production or off it. */
    public Optional<Permit> covering(Actor actor, HostId host, String account) {
        return covering(actor, host, account, any -> true);
    }

    /** The same among these permits only. */
    public Optional<Permit> covering(Actor actor, HostId host, String account, Predicate<Permit> which) {
        PersonId person = actor.person();
        if (person == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return rows.covering(person, host, account, now).stream()
                .filter(permit -> which.test(permit) && permit.isOpen(now) && stands(permit))
                .findFirst();
    }

    private Decision covered(PersonId person, HostId host, String account, Predicate<Permit> which) {
        Instant now = clock.instant();
        Reason closest = Reason.of("access.refused.no-permit", "A47", "/operations/new");
        for (Permit permit : rows.covering(person, host, account, now.minus(REMEMBERED))) {
            if (!which.test(permit)) {
                continue;
            }
            if (permit.isOpen(now) && stands(permit)) {
                return Decision.permitted("permit:" + permit.id());
            }
            closest = why(permit, now);
        }
        return Decision.refused(closest);
    }

    private static Reason why(Permit permit, Instant now) {
        String path = "/operations/" + permit.subject();
        if (permit.dutyEnded()) {
            return Reason.of("access.refused.permit-duty", "A53", "/operations/new");
        }
        if (permit.ended() != null && permit.ended().isBefore(permit.to())) {
            return Reason.of(
                    "access.refused.permit-ended", "A47", path, permit.ended().toString());
        }
        if (now.isBefore(permit.from())) {
            return Reason.of(
                    "access.refused.window-opens", "A47", path, permit.from().toString());
        }
        if (!now.isBefore(permit.to())) {
            return Reason.of(
                    "access.refused.window-over",
                    "A47",
                    "/operations/new",
                    permit.to().toString());
        }
        return approvalVoid();
    }

    private boolean stands(Permit permit) {
        if (permit.kind() == NewPermit.Kind.EMERGENCY) {
            return true;
        }
        return standing(permit.approval(), permit.contentHash()) instanceof Standing.Approved(List<PersonId> approvers)
                && !approvers.contains(permit.executor());
    }

    private Standing standing(@Nullable ApprovalId approval, String hash) {
        return approval == null ? new Standing.Voided(approvalVoid()) : approvals.standing(approval, hash);
    }

    /** This person's permits whose window is open or still to open. */
    public List<Permit> current(PersonId person) {
        return rows.current(person, clock.instant());
    }

    /** The approved operations that somebody was permitted to work on this host for, at some moment between these two. */
    public List<Permit> worked(HostId host, Instant since, Instant until) {
        return rows.on(host, since, until).stream()
                .filter(permit -> permit.kind() == NewPermit.Kind.OPERATION)
                .toList();
    }

    /** The permit with this id. */
    public Optional<Permit> find(PermitId id) {
        return rows.find(id);
    }

    /** Whether it is in its window now and its approval stands at this moment. */
    public boolean stands(PermitId id) {
        Instant now = clock.instant();
        return rows.find(id)
                .filter(permit -> permit.isOpen(now) && stands(permit))
                .isPresent();
    }

    /** The permits issued for this operation or emergency, newest first. */
    public List<Permit> of(UUID subject) {
        return rows.of(subject);
    }

    /** Ends a permit before its time, in the caller's transaction; nothing happens when it has ended. */
    @Transactional
    public void end(PermitId id, String reason) {
        Optional<Permit> permit = rows.stored(id);
        if (permit.isPresent() && rows.end(id, reason, clock.instant())) {
            audit.append(
                    record("permit.end", reason, Result.DONE, id, permit.get().subject()));
            events.publishEvent(new PermitEnded(id, permit.get().executor()));
        }
    }

    /** Marks permits whose window is over as ended, so that what rests on them ends too. Called every second. */
    @Transactional
    void endWhatIsOver() {
        for (PermitId permit : rows.over(clock.instant())) {
            end(permit, "window over");
        }
    }

    private AuditRecord record(String operation, String content, Result result, PermitId id, UUID subject) {
        return AuditRecord.of(clock.instant(), Jobs.actor("access"), Tag.ACCESS, operation, content, result)
                .object("permit", id)
                .change(changes.of(subject));
    }

    private static Reason approvalVoid() {
        return Reason.of("access.refused.approval-void", "A49", "/operations");
    }

    private static Reason founding() {
        return Reason.of("access.refused.founding", "A49", "/founding");
    }
}
