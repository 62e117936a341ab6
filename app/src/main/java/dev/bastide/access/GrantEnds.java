package dev.bastide.access;

import dev.bastide.access.rights.CurrentRights;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.PersonId;
import dev.bastide.deadline.Deadlines;
import dev.bastide.identity.DutyChanged;
import dev.bastide.identity.FounderNamed;
import dev.bastide.identity.PersonDisabled;
import dev.bastide.job.Jobs;
import dev.bastide.servicetree.TreeChanged;
import java.time.Clock;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Ends what a duty carried, in the transaction that ends the duty. The rows say so already, for a grant names its
 * assignment; this writes the end down, and makes this node forget at once. Source: seed 000 s2.2 (A53).
 */
@Component
class GrantEnds {
    private final GrantRows rows;
    private final Permits permits;
    private final Deadlines deadlines;
    private final CurrentRights rights;
    private final AuditLog audit;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    GrantEnds(
            GrantRows rows,
            Permits permits,
            Deadlines deadlines,
            CurrentRights rights,
            AuditLog audit,
            ApplicationEventPublisher events,
            Clock clock) {
        this.rows = rows;
        this.permits = permits;
        this.deadlines = deadlines;
        this.rights = rights;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    @EventListener
    void on(DutyChanged changed) {
        end(changed.person(), "duty");
    }

    @EventListener
    void on(PersonDisabled disabled) {
        end(disabled.person(), "disabled");
    }

    /** The founder's first page asks for rights that were read before there was one. */
    @EventListener
    void on(FounderNamed named) {
        rights.forgetAfterTransaction();
    }

    /** Where a node lies decides who reaches it. */
    @EventListener
    void on(TreeChanged changed) {
        rights.forgetAfterTransaction();
    }

    private void end(PersonId person, String reason) {
        List<GrantId> orphans = rows.orphans(person);
        for (GrantId id : orphans) {
            rows.end(id, reason, clock.instant());
            deadlines.drop(GrantNotices.EXPIRY, id.toString());
        }
        List<Permit> open = permits.current(person);
        open.forEach(permit -> permits.end(permit.id(), reason));
        if (!orphans.isEmpty()) {
            String content = "Ended " + orphans.size() + " grants and " + open.size() + " permits: " + reason;
            audit.append(
                    AuditRecord.of(clock.instant(), Jobs.actor("access"), Tag.ACCESS, "grant.end", content, Result.DONE)
                            .object("person", person));
        }
        rights.forgetAfterTransaction();
        events.publishEvent(new AccessChanged(person));
    }
}
