package dev.bastide.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.NodeId;
import dev.bastide.testing.TestDatabase;
import dev.bastide.testing.TestPeople.Someone;
import dev.bastide.ticket.Assignee;
import dev.bastide.ticket.Ticket;
import dev.bastide.ticket.TicketState;
import dev.bastide.ticket.Tickets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A82: the response system takes the alarm directly; no alarm is without its ticket, and none is lost by it. */
@OfficeTest
class DutyA82Test {
    @LocalServerPort
    private int port;

    @Autowired
    private Office office;

    @Autowired
    private AlarmTickets tickets;

    @Autowired
    private AlarmTicketWatch watch;

    @Autowired
    private AlarmAnswers answers;

    @Autowired
    private Alarms alarms;

    @Autowired
    private Tickets spine;

    @Autowired
    private TestDatabase database;

    @Autowired
    private PlatformTransactionManager transactions;

    @Test
    void anAlarmAndItsTicketAreOfOneTransaction() {
        Someone guard = office.guard();
        NodeId node = office.node(office.people.with("approver"));
        office.shift(node, guard, 1);
        office.rolledBack(
                () -> alarms.raise(office.happening(node, new AlarmKind("alarm.outcome-unknown", AlarmLevel.LOW))));
        assertThat(ticketsOn(node)).isZero();

        AlarmId id = office.raise(node);

        Ticket ticket = tickets.of(id).orElseThrow();
        assertThat(ticket.state()).isEqualTo(new TicketState.Open());
        assertThat(ticket.assignee()).isEqualTo(Assignee.person(guard.id()));
        assertThat(spine.links(ticket.id())).extracting(link -> link.object()).containsExactly(id.toString());
        // The latency, as an auditor asks for it.
        assertThat(office.sql.sql("""
                                select t.at - a.raised_at < interval '2 seconds'
                                from alarm.alarm a
                                join alarm.ticketed t on t.alarm = a.id
                                where a.id = ?
                                """).param(id.value()).query(Boolean.class).single())
                .isTrue();
        // Repeats are of the same alarm, and of the same ticket.
        office.raise(node);
        assertThat(ticketsOn(node)).isEqualTo(1);
    }

    @Test
    void raisedByItselfItHasItsTicketToo() {
        NodeId node = office.node(office.people.with("approver"));
        office.rolledBack(
                () -> alarms.raiseNow(office.happening(node, new AlarmKind("alarm.outcome-unknown", AlarmLevel.LOW))));

        assertThat(ticketsOn(node)).isEqualTo(1);
        assertThat(watch.without(Duration.ZERO)).noneMatch(alarm -> node.equals(alarm.node()));
    }

    @Test
    void theTicketFollowsItsAlarm() {
        Someone guard = office.guard();
        NodeId node = office.node(office.people.with("approver"));
        AlarmId first = office.raise(node);
        office.clear(node);
        Ticket closed = tickets.of(first).orElseThrow();
        assertThat(closed.state()).isEqualTo(new TicketState.Closed("alarm.story.cleared"));

        // It comes back within the day: the same ticket, and no other.
        AlarmId second = office.raise(node);
        Ticket again = tickets.of(second).orElseThrow();
        assertThat(again.id()).isEqualTo(closed.id());
        assertThat(again.state()).isInstanceOf(TicketState.Reopened.class);

        answers.acknowledge(guard.actor(), second.toString(), "looking");
        Ticket taken = tickets.of(second).orElseThrow();
        assertThat(taken.state()).isEqualTo(new TicketState.InRemediation());
        assertThat(taken.assignee()).isEqualTo(Assignee.person(guard.id()));
        // Somebody is at work: the source does not close it over his head.
        office.clear(node);
        assertThat(tickets.of(second).orElseThrow().state()).isEqualTo(new TicketState.InRemediation());

        NodeId other = office.node(office.people.with("approver"));
        AlarmId third = office.raise(other);
        answers.resolve(guard.actor(), third.toString(), "fixed", "the disk was full");
        assertThat(tickets.of(third).orElseThrow().state()).isEqualTo(new TicketState.Closed("the disk was full"));
    }

    @Test
    void noTicketEndsWhileItsAlarmGoesOn() {
        Someone guard = office.guard();
        AlarmId id = office.raise(office.node(office.people.with("approver")));
        Ticket ticket = tickets.of(id).orElseThrow();
        TransactionTemplate transaction = new TransactionTemplate(transactions);

        assertThatThrownBy(() -> transaction.executeWithoutResult(
                        status -> spine.close(ticket.id(), guard.actor(), "looks fine")))
                .isInstanceOf(ActRefused.class)
                .hasMessage("alarm.refused.going-on");
        assertThatThrownBy(() ->
                        transaction.executeWithoutResult(status -> spine.cancel(guard.actor(), ticket.id(), "noise")))
                .isInstanceOf(ActRefused.class);
        var page = guard.browser(port);
        assertThat(page.get("/alarms/" + id).body()).contains("/tickets/" + ticket.id(), ticket.name());
        assertThat(page.get("/tickets/" + ticket.id()).body()).contains("/alarms/" + id);
    }

    @Test
    void theDatabaseTakesNoAlarmWithoutATicketOrTheNoteThatOneIsOwed() {
        NodeId node = office.node(office.people.with("approver"));
        for (var sql : new JdbcClient[] {office.sql, office.owner}) {
            assertThatThrownBy(() -> sql.sql("""
                                    insert into alarm.alarm (id, kind, level, node, object, reason_key, reason_args, path,
                                        source, raised_at, fork, mark)
                                    values (gen_random_uuid(), 'alarm.outcome-unknown', 'low', ?, 'x', 'abc', '{}', '', 'x',
                                        now(), 0, sha256('x'))
                                    """).param(node.value()).update())
                    .hasStackTraceContaining("comes with its ticket");
        }
        AlarmId id = office.raise(node);
        for (String attempt : new String[] {
            "delete from alarm.ticketed where alarm = ?", "update alarm.ticketed set ticket = ticket where alarm = ?"
        }) {
            assertThatThrownBy(() -> office.sql.sql(attempt).param(id.value()).update())
                    .hasStackTraceContaining("is refused");
        }
    }

    @Test
    void anAlarmIsNeverLostByItsTicketWhichIsMadeUpForWithinAMinute() throws SQLException {
        NodeId node = office.node(office.people.with("approver"));
        AlarmId id;
        try (Connection held = database.dataSource().getConnection()) {
            held.setAutoCommit(false);
            try (var statement = held.createStatement()) {
                statement.execute("lock table ticket.ticket in access exclusive mode");
            }
            id = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> office.raise(node));
            held.rollback();
        }
        assertThat(office.told(id)).hasSize(1);
        assertThat(tickets.of(id)).isEmpty();
        office.clock.advance(Duration.ofSeconds(61));
        assertThat(watch.without(AlarmTicketWatch.WITHIN)).extracting(Alarm::id).contains(id);
        assertThat(office.guard().browser(port).get("/alarms?proof=ticketless").body())
                .contains("/alarms/" + id);

        watch.look();

        assertThat(tickets.of(id)).isPresent();
        assertThat(watch.without(AlarmTicketWatch.WITHIN)).isEmpty();
    }

    @Test
    void aForgedTicketOfAnAlarmIsNone() {
        NodeId node = office.node(office.people.with("approver"));
        AlarmId id = office.raise(node);
        Ticket real = tickets.of(id).orElseThrow();
        AlarmId other = office.raise(office.node(office.people.with("approver")));
        office.sql
                .sql("""
                        insert into alarm.ticketed (id, alarm, ticket, at, mark)
                        values (?, ?, ?, timestamptz '2000-01-01', sha256('x'))
                        """)
                .params(UUID.randomUUID(), other.value(), real.id().value())
                .update();

        assertThat(tickets.of(other).orElseThrow().id()).isNotEqualTo(real.id());
    }

    private int ticketsOn(NodeId node) {
        return office.sql
                .sql("select count(*) from ticket.ticket where node = ?")
                .param(node.value())
                .query(Integer.class)
                .single();
    }
}
