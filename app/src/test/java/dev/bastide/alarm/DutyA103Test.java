package dev.bastide.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.alarm.Telling.Channel;
import dev.bastide.alarm.Telling.Outcome;
import dev.bastide.authority.NodeId;
import dev.bastide.notification.TestPost;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** A103: people are told in time, and an alarm climbs until somebody has it. */
@OfficeTest
class DutyA103Test {
    private static final Duration WAIT = Duration.ofMinutes(5).plusSeconds(1);

    @LocalServerPort
    private int port;

    @Autowired
    private Office office;

    @Autowired
    private Alarms alarms;

    @Autowired
    private AlarmAnswers answers;

    @Autowired
    private ApplicationContext program;

    @Test
    void whoIsOnDutyHasItByInboxAndMailWithinAMinute() {
        Someone guard = office.guard();
        NodeId node = office.node(office.people.with("approver"));
        office.shift(node, guard, 1);
        try (TestPost post = new TestPost(program)) {
            AlarmId id = office.raise(node);
            post.go();
            office.later(Duration.ofSeconds(3));

            Telling told = office.standing(id).tellings().getFirst();
            assertThat(told.rung()).isEqualTo(Rung.ON_DUTY);
            assertThat(told.people()).containsExactly(guard.id());
            assertThat(told.deliveries())
                    .extracting(Telling.Delivery::channel)
                    .containsExactly(Channel.INBOX, Channel.MAIL);
            Instant raised = office.standing(id).alarm().raisedAt();
            assertThat(told.deliveries()).allSatisfy(reached -> {
                assertThat(reached.outcome()).isEqualTo(Outcome.DELIVERED);
                assertThat(Duration.between(raised, reached.at())).isLessThanOrEqualTo(Escalation.WITHIN);
            });
            assertThat(post.mails()).anySatisfy(mail -> assertThat(mail).contains("/alarms/" + id));
        }
    }

    @Test
    void aRosterIsInheritedFromAbove() {
        Someone guard = office.guard();
        NodeId above = office.node(office.people.with("approver"));
        NodeId below = office.node(above, office.people.with("approver"));
        office.shift(above, guard, 1);

        AlarmId id = office.raise(below);

        assertThat(office.told(id)).containsExactly(List.of(guard.id()));
    }

    @Test
    void itClimbsRungByRungUntilSomebodyHasIt() {
        Someone first = office.guard();
        Someone second = office.guard();
        Someone head = office.people.with("approver");
        NodeId node = office.node(head);
        office.shift(node, first, 1);
        office.shift(node, second, 2);
        AlarmId id = office.raise(node);

        office.later(Duration.ofMinutes(4));
        assertThat(office.rungs(id)).containsExactly(Rung.ON_DUTY);
        for (int times = 0; times < 6; times++) {
            office.later(WAIT);
        }

        assertThat(office.rungs(id))
                .containsExactly(
                        Rung.ON_DUTY, Rung.NEXT, Rung.HEAD, Rung.ABOVE, Rung.OFFICER, Rung.OFFICER, Rung.OFFICER);
        assertThat(office.told(id).subList(0, 4))
                .containsExactly(
                        List.of(first.id()), List.of(second.id()), List.of(head.id()), List.of(office.rita.id()));
        assertThat(office.told(id).get(4)).contains(office.ivo.id());
        // Told again and again, and who is on duty with them.
        assertThat(office.told(id).get(6)).contains(office.ivo.id(), first.id());

        answers.acknowledge(second.actor(), id.toString(), "on it");
        office.later(Duration.ofHours(5));

        assertThat(office.rungs(id)).hasSize(7);
        assertThat(office.standing(id).nextAt()).isNull();
    }

    @Test
    void repeatsAreCountedIntoTheOpenAlarm() {
        NodeId node = office.node(office.people.with("approver"));
        AlarmId first = office.raise(node);
        assertThat(office.raise(node)).isEqualTo(first);
        assertThat(office.raise(node)).isEqualTo(first);

        assertThat(office.standing(first).times()).isEqualTo(3);
        assertThat(office.told(first)).hasSize(1);
        assertThat(office.clear(node)).isTrue();
        assertThat(office.raise(node)).isNotEqualTo(first);
    }

    @Test
    void itStandsOrFallsWithItsActUnlessItsCallerSaysSo() {
        NodeId node = office.node(office.people.with("approver"));
        AlarmKind kind = new AlarmKind("alarm.outcome-unknown", AlarmLevel.LOW);
        Happening what = office.happening(node, kind);
        office.rolledBack(() -> alarms.raise(what));
        assertThat(countOn(node)).isZero();
        assertThatThrownBy(() -> alarms.raise(what)).isInstanceOf(RuntimeException.class);

        office.rolledBack(() -> alarms.raiseNow(what));
        assertThat(countOn(node)).isEqualTo(1);
    }

    @Test
    void anEmptyRosterFallsToTheHeadThenToTheOfficerAndSaysSo() {
        Someone head = office.people.with("approver");
        NodeId node = office.node(head);

        AlarmId id = office.raise(node);

        assertThat(office.told(id)).containsExactly(List.of(head.id()));
        assertThat(office.standing(id).fellThrough()).isTrue();
        assertThat(office.standing(id).tellings().getFirst().passed()).containsExactly(Rung.ON_DUTY, Rung.NEXT);

        Someone rita = office.rita;
        NodeId ritas = office.node(rita);
        UUID leave = office.people.leave(rita.id());
        try {
            AlarmId other = office.raise(ritas);
            assertThat(office.rungs(other)).containsExactly(Rung.OFFICER);
            assertThat(office.told(other).getFirst()).contains(office.ivo.id());
        } finally {
            office.sql
                    .sql("update identity.leave set withdrawn_at = now() where id = ?")
                    .param(leave)
                    .update();
        }
    }

    @Test
    void whoIsOnLeaveIsNotOnDutyButHisDeputyIs() {
        Someone guard = office.guard();
        Someone deputy = office.guard();
        Someone head = office.people.with("approver");
        NodeId node = office.node(head);
        office.shift(node, guard, 1);
        office.people.leave(guard.id());
        assertThat(office.told(office.raise(node))).containsExactly(List.of(head.id()));

        NodeId other = office.node(head);
        office.shift(other, guard, 1);
        office.people.deputy(guard.id(), deputy.id(), office.boss.id());
        assertThat(office.told(office.raise(other))).containsExactly(List.of(deputy.id()));
    }

    @Test
    void quietHoursDoNotMuteAReceiver() {
        Someone guard = office.guard();
        NodeId node = office.node(office.people.with("approver"));
        office.shift(node, guard, 1);
        office.sql
                .sql("update identity.person set quiet_from = '00:00', quiet_to = '23:59' where id = ?")
                .param(guard.id().value())
                .update();
        try (TestPost post = new TestPost(program)) {
            AlarmId id = office.raise(node);
            post.go();
            office.later(Duration.ofSeconds(2));

            Telling told = office.standing(id).tellings().getFirst();
            assertThat(told.has(guard.id(), Channel.MAIL, Outcome.DELIVERED)).isTrue();
        }
    }

    @Test
    void aReceiverWhoCannotBeReachedIsPassedAtOnce() {
        Someone gone = office.guard();
        Someone second = office.guard();
        NodeId node = office.node(office.people.with("approver"));
        office.shift(node, gone, 1);
        office.shift(node, second, 2);
        email(gone, "gone-" + gone.login() + "@example.org");
        try (TestPost post = new TestPost(program)) {
            AlarmId id = office.raise(node);
            post.go();
            office.later(Duration.ofSeconds(5));

            assertThat(office.told(id)).startsWith(List.of(gone.id()), List.of(second.id()));
            assertThat(office.standing(id).tellings().get(1).why()).isEqualTo(Telling.Why.UNDELIVERED);
        }
    }

    @Test
    void aMailThatIsNotThereAfterAMinuteIsLateAndSomebodyElseIsTold() {
        Someone slow = office.guard();
        NodeId node = office.node(office.people.with("approver"));
        office.shift(node, slow, 1);
        email(slow, "busy-" + slow.login() + "@example.org");
        try (TestPost post = new TestPost(program)) {
            AlarmId id = office.raise(node);
            post.go();
            office.later(Duration.ofSeconds(50));
            assertThat(office.told(id)).hasSize(1);

            office.later(Duration.ofSeconds(11));

            assertThat(office.standing(id).tellings().getFirst().has(slow.id(), Channel.MAIL, Outcome.LATE))
                    .isTrue();
            assertThat(office.told(id)).hasSize(2);
            // An auditor asks for exactly these.
            Browser auditor = office.people.with("auditor", "auditor").browser(port);
            assertThat(auditor.get("/alarms?proof=undelivered").body()).contains("/alarms/" + id);
            assertThat(auditor.get("/alarms?proof=unanswered").body()).doesNotContain("/alarms/" + id);
            office.clock.advance(Duration.ofMinutes(15));
            Browser later = office.people.with("auditor", "auditor").browser(port);
            assertThat(later.get("/alarms?proof=unanswered").body()).contains("/alarms/" + id);
        }
    }

    @Test
    void aDeliveryIsNeitherChangedNorTakenAwayAndWhereItIsTheAlarmClimbs() {
        Someone guard = office.guard();
        NodeId node = office.node(office.people.with("approver"));
        office.shift(node, guard, 1);
        AlarmId id = office.raise(node);
        for (String attempt : List.of(
                "delete from alarm.delivery",
                "update alarm.delivery set at = at - interval '1 hour'",
                "truncate alarm.delivery",
                "delete from alarm.telling",
                "update alarm.telling set rung = 'officer'",
                "update alarm.alarm set level = 'low'",
                "update alarm.alarm set closed = true",
                "delete from alarm.alarm",
                "update alarm.tally set times = 1, last_at = last_at - interval '1 second'",
                "delete from alarm.tally")) {
            assertRefused(attempt);
        }

        office.owner.sql("alter table alarm.delivery disable trigger user").update();
        try {
            office.owner
                    .sql("delete from alarm.delivery where telling in (select id from alarm.telling where alarm = ?)")
                    .param(id.value())
                    .update();
        } finally {
            office.owner.sql("alter table alarm.delivery enable trigger user").update();
        }
        office.later(Duration.ofSeconds(5));

        assertThat(office.rungs(id)).hasSize(2);
        assertThat(office.standing(id).tellings().get(1).why()).isEqualTo(Telling.Why.UNDELIVERED);
    }

    @Test
    void aForgedAcknowledgementByEitherRoleKeepsNobodyQuiet() {
        for (boolean byOwner : new boolean[] {false, true}) {
            Someone guard = office.guard();
            Someone head = office.people.with("approver");
            NodeId node = office.node(head);
            office.shift(node, guard, 1);
            AlarmId id = office.raise(node);
            (byOwner ? office.owner : office.sql)
                    .sql("""
                            insert into alarm.acknowledgement (id, alarm, person, at, method, note, mark)
                            select gen_random_uuid(), a.id, ?, a.raised_at, 'console', '', decode(repeat('00', 32), 'hex')
                            from alarm.alarm a
                            where a.id = ?
                            """)
                    .params(guard.id().value(), id.value())
                    .update();

            office.later(WAIT);

            assertThat(office.standing(id).acknowledgement()).isNull();
            assertThat(office.told(id)).containsExactly(List.of(guard.id()), List.of(head.id()));
            answers.acknowledge(guard.actor(), id.toString(), "");
            assertThat(office.standing(id).acknowledgement()).isNotNull();
        }
    }

    @Test
    void aForgedEndByEitherRoleKeepsNobodyQuiet() {
        for (boolean byOwner : new boolean[] {false, true}) {
            NodeId node = office.node(office.people.with("approver"));
            AlarmId id = office.raise(node);
            (byOwner ? office.owner : office.sql).sql("""
                            insert into alarm.resolution (id, alarm, cause, told, at, mark)
                            select gen_random_uuid(), a.id, 'source', '', a.raised_at, decode(repeat('00', 32), 'hex')
                            from alarm.alarm a
                            where a.id = ?
                            """).param(id.value()).update();

            office.later(WAIT);

            assertThat(office.standing(id).climbs()).isTrue();
            assertThat(office.told(id)).hasSize(2);
        }
    }

    @Test
    void whatWasAcknowledgedStaysAcknowledged() {
        NodeId node = office.node(office.people.with("approver"));
        Someone guard = office.guard();
        AlarmId id = office.raise(node);
        answers.acknowledge(guard.actor(), id.toString(), "mine");

        for (String attempt : List.of(
                "delete from alarm.acknowledgement",
                "update alarm.acknowledgement set at = at + interval '1 hour'",
                "truncate alarm.acknowledgement")) {
            assertRefused(attempt);
        }
        assertThatThrownBy(() -> answers.acknowledge(office.ivo.actor(), id.toString(), ""))
                .hasMessage("alarm.refused.taken");
        assertThat(Objects.requireNonNull(office.standing(id).acknowledgement()).person())
                .isEqualTo(guard.id());
    }

    private void assertRefused(String attempt) {
        assertThatThrownBy(() -> office.sql.sql(attempt).update())
                .as("app: " + attempt)
                .hasStackTraceContaining("ERROR");
        assertThatThrownBy(() -> office.owner.sql(attempt).update())
                .as("owner: " + attempt)
                .hasStackTraceContaining("ERROR");
    }

    private void email(Someone person, String address) {
        office.sql
                .sql("update identity.person set email = ? where id = ?")
                .params(address, person.id().value())
                .update();
    }

    private int countOn(NodeId node) {
        return office.sql
                .sql("select count(*) from alarm.alarm where node = ?")
                .param(node.value())
                .query(Integer.class)
                .single();
    }
}
