package dev.bastide.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.access.Grants;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople;
import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A115: a record leads to the very operation: its object, its change, and the place in the session's recording. */
@BastideTest
class DutyA115Test {
    private final String session = UUID.randomUUID().toString();

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private AuditLog audit;

    @Autowired
    private Grants grants;

    @Autowired
    private ServiceTree tree;

    @Autowired
    private JdbcClient sql;

    @Autowired
    private Clock clock;

    private Browser browser;

    @BeforeEach
    void record() throws Exception {
        TestPeople.Someone auditor = new TestRights(grants, tree, somebody).give(somebody.with("auditor"), "auditor");
        browser = auditor.browser(port);
        audit.appendNow(AuditRecord.of(
                        clock.instant(), auditor.actor(), Tag.SESSION, "session.command", "ran true", Result.DONE)
                .object("host", "web-01-" + session)
                .session(session, 90_210L)
                .change("operation-" + session));
    }

    @Test
    void theRecordLeadsToItsPlaceInTheRecording() {
        String page =
                browser.get("/record/" + found("session").get("id").asString()).body();

        assertThat(page).contains("/sessions/" + session + "/replay#at=90210");
    }

    @Test
    void sessionObjectAndChangeEachFindIt() {
        assertThat(found("session").get("offset").asLong()).isEqualTo(90_210L);
        assertThat(items("object=host:web-01-" + session)).hasSize(1);
        assertThat(items("object=web-01-" + session)).hasSize(1);
        assertThat(items("change=operation-" + session)).hasSize(1);
    }

    @Test
    void aPlaceCannotBeMovedAtTheDatabase() {
        String id = found("session").get("id").asString();

        assertThatThrownBy(() -> sql.sql("update audit.inbox set payload = payload where record_id = cast(:id as uuid)")
                        .param("id", id)
                        .update())
                .hasStackTraceContaining("permission denied");
    }

    @Test
    void anotherRecordsContentInItsPlaceDoesNotOpen() {
        UUID forged = UUID.randomUUID();
        sql.sql("""
                insert into audit.inbox (key_id, record_id, payload)
                select key_id, :forged, payload
                from audit.inbox
                where record_id = cast(:id as uuid)
                """)
                .param("forged", forged)
                .param("id", found("session").get("id").asString())
                .update();

        assertThat(browser.get("/api/v1/audit/" + forged).status()).isEqualTo(404);
        assertThat(items("session=" + session)).hasSize(1);
    }

    @Test
    void whoIsNoAuditorDoesNotOpenIt() {
        String id = found("session").get("id").asString();
        Browser operator = somebody.with("operator").browser(port);

        assertThat(operator.get("/record/" + id).status()).isEqualTo(403);
        assertThat(operator.get("/api/v1/audit/" + id).status()).isEqualTo(403);
    }

    private JsonNode found(String filter) {
        return items(filter + "=" + session).get(0);
    }

    private JsonNode items(String filters) {
        Browser.Answer answer = browser.get("/api/v1/audit?" + filters);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return JsonMapper.builder().build().readTree(answer.body()).get("items");
    }
}
