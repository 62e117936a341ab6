package dev.bastide.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.alarm.AlarmKind;
import dev.bastide.alarm.AlarmLevel;
import dev.bastide.alarm.Alarms;
import dev.bastide.alarm.Happening;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.deadline.Deadlines;
import dev.bastide.identity.Joining;
import dev.bastide.page.BadInput;
import dev.bastide.page.NoSuch;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Captures;
import dev.bastide.testing.TestDatabase;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** Tickets stand with the act that opened them, move by their rules, and always are somebody's. */
@BastideTest
class TicketsTest {
    private static final AlarmKind KIND = new AlarmKind("alarm.job-failing", AlarmLevel.LOW);

    @Autowired
    private ApplicationContext program;

    @Autowired
    private TestDatabase database;

    @Autowired
    private Deadlines deadlines;

    @Autowired
    private TicketCare care;

    @Autowired
    private Alarms alarms;

    private TicketRoom room;

    @BeforeEach
    void furnish() {
        room = new TicketRoom(program);
    }

    @Test
    void aTicketStandsOrFallsWithItsActAndIsTheHeads() {
        room.rolledBack(() -> room.tickets.open(room.wanted("the roof")));
        assertThatThrownBy(() -> room.tickets.open(room.wanted("the roof"))).isInstanceOf(RuntimeException.class);
        assertThat(countHere()).isZero();

        TicketId id = room.open("the roof");

        Ticket ticket = room.read(id);
        assertThat(ticket.accountable()).isEqualTo(room.head.id());
        assertThat(ticket.assignee()).isEqualTo(Assignee.person(room.head.id()));
        assertThat(ticket.dueAt()).isEqualTo(ticket.openedAt().plus(Duration.ofDays(3)));
        assertThat(deadlines.dueFor(room.head.id()))
                .anySatisfy(promise -> assertThat(promise.subject()).isEqualTo(id.toString()));
        assertThat(noticesOf(room.head.id(), "ticket.assigned")).isEqualTo(1);
    }

    @Test
    void theSameIsCountedIntoTheOpenTicketAndOpensAgainWhenItCameBackSoon() {
        TicketLink alarm = new TicketLink("alarm", "a1", "ALM-1", "");
        TicketId first = room.open("the pump");
        TicketId second =
                room.in(() -> room.tickets.open(room.wanted("the pump").links(List.of(alarm))));
        assertThat(second).isEqualTo(first);
        assertThat(room.read(first).times()).isEqualTo(2);
        assertThat(room.tickets.links(first)).containsExactly(alarm);

        room.within(() -> room.tickets.close(first, TicketRoom.PROGRAM, "it runs"));
        assertThat(room.state(first)).isEqualTo("closed");
        TicketId third = room.in(() -> room.tickets.open(room.wanted("the pump").reopens(Duration.ofDays(1))));
        assertThat(third).isEqualTo(first);
        assertThat(room.state(first)).isEqualTo("reopened");
        assertThat(room.read(first).round()).isEqualTo(1);

        room.within(() -> room.tickets.close(first, TicketRoom.PROGRAM, "it runs"));
        room.clock.advance(Duration.ofDays(2));
        assertThat(room.in(() -> room.tickets.open(room.wanted("the pump").reopens(Duration.ofDays(1)))))
                .isNotEqualTo(first);
    }

    @Test
    void aTicketMovesOnlyAsItsStatesAllow() {
        Someone guard = room.people.with("security-engineer", "security-engineer");
        String id = room.open("the door").toString();
        assertThatThrownBy(() -> room.desk.advance(guard.actor(), id, "closed", "done"))
                .isInstanceOf(ActRefused.class);
        assertThatThrownBy(() -> room.desk.advance(guard.actor(), id, "cancelled", " "))
                .isInstanceOf(BadInput.class);

        room.desk.advance(guard.actor(), id, "in-remediation", "at it");
        room.desk.advance(guard.actor(), id, "waiting-for-proof", "");
        assertThatThrownBy(() -> room.desk.advance(guard.actor(), id, "closed", ""))
                .hasMessage("ticket.bad.untold");
        Ticket closed = room.desk.advance(guard.actor(), id, "closed", "seen shut by two");

        assertThat(closed.state()).isEqualTo(new TicketState.Closed("seen shut by two"));
        assertThatThrownBy(() -> room.desk.assign(guard.actor(), id, "me", "")).isInstanceOf(ActRefused.class);
        assertThat(room.desk
                        .advance(guard.actor(), id, "reopened", "open again")
                        .state())
                .isEqualTo(new TicketState.Reopened("open again"));
        assertThat(room.story.of(TicketId.of(id)))
                .extracting(TicketEvent::state)
                .contains("open", "in-remediation", "waiting-for-proof", "closed", "reopened");
    }

    @Test
    void theDatabaseRefusesIllegalMovesAndUntoldSteps() {
        UUID id = room.open("the wall").value();
        for (String attempt : List.of(
                "update ticket.ticket set state = 'closed', told = 'x', step = step + 1 where id = ?",
                "update ticket.ticket set state = 'reopened', told = 'x', step = step + 1 where id = ?",
                "update ticket.ticket set state = 'in-remediation' where id = ?",
                "update ticket.ticket set state = 'cancelled', step = step + 1 where id = ?",
                "update ticket.ticket set level = 'low', step = step + 1 where id = ?",
                "update ticket.ticket set person = null, step = step + 1 where id = ?",
                "update ticket.ticket set accountable = null, step = step + 1 where id = ?",
                // Legal by itself, but no event tells it.
                "update ticket.ticket set state = 'in-remediation', step = step + 1 where id = ?",
                "delete from ticket.ticket where id = ?",
                "delete from ticket.event where ticket = ?",
                "update ticket.event set note = 'x' where ticket = ?")) {
            assertThatThrownBy(() -> room.sql.sql(attempt).param(id).update())
                    .as(attempt)
                    .isInstanceOf(RuntimeException.class);
        }
        assertThat(room.state(new TicketId(id))).isEqualTo("open");
    }

    @Test
    void aGuardedStateWantsTheClearanceOfItsRoomWhichTheProgramAloneCannotGive() {
        TicketId id = room.in(() -> room.tickets.open(room.wanted("the seal").guarded("in-remediation")));
        assertThatThrownBy(() -> room.within(() -> room.tickets.advance(TicketRoom.PROGRAM, id, "in-remediation", "")))
                .isInstanceOf(ActRefused.class)
                .hasMessage("ticket.refused.uncleared");
        assertThatThrownBy(() -> room.sql
                        .sql("insert into ticket.clearance (ticket, state, round, evidence, at)"
                                + " values (?, 'in-remediation', 0, gen_random_uuid(), now())")
                        .param(id.value())
                        .update())
                .hasStackTraceContaining("permission denied");
        assertThatThrownBy(() -> room.sql
                        .sql("select ticket.clear(?, 'in-remediation', gen_random_uuid(), now())")
                        .param(id.value())
                        .query((row, number) -> 1)
                        .list())
                .hasStackTraceContaining("permission denied");
        assertThatThrownBy(() -> room.sql
                        .sql("update ticket.ticket set state = 'in-remediation', step = step + 1 where id = ?")
                        .param(id.value())
                        .update())
                .hasStackTraceContaining("has not cleared");

        database.owner()
                .sql("select ticket.clear(?, 'in-remediation', gen_random_uuid(), now())")
                .param(id.value())
                .query((row, number) -> 1)
                .list();
        room.within(() -> room.tickets.advance(TicketRoom.PROGRAM, id, "in-remediation", ""));
        assertThat(room.state(id)).isEqualTo("in-remediation");
    }

    @Test
    void manyAreOpenedAtOnceAndEachOnce() {
        List<NewTicket> wanted =
                IntStream.range(0, 300).mapToObj(n -> room.wanted("brick " + n)).toList();

        Map<String, TicketId> opened = room.in(() -> room.tickets.openAll(wanted));
        Map<String, TicketId> again = room.in(() -> room.tickets.openAll(wanted));

        assertThat(opened).hasSize(300).isEqualTo(again);
        assertThat(countHere()).isEqualTo(300);
        assertThat(noticesOf(room.head.id(), "ticket.assigned.several")).isEqualTo(1);
        TicketId one = opened.values().iterator().next();
        assertThat(room.story.of(one))
                .extracting(TicketEvent::verb)
                .containsExactly(TicketEvent.Verb.OPENED, TicketEvent.Verb.COUNTED);
    }

    @Test
    void nobodyWhoNeitherMayNorIsMeantDoesAnything() {
        Someone viewer = room.people.with("auditor", "auditor");
        Someone stranger = room.people.with("customer");
        Someone worker = room.people.with("developer");
        String id = room.open("the lamp").toString();
        assertThatThrownBy(() -> room.desk.advance(viewer.actor(), id, "in-remediation", ""))
                .isInstanceOf(ActRefused.class);
        assertThatThrownBy(() -> room.desk.comment(viewer.actor(), id, "hm")).isInstanceOf(ActRefused.class);
        assertThatThrownBy(() -> room.desk.read(stranger.actor(), id)).isInstanceOf(NoSuch.class);

        // The head may without any role: he answers for it; and so may whom he gives it to.
        room.desk.assign(room.head.actor(), id, worker.login(), "yours");
        assertThat(room.desk.advance(worker.actor(), id, "in-remediation", "").state())
                .isEqualTo(new TicketState.InRemediation());
        assertThat(noticesOf(worker.id(), "ticket.assigned")).isEqualTo(1);
    }

    @Test
    void aTicketIsNeverAnOrphan() {
        Someone boss = room.people.with("administrator", "administrator");
        Someone worker = room.people.with("developer");
        TicketId id = room.open("the well");
        room.desk.assign(room.head.actor(), id.toString(), worker.login(), "");

        program.getBean(Joining.class).disable(boss.actor(), worker.id());
        care.look();

        assertThat(room.read(id).assignee()).isEqualTo(Assignee.person(room.head.id()));
        program.getBean(Joining.class).disable(boss.actor(), room.head.id());
        care.look();
        assertThat(room.read(id).accountable()).isNotEqualTo(room.head.id());
    }

    @Test
    void aRowThatSomebodyElseWroteIsNoTicketAndTakesNoPlace() throws Exception {
        TicketId id = room.open("the bell");
        room.within(() -> room.tickets.close(id, TicketRoom.PROGRAM, "rings"));
        database.owner().sql("alter table ticket.ticket disable trigger user").update();
        UUID forged = UUID.randomUUID();
        try {
            database.owner().sql("""
                            insert into ticket.ticket (id, kind, level, node, title_key, title_args, body, dedupe, place,
                                guarded, opened_at, step, round, state, state_at, told, person, accountable, last_at, mark)
                            select ?, kind, level, node, title_key, title_args, body, dedupe, place, guarded, opened_at, 0,
                                0, 'open', state_at, '', person, accountable, last_at, mark
                            from ticket.ticket where id = ?
                            """).params(forged, id.value()).update();

            assertThat(room.tickets.get(new TicketId(forged))).isEmpty();
            TicketId beside = room.open("the bell");
            assertThat(beside.value()).isNotIn(forged, id.value());
            assertThat(room.open("the bell")).isEqualTo(beside);
        } finally {
            database.owner()
                    .sql("delete from ticket.ticket where id = ?")
                    .param(forged)
                    .update();
            database.owner()
                    .sql("alter table ticket.ticket enable trigger user")
                    .update();
        }
    }

    @Test
    void everyStepIsRecordedSoThatNoneIsCaptured() throws Exception {
        TicketId id = room.open("the gate");
        room.desk.assign(room.head.actor(), id.toString(), "me", "");
        room.desk.comment(room.head.actor(), id.toString(), "looking");
        room.within(() -> room.tickets.close(id, TicketRoom.PROGRAM, "shut"));
        // An alarm opens its ticket within a savepoint, and so are its records.
        room.within(() -> {
            Reason what = Reason.of("alarm.job-failing.what", "", "", "work");
            alarms.raise(new Happening(KIND, room.node, "gate", what, "test"));
        });
        room.within(() -> alarms.clear(KIND, room.node, "gate", "alarm.job-failing.over"));
        assertThat(room.sql
                        .sql("select state from ticket.ticket where node = ? and kind = 'alarm.ticket'")
                        .param(room.node.value())
                        .query(String.class)
                        .list())
                .containsExactly("closed");

        assertThat(Captures.of(database)).noneMatch(what -> what.contains(" ticket."));
    }

    private int countHere() {
        return room.sql
                .sql("select count(*) from ticket.ticket where node = ?")
                .param(room.node.value())
                .query(Integer.class)
                .single();
    }

    private int noticesOf(PersonId person, String key) {
        return room.sql
                .sql("""
                        select count(*)
                        from notification.inbox i
                        join notification.notice n on n.id = i.notice_id
                        where i.person_id = ? and n.key = ?
                        """)
                .params(person.value(), key)
                .query(Integer.class)
                .single();
    }
}
