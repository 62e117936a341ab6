package dev.bastide.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.access.Grants;
import dev.bastide.record.TestRights;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The pages of notices and of mail, over HTTP. */
@BastideTest
class NoticePagesTest {
    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private Notifications notifications;

    @Autowired
    private Inbox inbox;

    @Autowired
    private Grants grants;

    @Autowired
    private ServiceTree tree;

    @Autowired
    private JdbcClient sql;

    @Autowired
    private PlatformTransactionManager transactions;

    @Test
    void aNoticeIsCountedListedAndReadByOpeningIt() {
        TestPeople.Someone reader = somebody.with("operator");
        Browser browser = reader.browser(port);
        NoticeId notice = tell(new NoticeKind("test.ordinary", false), reader);

        Browser.Answer list = browser.get("/notices");
        assertThat(list.status()).isEqualTo(200);
        assertThat(list.body()).contains("Ann has not read a security message").contains("/notices/" + notice);
        assertThat(inbox.unread(reader.id())).isEqualTo(1);

        Browser.Answer page = browser.get("/notices/" + notice);
        assertThat(page.status()).isEqualTo(200);
        assertThat(inbox.unread(reader.id())).isZero();
    }

    @Test
    void aSecurityMessageStandsOnEveryPageUntilItIsSaidToBeRead() {
        TestPeople.Someone reader = somebody.with("operator");
        Browser browser = reader.browser(port);
        NoticeId notice = tell(NoticeKind.security("test.security"), reader);

        browser.get("/notices/" + notice);
        assertThat(browser.get("/due").body()).contains("unread security message");

        Browser.Answer read = browser.post("/notices/" + notice + "/read");

        assertThat(read.status()).isEqualTo(302);
        assertThat(browser.get("/due").body()).doesNotContain("unread security message");
    }

    @Test
    void nobodyReadsAnothersNotices() {
        TestPeople.Someone reader = somebody.with("operator");
        NoticeId notice = tell(NoticeKind.security("test.security"), reader);
        Browser other = somebody.with("operator").browser(port);

        assertThat(other.get("/notices/" + notice).status()).isEqualTo(404);
        assertThat(other.post("/notices/" + notice + "/read").status()).isEqualTo(404);
        assertThat(inbox.unread(reader.id())).isEqualTo(1);
    }

    @Test
    void anAdministratorSetsMailUpAndSeesNoPassword() throws Exception {
        Browser administrator = administrator();

        Browser.Answer wrong = save(administrator, "plain", "secret-word");
        assertThat(wrong.body()).contains("never sent unprotected").doesNotContain("secret-word");

        Browser.Answer saved = save(administrator, "starttls", "secret-word");
        assertThat(saved.status()).as(saved.body()).isEqualTo(302);
        assertThat(administrator.get("/settings/mail").body())
                .contains("mail.example.org")
                .doesNotContain("secret-word");
        sql.sql("delete from notification.mail_setting").update();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/settings/mail",
                "/settings/mail/deliveries",
                "/settings/mail/suppressed",
                "/settings/jobs",
                "/settings/jobs/job.intents",
                "/settings/calendar",
                "/due",
                "/due/all",
                "/notices"
            })
    void pagesOpenForAnAdministrator(String path) throws Exception {
        Browser.Answer answer = administrator().get(path);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/settings/mail",
                "/settings/mail/deliveries",
                "/settings/mail/suppressed",
                "/settings/jobs",
                "/settings/calendar"
            })
    void settingsAreRefusedToOthers(String path) {
        Browser operator = somebody.with("operator").browser(port);

        assertThat(operator.get(path).status()).isEqualTo(403);
    }

    @Test
    void othersNeitherChangeSettingsNorLiftNorHasten() {
        Browser operator = somebody.with("operator").browser(port);

        assertThat(save(operator, "starttls", "x").status()).isEqualTo(403);
        assertThat(operator.post("/settings/mail/test").status()).isEqualTo(403);
        assertThat(operator.post("/settings/mail/suppressed/" + UUID.randomUUID() + "/lift")
                        .status())
                .isEqualTo(403);
        assertThat(operator.post("/settings/jobs/job.intents/hasten").status()).isEqualTo(403);
        assertThat(operator.post("/settings/calendar", "days", "2026-12-25 Christmas")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void anAdministratorHastensAJobAndSetsAHoliday() throws Exception {
        Browser administrator = administrator();

        assertThat(administrator.post("/settings/jobs/job.intents/hasten").status())
                .isEqualTo(302);
        assertThat(administrator.post("/settings/jobs/no.such-job/hasten").status())
                .isEqualTo(404);
        assertThat(administrator
                        .post("/settings/calendar", "days", "2031-12-25")
                        .body())
                .contains("Line 1");
        assertThat(administrator
                        .post("/settings/calendar", "days", "2027-12-25 Christmas <b>")
                        .status())
                .isEqualTo(302);
        assertThat(administrator.get("/settings/calendar").body()).contains("Christmas &lt;b&gt;");
        assertThat(administrator.post("/settings/calendar/2027-12-25/remove").status())
                .isEqualTo(302);
    }

    private Browser administrator() throws Exception {
        return new TestRights(grants, tree, somebody)
                .give(somebody.with("administrator"), "administrator")
                .browser(port);
    }

    private static Browser.Answer save(Browser browser, String transport, String password) {
        return browser.post(
                "/settings/mail",
                "host",
                "mail.example.org",
                "port",
                "587",
                "transport",
                transport,
                "username",
                "bastide",
                "password",
                password,
                "sender",
                "bastide@example.org",
                "console-url",
                "https://bastide.example.org/",
                "report-host",
                "",
                "report-port",
                "993");
    }

    private NoticeId tell(NoticeKind kind, TestPeople.Someone reader) {
        Notice notice =
                new Notice(kind, List.of(reader.id()), "notification.unread-security", List.of("Ann", "today"), "/due");
        return java.util.Objects.requireNonNull(
                new TransactionTemplate(transactions).execute(status -> notifications.tell(notice)));
    }
}
