package dev.bastide.identity;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who has which duty, since when. A change ends the old assignment and with it, in the same transaction, every web
 * session and token tied to it; grants name the assignment and are refused from then on. Source: seed 000 s2.2 (A53).
 */
@Service
public class Duties {
    private static final String SELECT =
            "select id, person, duty, started_at, ended_at, made_by, mark from identity.duty_assignment ";

    private final JdbcClient jdbc;
    private final RowMarks marks;
    private final Clock clock;
    private final AuditLog audit;
    private final Gate gate;
    private final Founding founding;
    private final ApplicationEventPublisher events;

    Duties(
            JdbcClient jdbc,
            RowMarks marks,
            Clock clock,
            AuditLog audit,
            Gate gate,
            Founding founding,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.marks = marks;
        this.clock = clock;
        this.audit = audit;
        this.gate = gate;
        this.founding = founding;
        this.events = events;
    }

    /** The person's current assignment; none once disabled. */
    public Optional<DutyAssignment> current(PersonId person) {
        return ours(jdbc.sql(SELECT + "where person = ? and ended_at is null").param(person.value())).stream()
                .filter(duty -> duty.person().equals(person) && duty.to() == null)
                .findFirst();
    }

    /** Every assignment the person ever had, newest first. */
    public List<DutyAssignment> history(PersonId person) {
        return ours(jdbc.sql(SELECT + "where person = ? order by started_at desc, ended_at desc nulls first")
                .param(person.value()));
    }

    /** Whether this program wrote every assignment the person ever had, and with it who made him what he is. */
    boolean areOurs(PersonId person) {
        int written = jdbc.sql("select count(*) from identity.duty_assignment where person = ?")
                .param(person.value())
                .query(Integer.class)
                .single();
        return history(person).size() == written;
    }

    /** Whether this assignment is still current. */
    public boolean isCurrent(AssignmentId id) {
        return ours(jdbc.sql(SELECT + "where id = ? and ended_at is null").param(id.value())).stream()
                .anyMatch(duty -> duty.id().equals(id) && duty.to() == null);
    }

    /**
     * Gives another person a new duty and ends the old one with all that hung on it. Nobody changes his own. Throws
     * {@link ActRefused}.
     */
    @Transactional
    public DutyAssignment change(Actor actor, PersonId person, String newDuty) {
        return change(actor, Gate.EDIT, person, newDuty);
    }

    /** The same, for an actor to whom another action gives it. */
    DutyAssignment change(Actor actor, Action by, PersonId person, String newDuty) {
        gate.require(actor, by);
        if (person.equals(actor.person())) {
            throw new ActRefused(Reason.of("identity.duty.own", "A53", "/people"));
        }
        // Not the stronger lock: a sign-in under way, which refers to the person, would wait for it and this for the
        // sign-in.
        boolean machine = jdbc.sql(
                        "select kind = 'machine' from identity.person where id = ? and disabled_at is null for no key update")
                .param(person.value())
                .query(Boolean.class)
                .optional()
                .orElseThrow(() -> new ActRefused(Reason.of("identity.person.disabled", "A53", "/people")));
        if (machine || !Duty.ofHumans(newDuty)) {
            throw new ActRefused(Reason.of("identity.bad.duty", "A51", "/people"));
        }
        DutyAssignment old = current(person).orElse(null);
        if (old != null && old.duty().equals(newDuty)) {
            throw new ActRefused(Reason.of("identity.duty.same", "A53", "/people", newDuty));
        }
        String before = old == null ? "none" : old.duty();
        Ended ended = end(actor, person);
        DutyAssignment next = start(actor, person, newDuty);
        String what = "duty of " + person + " from " + before + " to " + newDuty + "; ended " + ended.sessions()
                + " web sessions and " + ended.tokens() + " tokens";
        founding.note(actor, what);
        audit.append(AuditRecord.of(
                        next.from(),
                        actor,
                        Tag.IDENTITY,
                        "person.change-duty",
                        founding.mark() + founding.inWords(what),
                        Result.DONE)
                .object("person", person));
        events.publishEvent(new DutyChanged(person));
        return next;
    }

    /** Ends the person's duty with all that hung on it and gives no new one. Does nothing when he has none. */
    void withdraw(Actor actor, PersonId person) {
        DutyAssignment old = current(person).orElse(null);
        if (old == null) {
            return;
        }
        Ended ended = end(actor, person);
        String what = "duty of " + person + " from " + old.duty() + " to none; ended " + ended.sessions()
                + " web sessions and " + ended.tokens() + " tokens";
        founding.note(actor, what);
        audit.append(AuditRecord.of(
                        clock.instant(), actor, Tag.IDENTITY, "person.end-duty", founding.mark() + what, Result.DONE)
                .object("person", person));
        events.publishEvent(new DutyChanged(person));
    }

    /** How much the database ended along with an assignment. */
    record Ended(int sessions, int tokens) {}

    /** Ends the current assignment, if there is one, and counts what its end carried away. */
    Ended end(Actor actor, PersonId person) {
        Ended live = jdbc.sql("""
                        select
                            (select count(*) from identity.web_session where person = :person and ended_at is null)
                                as sessions,
                            (select count(*) from identity.api_token where person = :person and revoked_at is null)
                                as tokens
                        """)
                .param("person", person.value())
                .query((row, number) -> new Ended(row.getInt("sessions"), row.getInt("tokens")))
                .single();
        jdbc.sql("""
                        update identity.duty_assignment
                        set ended_at = greatest(:now, started_at), ended_by = :by
                        where person = :person and ended_at is null
                        """)
                .param("now", Timestamp.from(clock.instant()))
                .param("by", by(actor))
                .param("person", person.value())
                .update();
        return live;
    }

    /** Starts an assignment; the database refuses a second current one and one that a person makes for himself. */
    DutyAssignment start(Actor actor, PersonId person, String duty) {
        UUID id = UUID.randomUUID();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        jdbc.sql("""
                        insert into identity.duty_assignment (id, person, duty, started_at, made_by, made_as, mark)
                        values (:id, :person, :duty, :now, :by, :as, :mark)
                        """)
                .param("mark", new DutyMark(id, person.value(), duty, now, by(actor)).made(marks))
                .param("as", actor.name().substring(0, Math.min(actor.name().length(), 200)))
                .param("id", id)
                .param("person", person.value())
                .param("duty", duty)
                .param("now", Timestamp.from(now))
                .param("by", by(actor))
                .update();
        return new DutyAssignment(new AssignmentId(id), person, duty, now, null);
    }

    private static @Nullable UUID by(Actor actor) {
        return actor.person() == null ? null : actor.person().value();
    }

    private List<DutyAssignment> ours(StatementSpec statement) {
        List<DutyAssignment> duties = new ArrayList<>();
        statement.query(row -> {
            if (DutyMark.isOurs(marks, row)) {
                duties.add(read(row));
            }
        });
        return duties;
    }

    private static DutyAssignment read(ResultSet row) throws SQLException {
        @Nullable Timestamp ended = row.getTimestamp("ended_at");
        return new DutyAssignment(
                new AssignmentId(row.getObject("id", UUID.class)),
                new PersonId(row.getObject("person", UUID.class)),
                row.getString("duty"),
                row.getTimestamp("started_at").toInstant(),
                ended == null ? null : ended.toInstant());
    }
}
