package dev.bastide.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Views, columns and several rows at once, tried on the list of notices, which everybody has. */
@BastideTest
class NoticeViewsTest {
    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private Notifications notifications;

    @Autowired
    private Inbox inbox;

    @Autowired
    private JdbcClient sql;

    @Autowired
    private PlatformTransactionManager transactions;

    @Test
    void aViewIsNamedOpensTheListIsRenamedAndDeleted() {
        TestPeople.Someone reader = somebody.with("operator");
        Browser browser = reader.browser(port);
        tell(reader, false);

        Browser.Answer saved = browser.post(
                "/views", "list", "/notices?state=unread&sort=told", "name", "Still to read", "standing", "1");
        assertThat(saved.location()).endsWith("/notices?state=unread&sort=told");
        assertThat(browser.get("/notices").body())
                .as("the list opens with it")
                .contains("Still to read")
                .contains("href=\"/notices?sort=told\" aria-current=\"true\"");
        assertThat(browser.get("/notices?view=all").body()).doesNotContain("href=\"/notices?sort=told\" aria-current");

        UUID id = view(reader);
        browser.post("/views/" + id, "name", "Unread ones");
        assertThat(browser.get("/notices").body()).contains("Unread ones").doesNotContain("Still to read");
        assertThat(sql.sql("select standing from page.list_view where id = ?")
                        .param(id)
                        .query(Boolean.class)
                        .single())
                .isFalse();
        browser.post("/views/" + id + "/delete");
        assertThat(browser.get("/notices").body())
                .doesNotContain("Unread ones\"")
                .doesNotContain("/views/" + id);
    }

    @Test
    void aViewIsNobodyElsesAndLeadsNowhereElse() {
        TestPeople.Someone reader = somebody.with("operator");
        reader.browser(port).post("/views", "list", "/notices?state=read", "name", "Mine");
        Browser other = somebody.with("operator").browser(port);
        tell(reader, false);
        UUID id = view(reader);

        assertThat(other.post("/views/" + id, "name", "Yours").status()).isEqualTo(404);
        assertThat(other.post("/views/" + id + "/delete").status()).isEqualTo(404);
        for (String elsewhere :
                List.of("//evil.example/x", "https://evil.example", "/a b", "/x\r\nSet-Cookie: a=b", "")) {
            Browser.Answer answer = other.post("/views", "list", elsewhere, "name", "x");
            assertThat(answer.status()).as(elsewhere).isIn(400, 422);
        }
        assertThat(other.post("/views", "list", "/notices", "name", "x".repeat(61))
                        .status())
                .isIn(400, 422);
        assertThatThrownBy(() -> sql.sql("""
                                insert into page.list_view (id, person, path, name, query, standing, saved_at)
                                values (gen_random_uuid(), gen_random_uuid(), 'https://evil.example', 'x', '', false, now())
                                """).update()).hasStackTraceContaining("list_view_path_check");
    }

    @Test
    void chosenColumnsAreRememberedAndExportedAsSeen() {
        TestPeople.Someone reader = somebody.with("operator");
        Browser browser = reader.browser(port);
        tell(reader, false);

        browser.post("/views/columns", "list", "/notices", "of", "3", "columns", "state", "columns", "told");

        assertThat(browser.get("/notices").body())
                .contains("data-label=\"Told\"")
                .doesNotContain("data-label=\"Notice\"")
                .contains("/notices?columns=state%2Ctold&amp;format=csv");
        assertThat(browser.get("/notices?format=json").body())
                .contains("\"told\"")
                .doesNotContain("\"notice\"");
        assertThat(browser.get("/notices?columns=notice&format=json").body())
                .as("an address that names its columns shows those")
                .contains("\"notice\"")
                .doesNotContain("\"told\"");
        browser.post("/views/columns", "list", "/notices", "of", "3", "columns", "state", "all", "1");
        assertThat(browser.get("/notices").body()).contains("data-label=\"Notice\"");
    }

    @Test
    void severalAreReadButASecurityMessageAndAnothersAreNot() {
        TestPeople.Someone reader = somebody.with("operator");
        TestPeople.Someone other = somebody.with("operator");
        NoticeId first = tell(reader, false);
        NoticeId second = tell(reader, false);
        NoticeId security = tell(reader, true);
        NoticeId foreign = tell(other, false);

        Browser browser = reader.browser(port);
        Browser.Answer answer = browser.post(
                "/notices/several",
                "row",
                first.toString(),
                "row",
                second.toString(),
                "row",
                security.toString(),
                "row",
                foreign.toString());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains("2 of 4 notices marked as read")
                .contains("A security message is opened and read by itself.", "/register/A124")
                .contains("no longer there");
        assertThat(inbox.unread(reader.id())).isEqualTo(1);
        assertThat(inbox.unread(other.id())).isEqualTo(1);
        assertThat(browser.post("/notices/several").status()).isIn(400, 422);
    }

    private UUID view(TestPeople.Someone reader) {
        return sql.sql("select id from page.list_view where person = ?")
                .param(reader.id().value())
                .query(UUID.class)
                .single();
    }

    private NoticeId tell(TestPeople.Someone reader, boolean security) {
        NoticeKind kind = security ? NoticeKind.security("test.views") : new NoticeKind("test.views-ordinary", false);
        return java.util.Objects.requireNonNull(new TransactionTemplate(transactions)
                .execute(status -> notifications.tell(new Notice(
                        kind,
                        List.of(reader.id()),
                        "notification.unread-security",
                        List.of("Ann", "2027-01-01T00:00:00Z"),
                        "/due"))));
    }
}
