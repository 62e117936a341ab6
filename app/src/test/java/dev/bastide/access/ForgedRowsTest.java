package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.approval.ApprovalId;
import dev.bastide.approval.Standing;
import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Authority;
import dev.bastide.authority.PermitId;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople.Someone;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What somebody writes who holds the database and not the master key: votes, permits, grants (A47, A49, A52). With the
 * program's own role as with the owner's it looks like the real thing and counts for nothing.
 */
@CompanyTest
class ForgedRowsTest {
    private static final String HASH = "0".repeat(64);

    @Autowired
    private Company company;

    @Autowired
    private Authority authority;

    @Autowired
    private AuditSearch search;

    @LocalServerPort
    private int port;

    @Test
    void holdsWhatTheProgramWroteItself() {
        Company.Trial trial = company.trial(company.operator());
        company.approve(trial.approval());
        Instant now = company.clock.instant();
        PermitId permit = company.permit(trial, now, now.plus(Duration.ofHours(1)));

        assertThat(standing(trial).holds()).isTrue();
        assertThat(company.mayOpenWeb(trial.executor()).isPermitted()).isTrue();
        company.permits.end(permit, "done early");
        assertThat(Company.key(company.mayOpenWeb(trial.executor()))).isEqualTo("access.refused.permit-ended");
        assertThat(company.permits.find(permit).orElseThrow().ended()).isNotNull();
    }

    @Test
    void bitesAVoteByTheProgramsRole() throws Exception {
        Company.Trial trial = company.trial(company.operator());
        company.yes(company.paul, trial.approval());

        vote(company.sql, trial.approval(), company.hana, trial.hash());

        assertThat(standing(trial)).isInstanceOf(Standing.Waiting.class);
        assertThat(company.aud
                        .again(port)
                        .get("/api/v1/approvals/" + trial.approval())
                        .body())
                .contains("\"state\":\"waiting\"")
                .doesNotContain("forged");
        String row = company.sql
                .sql("select id::text from approval.vote where approval = ? and voter = ?")
                .params(trial.approval().value(), company.hana.id().value())
                .query(String.class)
                .single();
        toldOnce("approval.vote", row);
    }

    @Test
    void bitesAnApprovalDecidedByTheProgramsRole() {
        Company.Trial trial = company.trial(company.operator());
        vote(company.sql, trial.approval(), company.paul, trial.hash());
        vote(company.sql, trial.approval(), company.hana, trial.hash());
        approved(company.sql, trial.approval());

        assertThat(standing(trial).holds()).isFalse();
        Instant now = company.clock.instant();
        assertThatThrownBy(() -> company.permit(trial, now, now.plus(Duration.ofHours(1))))
                .isInstanceOf(ActRefused.class);
    }

    @Test
    void bitesAnApprovalThatWasTurnedBySql() {
        Company.Trial trial = company.trial(company.operator());
        company.approve(trial.approval());

        asOwner(
                "approval.approval",
                () -> company.owner
                        .sql(
                                "update approval.approval set executor = requester, barred = '{}', requester = ? where id = ?")
                        .params(company.aud.id().value(), trial.approval().value())
                        .update());

        assertThat(standing(trial).holds()).isFalse();
    }

    @Test
    void bitesAVoteChangedByTheOwner() {
        Company.Trial trial = company.trial(company.operator());
        company.yes(company.paul, trial.approval());
        company.yes(company.petra, trial.approval());

        asOwner(
                "approval.vote",
                () -> company.owner
                        .sql("update approval.vote set as_head = true where approval = ? and voter = ?")
                        .params(trial.approval().value(), company.petra.id().value())
                        .update());
        approved(company.owner, trial.approval());

        assertThat(standing(trial).holds()).isFalse();
    }

    @Test
    void bitesAnEmergencyPermitByEitherRole() throws Exception {
        for (JdbcClient writer : new JdbcClient[] {company.sql, company.owner}) {
            Someone operator = company.operator();

            UUID permit = emergency(writer, operator);

            assertThat(Company.key(company.mayOpenWeb(operator))).isEqualTo("access.refused.no-permit");
            assertThat(company.permits.find(new PermitId(permit))).isEmpty();
            assertThat(company.permits.current(operator.id())).isEmpty();
            assertThat(company.permits.covering(operator.actor(), company.webHost, Company.ACCOUNT))
                    .isEmpty();
            assertThat(operator.browser(port)
                            .get("/api/v1/access/why?person=" + operator.login() + "&host=deploy@/shop/web/web-01")
                            .body())
                    .contains("\"permitted\":false");
            toldOnce("access.permit", permit.toString());
        }
    }

    @Test
    void bitesAPermitWhoseWindowOrTargetsTheOwnerMoved() {
        Company.Trial trial = company.trial(company.operator());
        company.approve(trial.approval());
        Instant now = company.clock.instant();
        PermitId longer = company.permit(trial, now, now.plus(Duration.ofHours(1)));
        asOwner(
                "access.permit",
                () -> company.owner
                        .sql("update access.permit set to_at = to_at + interval '1 hour' where id = ?")
                        .param(longer.value())
                        .update());
        assertThat(Company.key(company.mayOpenWeb(trial.executor()))).isEqualTo("access.refused.no-permit");

        Company.Trial other = company.trial(company.operator());
        company.approve(other.approval());
        PermitId wider = company.permit(other, now, now.plus(Duration.ofHours(1)));
        asOwner(
                "access.permit_target",
                () -> company.owner
                        .sql("insert into access.permit_target (permit, host, node, account) values (?, ?, ?, 'root')")
                        .params(wider.value(), company.webHost.value(), company.web.value())
                        .update());

        assertThat(company.permits
                        .mayOpen(other.executor().actor(), company.webHost, company.web, "root")
                        .isPermitted())
                .isFalse();
    }

    @Test
    void bitesAWindowOfMoreThanThreeDays() {
        Company.Trial trial = company.trial(company.operator());
        company.approve(trial.approval());
        Instant now = company.clock.instant();

        assertThatThrownBy(() -> company.permit(trial, now, now.plus(Duration.ofHours(73))))
                .hasMessageContaining("three days");
        assertThatThrownBy(() -> company.owner
                        .sql("""
                                insert into access.permit (id, kind, subject, executor, assignment, from_at, to_at, steps,
                                    content_hash, approval, issued_at)
                                values (?, 'operation', ?, ?, ?, now(), now() + interval '73 hours', '{}', ?, ?, now())
                                """)
                        .params(
                                UUID.randomUUID(),
                                trial.subject(),
                                trial.executor().id().value(),
                                company.assignment(trial.executor()),
                                trial.hash(),
                                trial.approval().value())
                        .update())
                .hasStackTraceContaining("window_is_at_most_three_days");
    }

    /** Every row that a true grant has, written one after the other with the program's role: no trigger objects. */
    @Test
    void bitesAGrantWithAllThatBelongsToItByTheProgramsRole() throws Exception {
        Someone operator = company.people.with("operator");
        UUID request = UUID.randomUUID();
        ApprovalId approval = new ApprovalId(UUID.randomUUID());
        company.sql
                .sql("""
                        insert into access.grant_request (id, person, role, node, assignment, days, reason, requester,
                            content_hash, asked_at)
                        values (?, ?, 'operator', ?, ?, 30, 'forged from end to end', ?, ?, now())
                        """)
                .params(
                        request,
                        operator.id().value(),
                        company.shop.value(),
                        company.assignment(operator),
                        operator.id().value(),
                        HASH)
                .update();
        company.sql
                .sql("""
                        insert into approval.approval (id, subject_kind, subject, title_key, title_args, content,
                            content_hash, requester, executor, node, voting_action, path, asked_at)
                        values (?, 'access.grant', ?, 'x', '{}', '{}', ?, ?, ?, ?, 'approval.vote', '/x', now())
                        """)
                .params(
                        approval.value(),
                        request,
                        HASH,
                        operator.id().value(),
                        operator.id().value(),
                        company.shop.value())
                .update();
        vote(company.sql, approval, company.paul, HASH);
        vote(company.sql, approval, company.hana, HASH);
        approved(company.sql, approval);
        UUID grant = UUID.randomUUID();
        company.sql
                .sql("""
                        insert into access.role_grant (id, person, role, node, assignment, granted_at, expires_at,
                            request, approval, reason)
                        values (?, ?, 'operator', ?, ?, now(), now() + interval '30 days', ?, ?, 'forged')
                        """)
                .params(
                        grant,
                        operator.id().value(),
                        company.shop.value(),
                        company.assignment(operator),
                        request,
                        approval.value())
                .update();

        readAnew();

        assertThat(authority.may(operator.actor(), Company.OPEN, company.web).isPermitted())
                .isFalse();
        assertThat(company.grants.of(operator.id())).isEmpty();
        toldOnce("access.role_grant", grant.toString());
    }

    @Test
    void bitesAGrantMovedByTheOwner() {
        Someone operator = company.people.with("operator");
        GrantId id = company.grant(operator, "operator", company.lab);
        assertThat(authority.may(operator.actor(), Company.OPEN, company.lab).isPermitted())
                .isTrue();

        asOwner(
                "access.role_grant",
                () -> company.owner
                        .sql("update access.role_grant set node = ? where id = ?")
                        .params(company.shop.value(), id.value())
                        .update());
        readAnew();

        assertThat(authority.may(operator.actor(), Company.OPEN, company.web).isPermitted())
                .isFalse();
        assertThat(authority.may(operator.actor(), Company.OPEN, company.lab).isPermitted())
                .isFalse();
    }

    /** Any change makes the rights be read anew. */
    private void readAnew() {
        company.grant(company.people.with("operator"), "viewer", company.lab);
    }

    private Standing standing(Company.Trial trial) {
        return company.approvals.standing(trial.approval(), trial.hash());
    }

    private static void vote(JdbcClient writer, ApprovalId approval, Someone voter, String hash) {
        writer.sql("""
                        insert into approval.vote (approval, voter, verdict, evaluation, shown_hash, as_head, factor,
                            session, voted_at, mark)
                        values (?, ?, 'yes', 'forged past the program', ?, true, 'code', null, now(), sha256('guessed'))
                        """).params(approval.value(), voter.id().value(), hash).update();
    }

    private static void approved(JdbcClient writer, ApprovalId approval) {
        writer.sql("update approval.approval set state = 'approved', decided_at = now() where id = ?")
                .param(approval.value())
                .update();
    }

    private UUID emergency(JdbcClient writer, Someone executor) {
        UUID id = UUID.randomUUID();
        String permit = """
                insert into access.permit (id, kind, subject, executor, assignment, from_at, to_at, steps,
                    content_hash, node, issued_at)
                values (:id, 'emergency', :subject, :executor, :assignment, :from, :to, '{}', :hash, :node, :from)
                """;
        Instant now = company.clock.instant();
        company.transactionOf(writer).executeWithoutResult(status -> {
            writer.sql(permit)
                    .param("id", id)
                    .param("subject", UUID.randomUUID())
                    .param("executor", executor.id().value())
                    .param("assignment", company.assignment(executor))
                    .param("from", Timestamp.from(now.minusSeconds(60)))
                    .param("to", Timestamp.from(now.plus(Duration.ofMinutes(50))))
                    .param("hash", HASH)
                    .param("node", company.web.value())
                    .update();
            writer.sql("insert into access.permit_target (permit, host, node, account) values (?, ?, ?, ?)")
                    .params(id, company.webHost.value(), company.web.value(), Company.ACCOUNT)
                    .update();
        });
        return id;
    }

    private void asOwner(String table, Runnable change) {
        company.owner.sql("alter table " + table + " disable trigger user").update();
        try {
            change.run();
        } finally {
            company.owner.sql("alter table " + table + " enable trigger user").update();
        }
    }

    private void toldOnce(String table, String row) throws Exception {
        AuditQuery query = AuditQuery.of(Map.of("operation", "row.refuse", "object", "row:" + table + " " + row));
        Eventually.holds(
                "a record of the forged row",
                Duration.ofSeconds(10),
                () -> search.search(Company.SETUP, query, null, 50).records().size() == 1);
        Eventually.holds(
                "an alarm of the forged rows",
                Duration.ofSeconds(10),
                () -> company.sql
                                .sql("select count(*) from alarm.alarm where kind = 'alarm.foreign-row' and object = ?")
                                .param("table:" + table)
                                .query(Integer.class)
                                .single()
                        > 0);
    }
}
