package dev.bastide.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.alarm.roster.RosterBook;
import dev.bastide.alarm.roster.Shift;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.NodeId;
import dev.bastide.page.BadInput;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A103: who is on duty, who hands over to whom, and what nobody writes past it. */
@OfficeTest
class RosterTest {
    @LocalServerPort
    private int port;

    @Autowired
    private Office office;

    @Autowired
    private RosterBook roster;

    @Test
    void aShiftIsTheTakersOnceHeHasAccepted() {
        Someone giver = office.guard();
        Someone taker = office.guard();
        NodeId node = office.node(office.people.with("approver"));
        UUID shift = office.shift(node, giver, 1);

        UUID offer = roster.offer(giver.actor(), shift, taker.id(), "mind the disk");
        assertThat(office.told(office.raise(node))).containsExactly(List.of(giver.id()));
        assertThat(roster.offeredTo(taker.id())).extracting(Shift::id).containsExactly(shift);
        assertThatThrownBy(() -> roster.answer(giver.actor(), offer, true)).hasMessage("alarm.refused.taker");

        roster.answer(taker.actor(), offer, true);

        office.clear(node);
        assertThat(office.told(office.raise(node))).containsExactly(List.of(taker.id()));
        assertThatThrownBy(() -> roster.answer(taker.actor(), offer, true)).hasMessage("alarm.refused.answered");
        assertThatThrownBy(() -> roster.offer(giver.actor(), shift, taker.id(), ""))
                .hasMessage("alarm.refused.holder");
    }

    @Test
    void aDeclinedOfferChangesNothing() {
        Someone giver = office.guard();
        Someone taker = office.guard();
        NodeId node = office.node(office.people.with("approver"));
        UUID shift = office.shift(node, giver, 1);

        roster.answer(taker.actor(), roster.offer(giver.actor(), shift, taker.id(), ""), false);

        assertThat(office.told(office.raise(node))).containsExactly(List.of(giver.id()));
    }

    @Test
    void nobodyIsPutOnDutyWhoCouldNotAcknowledge() {
        Someone customer = office.people.with("customer");
        Someone guard = office.guard();
        NodeId node = office.node(office.people.with("approver"));
        UUID shift = office.shift(node, guard, 1);

        assertThatThrownBy(() -> office.shift(node, customer, 2)).hasMessage("alarm.refused.cannot-acknowledge");
        assertThatThrownBy(() -> roster.offer(guard.actor(), shift, customer.id(), ""))
                .hasMessage("alarm.refused.cannot-acknowledge");
        assertThatThrownBy(() -> office.shift(node, office.guard(), 1)).isInstanceOf(BadInput.class);
    }

    @Test
    void onlyWhoEditsTheRosterOrHeadsTheNodeEntersShifts() {
        Someone head = office.people.with("approver");
        Someone other = office.people.with("auditor", "auditor");
        Someone guard = office.guard();
        NodeId node = office.node(head);
        Instant from = office.clock.instant();
        List<RosterBook.Planned> plan =
                List.of(new RosterBook.Planned(guard.id(), 1, from, from.plus(Duration.ofHours(8))));

        assertThatThrownBy(() -> roster.enter(other.actor(), node, plan)).isInstanceOf(ActRefused.class);
        roster.enter(head.actor(), node, plan);

        assertThat(roster.between(node, from, from.plusSeconds(1))).hasSize(1);
    }

    @Test
    void aShiftThatWasEndedCoversNobody() {
        Someone guard = office.guard();
        Someone head = office.people.with("approver");
        NodeId node = office.node(head);

        roster.end(office.boss.actor(), office.shift(node, guard, 1));

        assertThat(office.told(office.raise(node))).containsExactly(List.of(head.id()));
    }

    @Test
    void nobodyWritesHimselfOnDutyOrAnybodyOffPastTheProgram() {
        for (boolean byOwner : new boolean[] {false, true}) {
            var writer = byOwner ? office.owner : office.sql;
            Someone intruder = office.guard();
            Someone guard = office.guard();
            Someone head = office.people.with("approver");
            NodeId empty = office.node(head);
            writer.sql("""
                            insert into alarm.shift (id, node, person, place, from_at, to_at, entered_by, entered_at, mark)
                            values (gen_random_uuid(), ?, ?, 1, now() - interval '1 hour', now() + interval '1 hour', ?,
                                now(), decode(repeat('00', 32), 'hex'))
                            """)
                    .params(empty.value(), intruder.id().value(), intruder.id().value())
                    .update();
            assertThat(office.told(office.raise(empty))).containsExactly(List.of(head.id()));

            NodeId node = office.node(head);
            UUID shift = office.shift(node, guard, 1);
            writer.sql("insert into alarm.shift_end (shift, ended_by, at, mark)"
                            + " values (?, ?, now(), decode(repeat('00', 32), 'hex'))")
                    .params(shift, intruder.id().value())
                    .update();
            assertThat(office.told(office.raise(node))).containsExactly(List.of(guard.id()));

            UUID offer = roster.offer(guard.actor(), shift, intruder.id(), "");
            writer.sql("insert into alarm.handover_answer (handover, taker, accepted, at, mark)"
                            + " values (?, ?, true, now() + interval '1 minute', decode(repeat('00', 32), 'hex'))")
                    .params(offer, intruder.id().value())
                    .update();
            office.clear(node);
            assertThat(office.told(office.raise(node))).containsExactly(List.of(guard.id()));

            // Nor do such rows keep out the real answer and the real end.
            roster.answer(intruder.actor(), offer, true);
            office.clear(node);
            assertThat(office.told(office.raise(node))).containsExactly(List.of(intruder.id()));
            roster.end(office.boss.actor(), shift);
            office.clear(node);
            assertThat(office.told(office.raise(node))).containsExactly(List.of(head.id()));
        }
    }

    @Test
    void theDatabaseKeepsWhatWasEnteredAndAnswered() {
        Someone guard = office.guard();
        Someone taker = office.guard();
        NodeId node = office.node(office.people.with("approver"));
        UUID shift = office.shift(node, guard, 1);
        UUID offer = roster.offer(guard.actor(), shift, taker.id(), "");
        roster.answer(taker.actor(), offer, true);
        for (String attempt : List.of(
                "update alarm.shift set to_at = to_at + interval '1 hour'",
                "delete from alarm.shift",
                "update alarm.handover_answer set accepted = not accepted",
                "delete from alarm.handover_answer",
                "delete from alarm.handover")) {
            assertThatThrownBy(() -> office.owner.sql(attempt).update())
                    .as(attempt)
                    .hasStackTraceContaining("ERROR");
        }
        // An answer is the taker's: the key of the offer says so.
        UUID second = roster.offer(taker.actor(), shift, guard.id(), "");
        assertThatThrownBy(() -> office.owner
                        .sql("insert into alarm.handover_answer (handover, taker, accepted, at, mark)"
                                + " values (?, ?, true, now() + interval '1 day', decode(repeat('00', 32), 'hex'))")
                        .params(second, taker.id().value())
                        .update())
                .hasStackTraceContaining("foreign key");
    }

    @Test
    void waitingIsNeverSetBeyondWhatALevelAllows() {
        assertThatThrownBy(() -> office.owner
                        .sql("insert into alarm.patience (id, level, minutes, set_by, set_at, mark)"
                                + " values (gen_random_uuid(), 'critical', '{5,5,5,5,16}', ?, now(),"
                                + " decode(repeat('00', 32), 'hex'))")
                        .param(office.boss.id().value())
                        .update())
                .hasStackTraceContaining("ERROR");
        Browser browser = office.boss.again(port);
        String[] tooLong = {"on-duty", "16", "next", "5", "head", "5", "above", "5", "officer", "5"};
        String[] quick = {"on-duty", "2", "next", "2", "head", "5", "above", "5", "officer", "5"};
        assertThat(browser.post("/settings/escalation/critical", tooLong).status())
                .isEqualTo(422);
        assertThat(browser.post("/settings/escalation/critical", quick).status())
                .isIn(302, 303);
        try {
            AlarmId id = office.raise(office.node(office.people.with("approver")));
            assertThat(office.standing(id).nextAt())
                    .isEqualTo(office.standing(id).alarm().raisedAt().plus(Duration.ofMinutes(5)));
            NodeId covered = office.node(office.people.with("approver"));
            office.shift(covered, office.guard(), 1);
            AlarmId soon = office.raise(covered);
            assertThat(office.standing(soon).nextAt())
                    .isEqualTo(office.standing(soon).alarm().raisedAt().plus(Duration.ofMinutes(2)));
        } finally {
            String[] usual = {"on-duty", "5", "next", "5", "head", "5", "above", "5", "officer", "5"};
            browser.post("/settings/escalation/critical", usual);
        }
    }

    @Test
    void thePagesShowTheWeekAndCarryAHandOver() {
        Someone giver = office.guard();
        Someone taker = office.guard();
        NodeId node = office.node(office.people.with("approver"));
        Browser boss = office.boss.again(port);
        String today = office.clock.instant().toString().substring(0, 10);
        String[] plan = {
            "people",
            giver.login() + ", " + taker.login(),
            "first",
            today,
            "at",
            "00:00",
            "hours",
            "24",
            "count",
            "2",
            "place",
            "1"
        };
        assertThat(boss.post("/roster/" + node, plan).status()).isIn(302, 303);
        Browser.Answer week = giver.browser(port).get("/roster/" + node);
        assertThat(week.status()).isEqualTo(200);
        assertThat(week.body()).contains("Test " + giver.login(), "Hand over");
        assertThat(boss.get("/roster?q=n").body()).contains("Test " + giver.login());

        UUID shift = roster.between(
                        node, office.clock.instant(), office.clock.instant().plusSeconds(1))
                .getFirst()
                .id();
        Browser from = giver.again(port);
        assertThat(from.get("/roster/shifts/" + shift + "/hand-over").status()).isEqualTo(200);
        assertThat(from.post("/roster/shifts/" + shift + "/hand-over", "taker", taker.login(), "note", "all calm")
                        .status())
                .isIn(302, 303);
        assertThat(taker.browser(port).get("/roster/" + node).body()).contains("Take over");
        UUID offer = office.sql
                .sql("select id from alarm.handover where shift = ?")
                .param(shift)
                .query(UUID.class)
                .single();
        assertThat(taker.again(port)
                        .post("/roster/hand-overs/" + offer + "/accept")
                        .status())
                .isIn(302, 303);
        assertThat(office.told(office.raise(node))).containsExactly(List.of(taker.id()));
    }
}
