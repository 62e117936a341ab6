package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.approval.HeadOf;
import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.authority.Authority;
import dev.bastide.authority.NodeId;
import dev.bastide.identity.Deputies;
import dev.bastide.identity.Duties;
import dev.bastide.servicetree.Environment;
import dev.bastide.servicetree.NodeFacts;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A duty, a deputy or a leave that somebody writes who holds the database and not the master key (A53, B19): it is as if
 * it were not there, and nobody decides by it.
 */
@CompanyTest
class ForgedDutiesTest {
    @Autowired
    private Company company;

    @Autowired
    private HeadOf heads;

    @Autowired
    private Deputies deputies;

    @Autowired
    private Duties duties;

    @Autowired
    private Authority authority;

    @Autowired
    private AuditSearch search;

    @Test
    void holdsTheDeputyAndTheLeaveThatTheProgramWrote() {
        Someone head = company.people.with("approver");
        Someone deputy = company.people.with("approver");
        NodeId node = headed(head);
        company.people.deputy(head.id(), deputy.id(), company.boss.id());
        assertThat(heads.headsOf(node)).containsExactly(head.id());

        company.people.leave(head.id());

        assertThat(heads.headsOf(node)).containsExactlyInAnyOrder(head.id(), deputy.id());
        assertThat(duties.current(head.id()).orElseThrow().duty()).isEqualTo("approver");
    }

    @Test
    void bitesADeputyByEitherRole() throws Exception {
        for (JdbcClient writer : new JdbcClient[] {company.sql, company.owner}) {
            Someone head = company.people.with("approver");
            Someone self = company.people.with("approver");
            NodeId node = headed(head);
            company.people.leave(head.id());

            UUID id = deputy(writer, head, self);

            assertThat(deputies.of(head.id())).isEmpty();
            assertThat(heads.headsOf(node)).containsExactly(head.id());
            assertThat(heads.headsOf(node, Set.of(head.id()))).doesNotContain(self.id());
            told("identity.deputy", id);
        }
    }

    @Test
    void bitesADeputyTurnedIntoAnotherByTheOwner() {
        Someone head = company.people.with("approver");
        Someone self = company.people.with("approver");
        company.people.deputy(head.id(), company.dirk.id(), company.boss.id());

        past(
                "identity.deputy",
                () -> company.owner
                        .sql("update identity.deputy set deputy = ? where person = ?")
                        .params(self.id().value(), head.id().value())
                        .update());

        assertThat(deputies.of(head.id())).isEmpty();
    }

    @Test
    void bitesALeaveByEitherRole() throws Exception {
        for (JdbcClient writer : new JdbcClient[] {company.sql, company.owner}) {
            Someone head = company.people.with("approver");
            NodeId node = headed(head);
            company.people.deputy(head.id(), company.dirk.id(), company.boss.id());
            UUID id = UUID.randomUUID();
            writer.sql("""
                            insert into identity.leave (id, person, from_at, to_at, entered_by)
                            values (?, ?, now() - interval '1 hour', now() + interval '1 hour', ?)
                            """).params(id, head.id().value(), head.id().value()).update();

            assertThat(deputies.onLeave(head.id())).isFalse();
            assertThat(heads.headsOf(node)).containsExactly(head.id());
            told("identity.leave", id);
        }
    }

    @Test
    void bitesAnEndTakenBack() {
        Someone head = company.people.with("approver");
        company.people.deputy(head.id(), company.dirk.id(), company.boss.id());
        company.sql
                .sql("update identity.deputy set ended_at = from_at where person = ?")
                .param(head.id().value())
                .update();

        assertThatThrownBy(() -> company.sql
                        .sql("update identity.deputy set ended_at = null where person = ?")
                        .param(head.id().value())
                        .update())
                .hasStackTraceContaining("what has ended stays ended");
        assertThat(deputies.of(head.id())).isEmpty();
    }

    @Test
    void bitesADutyByEitherRole() throws Exception {
        for (JdbcClient writer : new JdbcClient[] {company.sql, company.owner}) {
            Someone person = company.people.with("developer");
            UUID id = UUID.randomUUID();
            company.transactionOf(writer).executeWithoutResult(status -> {
                writer.sql("update identity.duty_assignment set ended_at = started_at where person = ?")
                        .param(person.id().value())
                        .update();
                writer.sql("""
                                insert into identity.duty_assignment (id, person, duty, started_at)
                                values (?, ?, 'administrator', now())
                                """).params(id, person.id().value()).update();
            });

            assertThat(duties.current(person.id())).isEmpty();
            assertThat(duties.history(person.id())).hasSize(1);
            told("identity.duty_assignment", id);
        }
    }

    @Test
    void bitesADutyTurnedByTheOwner() {
        Someone operator = company.operator();
        UUID assignment = company.assignment(operator);

        past(
                "identity.duty_assignment",
                () -> company.owner
                        .sql("update identity.duty_assignment set duty = 'administrator' where id = ?")
                        .param(assignment)
                        .update());
        company.grant(company.people.with("operator"), "viewer", company.lab);

        assertThat(duties.current(operator.id())).isEmpty();
        assertThat(authority.may(operator.actor(), Company.OPEN, company.web).isPermitted())
                .isFalse();
    }

    private NodeId headed(Someone head) {
        String name = "headed-" + head.login();
        return company.tree.plant(
                company.boss.actor(), new NodeFacts(company.lab, name, head.id(), Environment.TEST, 3, false, null));
    }

    private static UUID deputy(JdbcClient writer, Someone person, Someone deputy) {
        UUID id = UUID.randomUUID();
        writer.sql("""
                        insert into identity.deputy (id, person, deputy, from_at, mark)
                        values (?, ?, ?, now(), sha256('guessed'))
                        """).params(id, person.id().value(), deputy.id().value()).update();
        return id;
    }

    private void past(String table, Runnable change) {
        company.owner.sql("alter table " + table + " disable trigger user").update();
        try {
            change.run();
        } finally {
            company.owner.sql("alter table " + table + " enable trigger user").update();
        }
    }

    private void told(String table, UUID row) throws Exception {
        AuditQuery query = AuditQuery.of(Map.of("operation", "row.refuse", "object", "row:" + table + " " + row));
        Eventually.holds(
                "a record of the forged row",
                Duration.ofSeconds(10),
                () -> search.search(Company.SETUP, query, null, 50).records().size() == 1);
    }
}
