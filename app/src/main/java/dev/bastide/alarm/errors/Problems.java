package dev.bastide.alarm.errors;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.BadInput;
import dev.bastide.page.NoSuch;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Opens problem records and carries them on, for those who may acknowledge alarms on the node. */
@Service
class Problems {
    static final Action VIEW = new Action("alarm.view");
    static final Action CARE = new Action("alarm.acknowledge");

    private final ProblemRows rows;
    private final People people;
    private final ObjectProvider<Authority> authority;
    private final AuditLog audit;
    private final Clock clock;

    Problems(ProblemRows rows, People people, ObjectProvider<Authority> authority, AuditLog audit, Clock clock) {
        this.rows = rows;
        this.people = people;
        this.authority = authority;
        this.audit = audit;
        this.clock = clock;
    }

    /** What a record is opened with. */
    record Opening(String title, String kind, @Nullable NodeId node, String owner, String note) {}

    /** Opens one; a class has one open problem at a time. */
    @Transactional
    public Problem open(Actor actor, Opening opening) {
        require(actor, opening.node());
        rows.lock(opening.kind());
        rows.all().stream()
                .filter(Problem::isOpen)
                .filter(other -> other.kind().equals(opening.kind()) && Objects.equals(other.node(), opening.node()))
                .findFirst()
                .ifPresent(other -> {
                    throw BadInput.in("", "alarm.problem.same", other.name());
                });
        PersonId owner = owner(opening.owner());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        UUID id = rows.add(opening.title(), opening.kind(), opening.node(), actor.requirePerson(), now);
        rows.add(id, new Problem.Step("open", owner, opening.note(), actor.requirePerson(), now));
        Problem problem = rows.find(id).orElseThrow(() -> new NoSuch("alarm.problem", id.toString()));
        record(actor, problem, "problem.open", "Opened " + problem.name() + ": " + opening.title());
        return problem;
    }

    /** Carries one on: another state, another owner, or only a note. */
    @Transactional
    public Problem step(Actor actor, UUID id, String state, String owner, String note) {
        Problem problem = read(actor, id);
        require(actor, problem.node());
        if (!Problem.STATES.contains(state)) {
            throw BadInput.in("state", "alarm.bad.cause", String.join(", ", Problem.STATES));
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        rows.add(id, new Problem.Step(state, owner(owner), note, actor.requirePerson(), now));
        record(actor, problem, "problem.step", problem.name() + " is " + state + ": " + note);
        return read(actor, id);
    }

    /** The problem, as this reader may see it. Throws {@link NoSuch}. */
    Problem read(Actor actor, UUID id) {
        return rows.find(id)
                .filter(problem -> sees(actor, problem))
                .orElseThrow(() -> new NoSuch("alarm.problem", id.toString()));
    }

    List<Problem> all(Actor actor) {
        return rows.all().stream().filter(problem -> sees(actor, problem)).toList();
    }

    boolean mayCare(Actor actor, @Nullable NodeId node) {
        return decides(actor, CARE, node);
    }

    private boolean sees(Actor actor, Problem problem) {
        return decides(actor, VIEW, problem.node());
    }

    private boolean decides(Actor actor, Action action, @Nullable NodeId node) {
        Authority may = authority.getObject();
        return (node == null ? may.mayAnywhere(actor, action) : may.may(actor, action, node)).isPermitted();
    }

    private void require(Actor actor, @Nullable NodeId node) {
        Authority may = authority.getObject();
        (node == null ? may.mayAnywhere(actor, CARE) : may.may(actor, CARE, node)).orThrow();
    }

    private PersonId owner(String login) {
        return people.byLogin(login)
                .filter(person -> person.active() && !person.machine())
                .map(Person::id)
                .orElseThrow(() -> BadInput.in("owner", "alarm.bad.login", login));
    }

    private void record(Actor actor, Problem problem, String operation, String content) {
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.NOTIFICATION, operation, content, Result.DONE)
                .object("problem", problem.id()));
    }
}
