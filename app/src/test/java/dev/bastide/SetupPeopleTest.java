package dev.bastide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.portal.Setup;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Company;
import dev.bastide.testing.TestClock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** What a set-up file made: its people say where they came from, and its grants end on different days. */
@BastideTest
@TestPropertySource(properties = "bastide.test.company=passkey")
class SetupPeopleTest {
    private final int port;
    private final Setup setup;
    private final People people;
    private final JdbcClient sql;
    private final TestClock clock;

    @Autowired
    SetupPeopleTest(@LocalServerPort int port, Setup setup, People people, JdbcClient sql, TestClock clock) {
        this.port = port;
        this.setup = setup;
        this.people = people;
        this.sql = sql;
        this.clock = clock;
    }

    @BeforeEach
    void found() {
        if (people.active().isEmpty()) {
            setup.apply(Company.setupFile(""));
        }
    }

    @Test
    void personPageNamesTheSetupAsActor() throws Exception {
        Person nora = people.byLogin("nora").orElseThrow();
        Browser reader = new Browser(port);
        String code = Company.code("otto", clock);
        reader.post("/sign-in", "login", "otto", "password", Company.password(), "code", code);

        assertThat(reader.get("/people/" + nora.id()).body())
                .contains("<strong>setup</strong> began the duty operator");
    }

    @Test
    void grantsMadeTogetherEndOnDifferentDays() {
        List<Instant> ends = sql.sql("""
                        select g.expires_at from access.role_grant g
                        join identity.login l on l.person = g.person
                        where g.founding and l.name in ('anna', 'ben', 'carl', 'nora', 'otto', 'ida')
                        """)
                .query((row, number) -> row.getTimestamp("expires_at").toInstant())
                .list();
        Instant latest = clock.instant().atOffset(ZoneOffset.UTC).plusMonths(3).toInstant();

        assertThat(ends).hasSizeGreaterThan(5).allSatisfy(end -> assertThat(end).isBeforeOrEqualTo(latest));
        assertThat(ends.stream().map(SetupPeopleTest::day)).doesNotHaveDuplicates();
    }

    private static LocalDate day(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
