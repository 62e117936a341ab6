package dev.bastide.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Many people at once: shown first, then all or nobody. */
@BastideTest
class PeopleImportTest {
    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private People people;

    @Test
    void previewsThenAddsEverybody() {
        Browser browser = somebody.with("administrator", "administrator").browser(port);
        String a = login();
        String b = login();
        String csv = "\uFEFFlogin,name,email,team,duty\r\n" + a + ",\"Lin, Mei\",m@example.org,Platform,operator\r\n"
                + b + ",李雷,l@example.org,,approver\r\n";

        Browser.Answer shown = browser.post("/people/import", "csv", csv);
        assertThat(shown.body()).contains("Lin, Mei").contains("李雷").contains("can be added");
        assertThat(people.byLogin(a)).isEmpty();
        Browser.Answer added = browser.post("/people/import", "csv", csv, "confirmed", "yes");

        assertThat(added.status()).isEqualTo(302);
        assertThat(people.byLogin(a).orElseThrow().teamName()).isEqualTo("Platform");
        assertThat(people.byLogin(b).orElseThrow().name()).isEqualTo("李雷");
    }

    @Test
    void oneWrongLineAddsNobody() {
        Browser browser =
                somebody.with("administrator", "administrator").browser(port).cookie("bastide-csrf", "t");
        String good = login();
        String csv = "login,name,email,duty,key\n" + good + ",Good,g@example.org,operator,\n" + login()
                + ",Bad,b@example.org,operator,ssh-rsa AAAA\n";

        Browser.Answer page = browser.post("/people/import", "csv", csv, "confirmed", "yes");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("not one whole SSH public key");
        assertThat(people.byLogin(good)).isEmpty();
    }

    @Test
    void repeatedLoginAndUnknownDutyAreShown() {
        Browser browser = somebody.with("administrator", "administrator").browser(port);
        String login = login();

        String body = browser.post(
                        "/people/import",
                        "csv",
                        "login,name,email,duty\n" + login + ",A,a@example.org,operator\n" + login
                                + ",B,b@example.org,operator\nx y,C,c@example.org,operator\n" + login()
                                + ",D,d@example.org,king\n")
                .body();

        assertThat(body)
                .contains("The login is taken")
                .contains("A login has lower-case letters")
                .contains("There is no such duty");
        assertThat(browser.post("/people/import", "csv", "a,b\n1,2").body()).contains("names the columns");
    }

    @Test
    void viewerMayNotImport() {
        assertThat(somebody.with("auditor", "viewer")
                        .browser(port)
                        .get("/people/import")
                        .status())
                .isEqualTo(403);
    }

    private static String login() {
        return "i" + UUID.randomUUID().toString().substring(0, 8);
    }
}
