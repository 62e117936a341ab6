package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditRecord;
import dev.bastide.testing.Browser;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.DataAccessException;

/** A109: every machine has its history, for those who may see the machine, and nobody rewrites it. */
@OnStage
class DutyA109Test {
    @Autowired
    Stage stage;

    @Autowired
    Sessions sessions;

    @LocalServerPort
    int port;

    @Test
    void holdsEachSessionStandsInTheHistoryOfItsHost() throws Exception {
        Stage.Person anna = stage.operator();
        stage.ssh(anna, "lab-01", stage.code(anna), List.of(), "echo history")
                .run()
                .ok();
        Session session = stage.over(anna, Duration.ofSeconds(5));

        Browser browser = stage.browser(anna, port);

        assertThat(sessions.ofHost(stage.labHost, 10_000))
                .extracting(Session::id)
                .contains(session.id());
        assertThat(browser.get("/sessions?q=" + anna.login()).body())
                .contains(session.id().toString());
        assertThat(browser.get("/sessions/" + session.id()).body()).contains("echo history", "lab-01");
        assertThat(browser.get("/sessions?format=json").body()).contains("lab-01");
    }

    @Test
    void holdsEveryOpeningOfARecordingIsItselfRecorded() throws Exception {
        Stage.Person anna = stage.operator();
        stage.ssh(anna, "lab-01", stage.code(anna), List.of(), "echo seen-by-auditor")
                .run()
                .ok();
        Session session = stage.over(anna, Duration.ofSeconds(5));

        Browser.Answer events = stage.browser(stage.aud, port).get("/sessions/" + session.id() + "/events");

        assertThat(events.status()).isEqualTo(200);
        assertThat(events.body()).contains("seen-by-auditor", "\"verdict\":\"whole\"");
        assertThat(stage.records(session.id()))
                .filteredOn(told -> told.operation().equals("recording.open"))
                .singleElement()
                .extracting(AuditRecord::userId)
                .isEqualTo(stage.aud.login());
    }

    @Test
    void bitesWhoMayNotOpenARecordingGetsNoneOfIt() throws Exception {
        Stage.Person anna = stage.operator();
        stage.ssh(anna, "lab-01", stage.code(anna), List.of(), "echo private")
                .run()
                .ok();
        Session session = stage.over(anna, Duration.ofSeconds(5));

        Browser.Answer own = stage.browser(anna, port).get("/sessions/" + session.id() + "/events");
        Browser.Answer nobody = new Browser(port).get("/sessions/" + session.id() + "/events");
        Browser.Answer api = new Browser(port).get("/api/v1/sessions/" + session.id() + "/recording");

        assertThat(List.of(own, nobody, api)).allSatisfy(answer -> {
            assertThat(answer.status()).isNotEqualTo(200);
            assertThat(answer.body()).doesNotContain("private\\n");
        });
        assertThat(stage.records(session.id()))
                .extracting(AuditRecord::operation)
                .doesNotContain("recording.open");
    }

    @Test
    void bitesHistoryIsNotRewrittenInTheDatabase() throws Exception {
        Stage.Person anna = stage.operator();
        stage.ssh(anna, "lab-01", stage.code(anna), List.of(), "true").run().ok();
        Session session = stage.over(anna, Duration.ofSeconds(5));

        assertThatThrownBy(() -> stage.sql
                        .sql("update bastion.session set person = ? where id = ?")
                        .params(stage.boss.id().value(), session.id().value())
                        .update())
                .isInstanceOf(DataAccessException.class);
        assertThatThrownBy(
                        () -> stage.sql.sql("truncate bastion.session cascade").update())
                .isInstanceOf(DataAccessException.class);
    }
}
