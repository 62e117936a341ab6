package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.Authority;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Browser.Answer;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A52: every permission ends after three months at the latest and is asked for anew; nothing renews one. */
@CompanyTest
class DutyA52Test {
    @Autowired
    private Company company;

    @Autowired
    private Authority authority;

    @LocalServerPort
    private int port;

    @Test
    void holdsThatAGrantNeverOutlivesThreeCalendarMonths() {
        for (String day : new String[] {"2026-01-31", "2026-11-30", "2027-02-28", "2028-02-29", "2026-08-31"}) {
            Instant granted = Instant.parse(day + "T12:00:00Z");
            Instant expires = GrantRules.expiry(granted, GrantAsk.DAYS_MAX);

            assertThat(expires)
                    .isBeforeOrEqualTo(
                            granted.atOffset(ZoneOffset.UTC).plusMonths(3).toInstant());
        }
    }

    @Test
    void holdsThatAReminderStandsFourteenAndThreeDaysBefore() {
        Someone operator = company.people.with("operator");
        GrantId id = company.grant(operator, "viewer", company.shop);

        long reminders =
                company.sql.sql("""
                        select count(*) from deadline.reminder r
                        join deadline.deadline d on d.id = r.deadline_id
                        where d.subject = ?
                        """).param(id.toString()).query(Long.class).single();

        assertThat(reminders).isEqualTo(2);
    }

    @Test
    void bitesOnceTheGrantHasExpired() {
        Someone operator = company.people.with("operator");
        company.grant(operator, "operator", company.lab);
        assertThat(authority.may(operator.actor(), Company.OPEN, company.lab).isPermitted())
                .isTrue();

        company.clock.advance(Duration.ofDays(31));

        assertThat(Company.key(authority.may(operator.actor(), Company.OPEN, company.lab)))
                .isEqualTo("access.refused.expired");
    }

    @Test
    void bitesAtTheDatabase() {
        Someone operator = company.people.with("operator");
        GrantId id = company.grant(operator, "viewer", company.shop);

        assertThatThrownBy(() -> company.owner
                        .sql("update access.role_grant set expires_at = expires_at + interval '1 day' where id = ?")
                        .param(id.value())
                        .update())
                .hasStackTraceContaining("never changed or renewed");
        company.owner
                .sql("alter table access.role_grant disable trigger grant_is_fit")
                .update();
        try {
            assertThatThrownBy(() -> company.owner
                            .sql("""
                                    insert into access.role_grant
                                        (id, person, role, node, assignment, granted_at, expires_at, founding, reason)
                                    values (?, ?, 'viewer', ?, ?, '2026-11-30 12:00+00', '2027-02-28 12:00:01+00', true, 'x')
                                    """)
                            .params(
                                    UUID.randomUUID(),
                                    operator.id().value(),
                                    company.shop.value(),
                                    company.assignment(operator))
                            .update())
                    .hasStackTraceContaining("at_most_three_months");
        } finally {
            company.owner
                    .sql("alter table access.role_grant enable trigger grant_is_fit")
                    .update();
        }
    }

    @Test
    void bitesWhenItsDatesWereMovedPastTheDatabase() {
        Someone operator = company.people.with("operator");
        GrantId id = company.grant(operator, "operator", company.lab);
        company.owner.sql("alter table access.role_grant disable trigger user").update();
        try {
            company.owner.sql("""
                            update access.role_grant
                            set granted_at = granted_at + interval '1 year', expires_at = expires_at + interval '1 year'
                            where id = ?
                            """).param(id.value()).update();
        } finally {
            company.owner
                    .sql("alter table access.role_grant enable trigger user")
                    .update();
        }
        // Any change makes the rights be read anew.
        company.grant(company.people.with("operator"), "viewer", company.lab);

        assertThat(authority.may(operator.actor(), Company.OPEN, company.lab).isPermitted())
                .isFalse();
    }

    @Test
    void bitesAtTheApi() {
        Someone operator = company.people.with("operator");
        GrantId id = company.grant(operator, "viewer", company.shop);
        Browser api = company.api(operator, port);

        Answer tooLong = api.json("POST", "/api/v1/grants/requests", """
                {"role": "viewer", "node": "/shop", "days": 93, "reason": "for longer than allowed"}""");
        Answer renew = api.json("POST", "/api/v1/grants/" + id + "/renew", "{}");

        assertThat(tooLong.status()).isEqualTo(403);
        assertThat(tooLong.body()).contains("\"duty\":\"A52\"");
        assertThat(renew.status()).isEqualTo(404);
    }
}
