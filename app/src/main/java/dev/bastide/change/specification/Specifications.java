package dev.bastide.change.specification;

import dev.bastide.approval.ApprovalAsk;
import dev.bastide.approval.ApprovalDecided;
import dev.bastide.approval.ApprovalId;
import dev.bastide.approval.Approvals;
import dev.bastide.asset.Hosts;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Reason;
import dev.bastide.change.engine.Parameter;
import dev.bastide.change.engine.SpecificationText;
import dev.bastide.identity.Founding;
import dev.bastide.page.BadInput;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Specifications of operations and their versions. A version takes effect when two people, one of them the head of its
 * node, have agreed; until then the one before it stands. Source: seed 000 s2.2 (A45).
 */
@Service
public class Specifications {
    /** The kind under which versions are approved. */
    static final String KIND = "specification";

    private static final Action EDIT = new Action("spec.edit");
    private static final Action VOTE = new Action("approval.vote");

    private final SpecificationRows rows;
    private final Approvals approvals;
    private final Authority may;
    private final Founding founding;
    private final AuditLog audit;
    private final Clock clock;

    Specifications(
            SpecificationRows rows,
            Approvals approvals,
            Authority may,
            Founding founding,
            AuditLog audit,
            Clock clock) {
        this.rows = rows;
        this.approvals = approvals;
        this.may = may;
        this.founding = founding;
        this.audit = audit;
        this.clock = clock;
    }

    /** One version. */
    public Optional<Specification> version(UUID id) {
        return rows.version(id);
    }

    /** Every version of a name, newest first. */
    public List<Specification> versions(String name) {
        return rows.versions(name);
    }

    /** The version in force of a name. */
    public Optional<Specification> current(String name) {
        return rows.versions(name).stream().filter(Specification::usable).findFirst();
    }

    /** Every specification in force, by name. */
    public List<Specification> current() {
        return rows.current();
    }

    /** The newest version of each specification, as a list page asks for it. */
    public ListResult<Specification> list(ListQuery query) {
        return rows.list(query);
    }

    /**
     * The version meant by what a person types: a name, {@code name@3}, {@code name v3} or a version's id. Without a
     * number the version in force is meant.
     */
    public Optional<Specification> meant(String text) {
        String plain = text.strip().replace(" v", "@");
        int at = plain.indexOf('@');
        if (at > 0) {
            String number = plain.substring(at + 1);
            return rows.versions(plain.substring(0, at)).stream()
                    .filter(version -> Integer.toString(version.version()).equals(number))
                    .findFirst();
        }
        Optional<Specification> named = current(plain);
        return named.isPresent() ? named : idOf(plain).flatMap(rows::version);
    }

    /** Proposes the next version; while founding is open, the founder's counts at once and is listed for ratification. */
    @Transactional
    public Specification propose(Actor actor, SpecificationText text) {
        text.fault().ifPresent(fault -> {
            throw new BadInput(fault.field(), fault.key(), fault.args());
        });
        may.may(actor, EDIT, text.node()).orThrow();
        rows.nodeOf(text.name()).filter(node -> !node.equals(text.node())).ifPresent(node -> {
            throw BadInput.in("name", "change.spec.bad.elsewhere", text.name());
        });
        Instant now = clock.instant();
        UUID specification = rows.lock(text, now);
        if (rows.isProposed(specification)) {
            throw new ActRefused(
                    Reason.of("change.spec.refused.proposed", "A45", "/specifications/" + text.name(), text.name()));
        }
        boolean found = Hosts.isFounding(founding, actor);
        SpecificationRows.Proposal proposal = new SpecificationRows.Proposal(
                UUID.randomUUID(), specification, rows.nextVersion(specification), actor.person(), now, found);
        rows.insert(proposal, text);
        Specification made = rows.version(proposal.id()).orElseThrow();
        if (found) {
            founding.note(actor, listed(made, text));
        } else {
            ask(actor, made);
        }
        record(actor, made, "proposed, content " + made.contentHash());
        return made;
    }

    /** The approval that was asked for a version. */
    Optional<ApprovalId> approval(Specification version) {
        return approvals.latest(version.versionId());
    }

    /** Takes the two people's decision into the row, in the deciding vote's transaction. */
    @EventListener
    void decided(ApprovalDecided decided) {
        if (!decided.subjectKind().equals(KIND)) {
            return;
        }
        rows.decide(decided.subject(), decided.approval(), decided.approved(), clock.instant());
    }

    // Who ratifies reads all that may be done by it, and where.
    private static String listed(Specification made, SpecificationText text) {
        String parameters = text.parameters().isEmpty()
                ? ""
                : "; parameters: "
                        + text.parameters().stream().map(Parameter::line).collect(Collectors.joining(" | "));
        return "specification " + made.label() + (text.production() ? "" : ", not on production") + ": "
                + String.join("; ", text.steps()) + parameters + "; rollback: "
                + String.join("; ", text.rollback());
    }

    private void ask(Actor actor, Specification made) {
        ApprovalId asked = approvals.ask(new ApprovalAsk(
                KIND,
                made.versionId(),
                "change.spec.approval.title",
                List.of(made.label()),
                made.contentHash(),
                actor.requirePerson(),
                null,
                made.text().node(),
                VOTE,
                made.path()));
        audit.append(AuditRecord.of(
                        clock.instant(),
                        actor,
                        Tag.APPROVAL,
                        "approval.ask",
                        "Approval " + asked + " asked for specification " + made.label(),
                        Result.DONE)
                .object("specification", made.versionId()));
    }

    private void record(Actor actor, Specification made, String what) {
        String content = founding.mark() + "Specification " + made.label() + " " + what;
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.OPERATION, "spec.edit", content, Result.DONE)
                .object("specification", made.versionId()));
    }

    private static Optional<UUID> idOf(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
