package dev.bastide.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.RowProofs;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestDatabase;
import dev.bastide.testing.TestPeople;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** The running program tells of a change past it within a minute, and the comparison of what was hidden from it. */
@BastideTest
@TestPropertySource(properties = "bastide.test.company=rows")
class RowWatchTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private TestDatabase database;

    @Autowired
    private RowProofs rows;

    @Autowired
    private LogWatch watch;

    @AfterEach
    void watchAgain() {
        owner("alter table identity.person enable trigger user");
    }

    @Test
    void aChangeByPsqlIsRecordedAndAlarmsWithinAMinute() throws Exception {
        TestPeople.Someone auditor = somebody.with("auditor", "auditor");
        TestPeople.Someone victim = somebody.with("operator");
        Browser browser = auditor.browser(port);

        database.sql()
                .sql("update identity.person set email = 'mallory@example.org' where id = ?")
                .param(victim.id().value())
                .update();

        Eventually.holds(
                "it is in the record",
                MINUTE,
                () -> browser.get("/record?operation=row.capture&method=sql")
                        .body()
                        .contains("update of email"));
        assertThat(browser.get("/record?operation=row.capture&method=sql").body())
                .contains("bastide_app")
                .doesNotContain("mallory@example.org");
        Eventually.holds(
                "it is an alarm that names the row",
                MINUTE,
                () -> database.owner()
                                .sql("""
                                        select count(*) from alarm.alarm as a
                                        where kind = 'record.sql-alarm' and position(? in to_jsonb(a)::text) > 0
                                        """)
                                .param(victim.id().toString())
                                .query(Long.class)
                                .single()
                        >= 1);
    }

    @Test
    void whatWasChangedWithTheTriggersOffIsFoundByTheComparison() throws Exception {
        TestPeople.Someone victim = somebody.with("operator");
        String email = database.sql()
                .sql("select email from identity.person where id = ?")
                .param(victim.id().value())
                .query(String.class)
                .single();
        Eventually.holds("all is proven", MINUTE, () -> unproven() == 0);

        owner("alter table identity.person disable trigger user");
        assertThat(rows.unwatched()).hasSize(1);
        owner("update identity.person set email = 'mallory@example.org' where id = '"
                + victim.id().value() + "'");
        watch.check();

        assertThat(database.sql()
                        .sql("select finding from audit.log_check order by id desc limit 1")
                        .query(String.class)
                        .single())
                .contains(victim.id().value() + " of identity.person is not what its last record says.");
        assertThat(alarms("record.rows-differ")).isPositive();
        owner("update identity.person set email = '" + email + "' where id = '"
                + victim.id().value() + "'");
    }

    private long unproven() {
        return database.sql().sql("""
                        select count(*) from audit.row_change as c
                        where not exists (select from audit.row_proof as p where p.change = c.id)
                        """).query(Long.class).single();
    }

    private long alarms(String kind) {
        return database.owner()
                .sql("select count(*) from alarm.alarm where kind = ?")
                .param(kind)
                .query(Long.class)
                .single();
    }

    private void owner(String sql) {
        database.owner().sql(sql).update();
    }
}
