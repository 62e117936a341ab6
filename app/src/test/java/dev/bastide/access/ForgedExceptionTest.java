package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.access.rights.GrantMark;
import dev.bastide.approval.ApprovalId;
import dev.bastide.authority.Authority;
import dev.bastide.identity.RowMarks;
import dev.bastide.testing.TestPeople.Someone;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A51: exceptions written or turned by somebody who holds the database, with the program's role as with the owner's. */
@CompanyTest
class ForgedExceptionTest {
    private static final String HASH = "0".repeat(64);

    @Autowired
    private Company company;

    @Autowired
    private Authority authority;

    @Autowired
    private RowMarks marks;

    private Someone isa;

    @BeforeEach
    void anOfficerOfTheShop() {
        isa = company.people.with("iso");
        company.grant(isa, "iso", company.shop);
    }

    @Test
    void holdsThatARowWithAllThatBelongsToItPassesTheRulesAndCountsForNothing() {
        for (JdbcClient writer : List.of(company.sql, company.owner)) {
            Someone developer = company.people.with("developer");

            insert(writer, new Wish(developer, "operator", 30, true), isa);
            readAnew();

            assertThat(authority
                            .may(developer.actor(), Company.OPEN, company.web)
                            .isPermitted())
                    .isFalse();
            assertThat(company.grants.of(developer.id())).isEmpty();
        }
    }

    @Test
    void bitesAtTheDatabase() {
        for (JdbcClient writer : List.of(company.sql, company.owner)) {
            Someone developer = company.people.with("developer");
            Someone approver = company.people.with("approver");
            Someone operator = company.people.with("operator");
            Someone customer = company.people.with("customer");

            assertThatThrownBy(() -> insert(writer, new Wish(developer, "operator", 30, true), company.paul))
                    .hasStackTraceContaining("needs the head of the node and an information security officer");
            assertThatThrownBy(() -> insert(writer, new Wish(developer, "operator", 30, false), isa))
                    .hasStackTraceContaining("does not need the role operator");
            for (String never : List.of("approver", "administrator", "auditor", "iso")) {
                assertThatThrownBy(() -> insert(writer, new Wish(developer, never, 30, true), isa))
                        .hasStackTraceContaining("stay apart, by exception too");
            }
            assertThatThrownBy(() -> insert(writer, new Wish(approver, "operator", 30, true), isa))
                    .hasStackTraceContaining("stay apart, by exception too");
            assertThatThrownBy(() -> insert(writer, new Wish(customer, "viewer", 30, true), isa))
                    .hasStackTraceContaining("has no exceptions");
            assertThatThrownBy(() -> insert(writer, new Wish(operator, "operator", 30, true), isa))
                    .hasStackTraceContaining("and no exception");
            assertThatThrownBy(() -> insert(writer, new Wish(developer, "operator", 31, true), isa))
                    .hasStackTraceContaining("ends when it was asked to end");
            assertThatThrownBy(() -> chain(writer, new Wish(developer, "operator", 31, true), isa))
                    .hasStackTraceContaining("exception_is_short");
        }
    }

    @Test
    void bitesAnEndThatIsLaterThanAskedFor() {
        Someone developer = company.people.with("developer");
        Forged forged = chain(company.owner, new Wish(developer, "operator", 9, true), isa);

        assertThatThrownBy(() -> grant(company.owner, developer, "operator", 10, forged))
                .hasStackTraceContaining("ends when it was asked to end");
        asOwner(() -> {
            assertThatThrownBy(() -> grant(company.owner, developer, "operator", 31, forged))
                    .hasStackTraceContaining("exception_is_short");
        });
    }

    @Test
    void bitesAFlagThatWasTakenAwayOrPutOn() {
        Someone developer = company.people.with("developer");
        GrantId real = real(developer);
        Someone operator = company.people.with("operator");
        GrantId plain = company.grant(operator, "operator", company.web);
        assertThat(opensWeb(developer) && opensWeb(operator)).isTrue();
        assertThatThrownBy(() -> flag(real, null)).hasStackTraceContaining("never changed or renewed");

        asOwner(() -> {
            flag(real, null);
            flag(plain, "put on by somebody else");
        });
        readAnew();

        assertThat(opensWeb(developer)).isFalse();
        assertThat(opensWeb(operator)).isFalse();
        assertThat(company.grants.find(real)).isEmpty();
    }

    @Test
    void bitesAnEndThatWasMovedWithinThirtyDays() {
        Someone developer = company.people.with("developer");
        GrantId real = real(developer);
        asOwner(() -> {
            company.owner
                    .sql("update access.role_grant set expires_at = granted_at + interval '30 days' where id = ?")
                    .param(real.value())
                    .update();
        });
        readAnew();

        assertThat(opensWeb(developer)).isFalse();
    }

    /** As after a change of the matrix: the mark is right, and the rule of today is another. */
    @Test
    void bitesWhatTheMatrixOrTheSeparationAllowsNoMore() {
        Someone developer = company.people.with("developer");
        Someone approver = company.people.with("approver");
        Someone another = company.people.with("developer");

        marked(developer, "operator", "a reason that holds");
        marked(approver, "operator", "a reason that holds");
        marked(another, "responder", null);
        readAnew();

        assertThat(opensWeb(developer)).as("the mark is right").isTrue();
        assertThat(opensWeb(approver)).as("stays apart").isFalse();
        assertThat(opensWeb(another)).as("outside of the matrix").isFalse();
    }

    @Test
    void bitesARequestThatWasTurnedWhileItWaited() {
        Someone operator = company.people.with("operator");
        GrantAsk plain = new GrantAsk(operator.id(), "operator", company.web, Duration.ofDays(9), "needed for a trial");
        Grants.Asked asked = company.grants.request(operator.actor(), plain);

        company.sql
                .sql("update access.grant_request set exception_reason = 'turned while it waited' where id = ?")
                .param(asked.request())
                .update();
        company.yes(isa, asked.approval());
        company.yes(company.hana, asked.approval());

        assertThat(company.grants.of(operator.id())).isEmpty();
    }

    /** A request and an approval that somebody wrote himself. */
    private record Forged(UUID request, ApprovalId approval) {}

    /** What somebody would like to have. */
    private record Wish(Someone person, String role, int days, boolean flagged) {}

    private void insert(JdbcClient writer, Wish wish, Someone besideTheHead) {
        int days = Math.min(wish.days(), 30);
        Wish asked = new Wish(wish.person(), wish.role(), days, wish.flagged());
        grant(writer, wish.person(), wish.role(), wish.days(), chain(writer, asked, besideTheHead));
    }

    private Forged chain(JdbcClient writer, Wish wish, Someone besideTheHead) {
        Someone person = wish.person();
        UUID request = UUID.randomUUID();
        UUID approval = UUID.randomUUID();
        writer.sql("""
                        insert into access.grant_request (id, person, role, node, assignment, days, reason, requester,
                            content_hash, asked_at, exception_reason)
                        values (:id, :person, :role, :node, :duty, :days, 'forged from end to end', :person, :hash, now(),
                            case when :flagged then 'forged from end to end' end)
                        """)
                .param("id", request)
                .param("person", person.id().value())
                .param("role", wish.role())
                .param("node", company.web.value())
                .param("duty", company.assignment(person))
                .param("days", wish.days())
                .param("hash", HASH)
                .param("flagged", wish.flagged())
                .update();
        writer.sql("""
                        insert into approval.approval (id, subject_kind, subject, title_key, title_args, content,
                            content_hash, requester, executor, node, voting_action, path, asked_at)
                        values (?, 'access.grant', ?, 'x', '{}', '{}', ?, ?, ?, ?, 'approval.vote', '/x', now())
                        """)
                .params(
                        approval,
                        request,
                        HASH,
                        person.id().value(),
                        person.id().value(),
                        company.web.value())
                .update();
        vote(writer, approval, company.hana, true);
        vote(writer, approval, besideTheHead, false);
        writer.sql("update approval.approval set state = 'approved', decided_at = now() where id = ?")
                .param(approval)
                .update();
        return new Forged(request, new ApprovalId(approval));
    }

    private static void vote(JdbcClient writer, UUID approval, Someone voter, boolean head) {
        writer.sql("""
                        insert into approval.vote (approval, voter, verdict, evaluation, shown_hash, as_head, factor,
                            session, voted_at, mark)
                        values (?, ?, 'yes', 'forged past the program', ?, ?, 'code', null, now(), sha256('guessed'))
                        """).params(approval, voter.id().value(), HASH, head).update();
    }

    private void grant(JdbcClient writer, Someone person, String role, int days, Forged forged) {
        writer.sql("""
                        insert into access.role_grant (id, person, role, node, assignment, granted_at, expires_at,
                            request, approval, reason, exception_reason, mark)
                        select :id, :person, :role, :node, :duty, :at, cast(:at as timestamptz) + make_interval(hours => 24 * :days),
                            :request, :approval, 'forged', r.exception_reason, sha256('guessed')
                        from access.grant_request r
                        where r.id = :request
                        """)
                .param("id", UUID.randomUUID())
                .param("person", person.id().value())
                .param("role", role)
                .param("node", company.web.value())
                .param("duty", company.assignment(person))
                .param("at", Timestamp.from(company.clock.instant()))
                .param("days", days)
                .param("request", forged.request())
                .param("approval", forged.approval().value())
                .update();
    }

    /** A grant with its right mark, written past every rule of the database. */
    private void marked(Someone person, String role, @Nullable String exception) {
        Instant from = company.clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant to = from.plus(Duration.ofDays(9));
        UUID id = UUID.randomUUID();
        UUID duty = company.assignment(person);
        String held = company.duties.current(person.id()).orElseThrow().duty();
        Forged forged = chain(company.owner, new Wish(person, role, 9, exception != null), isa);
        GrantMark grant = new GrantMark(
                id,
                person.id().value(),
                role,
                company.web.value(),
                duty,
                held,
                from,
                to,
                forged.request(),
                forged.approval().value(),
                false,
                exception);
        asOwner(() -> company.owner
                .sql("""
                        insert into access.role_grant (id, person, role, node, assignment, granted_at, expires_at,
                            request, approval, reason, exception_reason, mark)
                        values (:id, :person, :role, :node, :duty, :from, :to, :request, :approval, 'x', :exception, :mark)
                        """)
                .param("id", id)
                .param("person", person.id().value())
                .param("role", role)
                .param("node", company.web.value())
                .param("duty", duty)
                .param("from", Timestamp.from(from))
                .param("to", Timestamp.from(to))
                .param("request", forged.request())
                .param("approval", forged.approval().value())
                .param("exception", exception, Types.VARCHAR)
                .param("mark", grant.made(marks))
                .update());
    }

    private void asOwner(Runnable change) {
        company.owner
                .sql("alter table access.role_grant disable trigger grant_is_fit")
                .update();
        try {
            change.run();
        } finally {
            company.owner
                    .sql("alter table access.role_grant enable trigger grant_is_fit")
                    .update();
        }
    }

    private GrantId real(Someone developer) {
        GrantAsk ask = new GrantAsk(developer.id(), "operator", company.web, Duration.ofDays(9), "needed for a trial");
        ApprovalId approval = company.grants
                .request(developer.actor(), ask.asException("the operators are all ill"))
                .approval();
        company.yes(isa, approval);
        company.yes(company.hana, approval);
        return company.grants.of(developer.id()).getFirst().id();
    }

    private void flag(GrantId id, @Nullable String reason) {
        company.owner
                .sql("update access.role_grant set exception_reason = :reason where id = :id")
                .param("reason", reason, Types.VARCHAR)
                .param("id", id.value())
                .update();
    }

    private boolean opensWeb(Someone person) {
        return authority.may(person.actor(), Company.OPEN, company.web).isPermitted();
    }

    /** Any change makes the rights be read anew. */
    private void readAnew() {
        company.grant(company.people.with("operator"), "viewer", company.lab);
    }
}
