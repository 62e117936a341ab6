package dev.bastide.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.ProvenLog;
import dev.bastide.audit.RowProofs;
import dev.bastide.audit.WitnessStanding;
import dev.bastide.audit.WitnessStanding.One;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Chromium;
import dev.bastide.testing.TestDatabase;
import dev.bastide.testing.TestPeople;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Cookie;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** What a witness says against the log is kept until somebody who may has answered it. */
@BastideTest
@TestPropertySource(properties = "bastide.test.company=contradictions")
class ContradictionTest {
    private static final int PHONE_PIXELS = 390;
    private static final Actor ROUND = Actor.machine("record.witness", AccessMethod.JOB);

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private ProvenLog log;

    @Autowired
    private LogWatch watch;

    @Autowired
    private RowWatch rows;

    @Autowired
    private RowProofs proofs;

    @Autowired
    private TestDatabase database;

    @Test
    void itIsShownUntilAnOfficerHasAnsweredIt() throws Exception {
        Browser auditor = somebody.with("auditor", "auditor").browser(port);
        Browser officer = somebody.with("iso", "iso").browser(port);
        UUID id = contradicted("w1");
        look();
        String answer = "/record/log/contradictions/" + id + "/answer";

        // Nothing of it is held in memory: what is shown is read each time.
        assertThat(auditor.get("/record/log").body())
                .contains("w1 has seen 9000 records", "contradicts the log", "until an information security officer");
        watch.watch();
        assertThat(watch.warning().orElse("")).contains("a witness contradicts the log");
        log.keepContradictions(ROUND, ahead("w1"));
        assertThat(ofWitness("w1")).as("said again").hasSize(1);

        assertThat(auditor.post(answer, "told", "nothing happened").status()).isEqualTo(403);
        assertThat(officer.post(answer, "told", "short").body()).contains("Say it in 10 to 2,000 characters.", "short");
        officer.post(answer, "told", "The disk was restored from the backup of Monday.");

        assertThat(ofWitness("w1")).isEmpty();
        assertThat(auditor.get("/record?operation=audit.answer").body()).contains("The disk was restored");
        log.keepContradictions(ROUND, ahead("w1"));
        assertThat(ofWitness("w1")).as("said again after the answer").isEmpty();
    }

    @Test
    void nobodyTakesItAwayOrAnswersItPastTheProgram() throws Exception {
        UUID id = contradicted("w2");
        for (String attempt :
                List.of("delete from audit.contradiction", "update audit.contradiction set witness = 'x'")) {
            assertThatThrownBy(() -> database.sql().sql(attempt).update()).hasStackTraceContaining("permission denied");
            assertThatThrownBy(() -> database.owner().sql(attempt).update()).hasStackTraceContaining("append only");
        }
        database.sql().sql("""
                        insert into audit.contradiction_answer (id, contradiction, answered_by, told, answered_at, mark)
                        values (gen_random_uuid(), ?, 'mallory', 'all is well here', now(), sha256('x'))
                        """).param(id).update();
        assertThat(ofWitness("w2")).as("a forged answer is none").hasSize(1);

        rows.prove();
        String contradiction = row("audit.contradiction", "id", id);
        String answer = row("audit.contradiction_answer", "contradiction", id);
        database.owner()
                .sql("alter table audit.contradiction disable trigger user")
                .update();
        database.owner()
                .sql("alter table audit.contradiction_answer disable trigger user")
                .update();
        database.owner()
                .sql("delete from audit.contradiction_answer where contradiction = ?")
                .param(id)
                .update();
        database.owner()
                .sql("delete from audit.contradiction where id = ?")
                .param(id)
                .update();
        try {
            assertThat(proofs.compare(rows::prove))
                    .extracting(RowProofs.Wrong::words)
                    .contains("Row " + id + " of audit.contradiction is gone, with no record of it.");
        } finally {
            putBack("audit.contradiction", contradiction);
            putBack("audit.contradiction_answer", answer);
            database.owner()
                    .sql("alter table audit.contradiction enable trigger user")
                    .update();
            database.owner()
                    .sql("alter table audit.contradiction_answer enable trigger user")
                    .update();
        }
        assertThat(ofWitness("w2")).as("the same row as it was").hasSize(1);
        assertThat(log.answer(somebody.with("iso", "iso").actor(), id, "It was taken away in a test, and put back."))
                .isPresent();
    }

    private String row(String table, String column, UUID value) {
        return database.owner()
                .sql("select to_jsonb(t)::text from " + table + " as t where " + column + " = ?")
                .param(value)
                .query(String.class)
                .single();
    }

    /** What others compare later is as it was. */
    private void putBack(String table, String row) {
        database.owner()
                .sql("insert into " + table + " select (jsonb_populate_record(null::" + table
                        + ", cast(? as jsonb))).*")
                .param(row)
                .update();
    }

    private void look() {
        TestPeople.Someone officer = somebody.with("iso", "iso");
        try (Chromium browser = Chromium.start()) {
            String console = "http://127.0.0.1:" + port;
            browser.go(console + "/sign-in");
            browser.driver()
                    .manage()
                    .addCookie(new Cookie("bastide", officer.browser(port).cookie("bastide")));
            browser.go(console + "/record/log");
            browser.read("has seen 9000 records");
            browser.picture("log-contradicted");
            assertThat(browser.overflows(PHONE_PIXELS)).isFalse();
            browser.go(console + "/alarms");
            browser.picture("alarms-list");
        }
    }

    private UUID contradicted(String witness) {
        log.keepContradictions(ROUND, ahead(witness));
        return ofWitness(witness).getFirst().id();
    }

    private List<WitnessStanding.Contradiction> ofWitness(String name) {
        return log.contradictions().stream()
                .filter(said -> said.witness().equals(name))
                .toList();
    }

    private static WitnessStanding ahead(String witness) {
        Reason said = new Reason(WitnessStanding.AHEAD, List.of(witness, "9000"), "A116", "/record/log");
        return new WitnessStanding(
                List.of(new One(witness, 1, Optional.empty(), Optional.of(said))), Optional.empty(), Optional.empty());
    }
}
