package dev.bastide.access;

import dev.bastide.access.rights.CurrentRights;
import dev.bastide.access.rights.RoleBook;
import dev.bastide.approval.ApprovalDecided;
import dev.bastide.approval.ApprovalId;
import dev.bastide.approval.ApprovalSubject;
import dev.bastide.approval.Approvals;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Duties;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.job.Jobs;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** What is shown of a request for a grant, and the grant that the deciding vote makes in its own transaction. */
@Component
class GrantApproval implements ApprovalSubject {
    private final GrantRows rows;
    private final GrantRules rules;
    private final ExceptionRules exceptions;
    private final GrantNotices notices;
    private final ObjectProvider<Approvals> approvals;
    private final RoleBook roles;
    private final People people;
    private final Duties duties;
    private final CurrentRights rights;
    private final AuditLog audit;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    GrantApproval(
            GrantRows rows,
            GrantRules rules,
            ExceptionRules exceptions,
            GrantNotices notices,
            ObjectProvider<Approvals> approvals,
            RoleBook roles,
            People people,
            Duties duties,
            CurrentRights rights,
            AuditLog audit,
            ApplicationEventPublisher events,
            Clock clock) {
        this.rows = rows;
        this.rules = rules;
        this.exceptions = exceptions;
        this.notices = notices;
        this.approvals = approvals;
        this.roles = roles;
        this.people = people;
        this.duties = duties;
        this.rights = rights;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return GrantRequest.KIND;
    }

    @Override
    public View view(UUID subject) {
        GrantRequest request =
                rows.request(subject).orElseThrow(() -> new IllegalArgumentException("no request " + subject));
        String name = nameOf(request.person());
        String path = rules.pathOf(request.node());
        Set<String> actions = new TreeSet<>(roles.require(request.role()).actions());
        List<Line> content = new ArrayList<>(List.of(
                new Line("access.person", name),
                new Line("access.role", request.role()),
                new Line("access.actions", String.join(", ", actions)),
                new Line("access.node", path),
                new Line("access.days", Integer.toString(request.days())),
                new Line("access.reason", request.reason())));
        if (request.exception() != null) {
            content.add(new Line("access.exception", request.exception()));
        }
        List<Touch> touches =
                List.of(new Touch(name, "/people/" + request.person()), new Touch(path, "/tree/" + request.node()));
        List<String> args = List.of(name, request.role(), path, Integer.toString(request.days()));
        String happens = request.exception() == null ? "access.approval.happens" : "access.approval.happens-exception";
        return new View(happens, args, content, touches, null);
    }

    @Override
    public List<Reason> missing(UUID subject, List<Yes> yes) {
        return rows.request(subject)
                .map(request -> exceptions.missing(request, yes))
                .orElse(List.of());
    }

    /** Makes the grant, or closes the request. */
    @EventListener
    void on(ApprovalDecided decided) {
        if (!decided.subjectKind().equals(GrantRequest.KIND)) {
            return;
        }
        rows.request(decided.subject()).filter(GrantRequest::isOpen).ifPresent(request -> {
            if (!decided.approved()) {
                close(request, "refused", "Not approved.");
            } else if (isVoid(request, decided.approval())) {
                close(request, "void", "Approved, but the duty it was asked for has ended.");
            } else if (request.exception() != null && rules.bar(request.ask()).isPresent()) {
                close(request, "void", "Approved, but the rules allow this exception no more.");
            } else {
                grant(request, decided.approval());
            }
        });
    }

    private boolean isVoid(GrantRequest request, ApprovalId approval) {
        return !duties.isCurrent(request.assignment())
                || !approvals
                        .getObject()
                        .standing(approval, request.contentHash())
                        .holds();
    }

    private void grant(GrantRequest request, ApprovalId approval) {
        GrantId id = new GrantId(UUID.randomUUID());
        Instant now = clock.instant();
        Instant expires = GrantRules.expiry(now, request.days());
        rows.close(request.id(), "granted", now);
        rows.grant(id, request, approval, new GrantRows.Life(rules.dutyOf(request.person()), now, expires));
        String content = request.role() + " on " + rules.pathOf(request.node()) + " for " + request.person() + " until "
                + expires + ", approved by " + approval
                + (request.exception() == null ? "" : "; an exception, outside of the duty: " + request.exception());
        audit.append(record("grant.give", content, Result.DONE, request).object("grant", id));
        rights.forgetAfterTransaction();
        events.publishEvent(new AccessChanged(request.person()));
        rows.find(id).ifPresent(grant -> {
            notices.remind(grant);
            notices.given(grant);
        });
    }

    private void close(GrantRequest request, String state, String content) {
        rows.close(request.id(), state, clock.instant());
        audit.append(record("grant.give", content, Result.REFUSED, request));
    }

    private AuditRecord record(String operation, String content, Result result, GrantRequest request) {
        return AuditRecord.of(clock.instant(), Jobs.actor("access"), Tag.ACCESS, operation, content, result)
                .object("grant-request", request.id())
                .change(request.id().toString());
    }

    private String nameOf(PersonId person) {
        return people.find(person).map(Person::name).orElse(person.toString());
    }
}
