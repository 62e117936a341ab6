package dev.bastide.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople.Someone;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Every page of hosts, operations, specifications and reviews opens, in both languages, and the guided form works. */
@OnTheFloor
class PagesTest {
    private final Floor floor;
    private final Operations operations;
    private final Emergencies emergencies;
    private final int port;

    @Autowired
    PagesTest(Floor floor, Operations operations, Emergencies emergencies, @LocalServerPort int port) {
        this.floor = floor;
        this.operations = operations;
        this.emergencies = emergencies;
        this.port = port;
    }

    @Test
    void everyPageOpensInBothLanguages() {
        Someone operator = floor.freshOperator();
        Operation asked = operations.request(operator.actor(), floor.free("lab-01", "uptime"));
        Operation urgent = emergencies.start(operator.actor(), floor.emergency("lab-01", "30m"));
        Browser browser = floor.browser(operator, port);
        Browser admin = floor.browser(floor.founder, port);

        for (String language : List.of("en", "zh")) {
            browser.cookie("bastide-language", language);
            admin.cookie("bastide-language", language);
            for (String path : List.of(
                    "/hosts",
                    "/hosts/web-01",
                    "/operations",
                    "/operations?state=asked&env=other&kind=free&q=shop",
                    "/operations/new",
                    "/operations/new?spec=restart-service&host=web-01",
                    asked.path(),
                    asked.path() + "/edit",
                    urgent.path(),
                    "/operations/emergency",
                    "/specifications",
                    "/specifications/restart-service/1",
                    "/reviews")) {
                assertOpens(browser, path);
            }
            for (String path : List.of(
                    "/hosts/new", "/hosts/import", "/hosts/web-01/care", "/specifications/new?from=restart-service")) {
                assertOpens(admin, path);
            }
        }
        assertThat(browser.get("/operations?format=csv").body()).contains(asked.name());
    }

    @Test
    void theGuidedFormShowsWhatWouldHappenAndThenAsks() {
        Someone operator = floor.freshOperator();
        Browser browser = floor.browser(operator, port);
        String[] typed = {
            "hosts",
            "/tests/lab/lab-01",
            "account",
            "deploy",
            "steps",
            "uptime",
            "window",
            "1h",
            "reason",
            "a look at it"
        };

        Browser.Answer preview = browser.post("/operations/preview", typed);
        assertThat(preview.status()).as(preview.body()).isEqualTo(200);
        assertThat(preview.body()).contains("What would happen", "deploy@/tests/lab/lab-01");

        Browser.Answer made = browser.post("/operations", typed);
        assertThat(made.location()).contains("/operations/OP-");
    }

    @Test
    void whatWasDoneIsToldToThePersonAndNotToAFetchInTheBackground() {
        Someone operator = floor.freshOperator();
        Operation asked = operations.request(operator.actor(), floor.free("lab-01", "uptime"));
        floor.approved(asked);
        Browser browser = operator.again(port);

        assertThat(browser.post(asked.path() + "/finish").status()).isEqualTo(302);
        Browser background = operator.again(port).header("HX-Request", "true");
        background.cookie("JSESSIONID", browser.cookie("JSESSIONID"));
        String fetched = background.get(asked.path()).body();
        String opened = browser.get(asked.path()).body();

        assertThat(fetched).doesNotContain("class=\"flash tone-holds\"");
        assertThat(opened).contains("class=\"flash tone-holds\"").contains(asked.name() + " is finished");
        assertThat(browser.get(asked.path()).body()).doesNotContain("class=\"flash tone-holds\"");
    }

    @Test
    void whatIsDecidedHasNoTimeLeftToDecideIn() {
        Someone operator = floor.freshOperator();
        Operation asked = operations.request(operator.actor(), floor.free("lab-01", "uptime"));
        Browser browser = floor.browser(floor.approver, port);
        String decision = browser.get(asked.path()).body().replaceAll("(?s).*?(/approvals/[0-9a-f-]{36}).*", "$1");

        assertThat(browser.get(decision).body()).contains("<dt>Decide</dt>");
        assertThat(browser.get(asked.path()).body()).contains("Lapses undecided");
        floor.approved(asked);

        assertThat(browser.get(decision).body()).doesNotContain("<dt>Decide</dt>");
        assertThat(browser.get(asked.path()).body()).doesNotContain("Lapses undecided");
    }

    @Test
    void theFormOffersTheHostsOnesMayAskForAndTheirAccounts() {
        Someone operator = floor.freshOperator();
        Browser browser = floor.browser(operator, port);

        String form = browser.get("/operations/new").body();
        assertThat(form)
                .contains("list=\"hosts-offered\"", "<option value=\"/tests/lab/lab-01\">deploy")
                .contains("<option value=\"/shop/web/web-01\">deploy", "<option value=\"deploy\">")
                .doesNotContain("/shop/db-01");
        assertThat(browser.get("/operations/offers?hosts=web-0").body())
                .contains("/shop/web/web-01", "/shop/web/web-02")
                .doesNotContain("lab-01");
        assertThat(browser.get("/operations/offers?hosts=/tests/lab/").body())
                .contains("/tests/lab/lab-01")
                .doesNotContain("/shop/web/web-01");
        String account = floor.sshd.account();
        assertThat(browser.get("/operations/offers?hosts=/shop/web/real-01").body())
                .contains("<option value=\"" + account + "\"></option>")
                .doesNotContain("<option value=\"deploy\"></option>");
        assertThat(browser.get("/operations/offers?hosts=nothing-like-it").body())
                .contains("No host fits");
    }

    @Test
    void onProductionTheStepsComeFromASpecification() {
        Browser browser = floor.browser(floor.freshOperator(), port);

        String bare = browser.get("/operations/new?host=/shop/web/web-01").body();
        assertThat(bare)
                .contains("On production each step comes from a specification", "restart-service · ")
                .doesNotContain("Free text (off production only)", "name=\"steps\"")
                .contains("name=\"account\" list=\"accounts-offered\" value=\"deploy\"");
        assertThat(browser.get("/operations/new?host=/tests/lab/lab-01").body())
                .contains("Free text (off production only)", "name=\"steps\"")
                .doesNotContain("On production each step");
        assertThat(browser.get("/operations/new?spec=restart-service&host=/shop/web/web-01")
                        .body())
                .contains("Production needs a rehearsal", "/operations/new?spec=restart-service&amp;rehearse=1");
        assertThat(browser.get("/operations/offers?hosts=/shop/web/web-01").body())
                .contains("data-only-account=\"deploy\"", "In production: choose above");

        Browser.Answer unsaid = browser.post(
                "/operations/preview",
                "hosts",
                "/shop/web/web-01",
                "account",
                "deploy",
                "window",
                "1h",
                "reason",
                "a look at it");
        assertThat(unsaid.status()).isEqualTo(422);
        assertThat(unsaid.body()).contains("Choose the specification whose steps will be run.");
    }

    @Test
    void severalHostsAreTypedBesideTheFirst() {
        Someone operator = floor.freshOperator();
        Browser browser = floor.browser(operator, port);

        Browser.Answer preview = browser.post(
                "/operations/preview",
                "hosts",
                "lab-01",
                "more_hosts",
                "lab-01\nno-such-host",
                "account",
                "deploy",
                "steps",
                "uptime",
                "window",
                "1h",
                "reason",
                "a look at it");

        assertThat(preview.status()).isEqualTo(422);
        assertThat(preview.body()).contains("no-such-host</textarea>").contains("value=\"lab-01\"");
    }

    @Test
    void aMistakeStandsBesideItsField() {
        Browser browser = floor.browser(floor.freshOperator(), port);

        Browser.Answer again = browser.post(
                "/operations/preview", "hosts", "no-such-host", "account", "deploy", "window", "1h", "reason", "x");

        assertThat(again.status()).isEqualTo(422);
        assertThat(again.body()).contains("There is no host no-such-host");
    }

    @Test
    void everythingThatIsMissingIsMarkedAtOnce() {
        Browser browser = floor.browser(floor.freshOperator(), port);

        Browser.Answer again = browser.post(
                "/operations/preview", "hosts", "lab-01", "account", "", "steps", "", "window", "", "reason", "");

        assertThat(again.status()).isEqualTo(422);
        for (String field : List.of("account", "steps", "window", "reason")) {
            assertThat(again.body()).as(field).containsPattern("id=\"f-" + field + "\"[^>]*aria-invalid=\"true\"");
        }
        assertThat(again.body()).contains("value=\"lab-01\"");
    }

    @Test
    void hostsAreImportedAfterAPreview() {
        Browser admin = floor.browser(floor.founder, port);
        String csv =
                "name,address,node,accounts\nimp-01,10.9.0.1,/tests/lab,deploy\nbad name,10.9.0.2,/tests/lab,deploy\n";

        Browser.Answer preview = admin.post("/hosts/import", "text", csv, "node", "/tests/lab", "account", "deploy");
        assertThat(preview.body()).contains("Will be added", "imp-01", "A host name has");
        Browser.Answer done =
                admin.post("/hosts/import", "do", "import", "text", csv, "node", "/tests/lab", "account", "deploy");

        assertThat(done.location()).endsWith("/hosts");
        assertThat(admin.get("/hosts/imp-01").status()).isEqualTo(200);
    }

    @Test
    void aTakenNameOrAddressOfAHostStandsAtItsField() {
        Browser admin = floor.browser(floor.founder, port);

        Browser.Answer named = admin.post("/hosts", host("web-01", "10.9.1.1", ""));
        assertThat(named.status()).isEqualTo(422);
        assertThat(named.body())
                .contains(
                        "id=\"e-name\">A host named web-01 exists already.", "value=\"10.9.1.1\"", "value=\"deploy\"");
        assertThat(admin.post("/hosts", host("twice-01", "10.9.1.1", "no key")).body())
                .contains("Not an SSH host key that Bastide knows", "no key");
        assertThat(admin.post("/hosts", host("twice-01", "10.9.1.1", "")).location())
                .endsWith("/hosts/twice-01");
        assertThat(admin.post("/hosts", host("twice-02", "10.9.1.1", "")).body())
                .contains("id=\"e-address\">The host twice-01 answers at 10.9.1.1:22 already.", "value=\"twice-02\"");
    }

    private static String[] host(String name, String address, String keys) {
        return new String[] {
            "name",
            name,
            "address",
            address,
            "port",
            "22",
            "node",
            "/tests/lab",
            "kind",
            "host",
            "accounts",
            "deploy",
            "credential",
            "key",
            "keys",
            keys
        };
    }

    private static void assertOpens(Browser browser, String path) {
        Browser.Answer answer = browser.get(path);
        assertThat(answer.status()).as(path + ": " + answer.body()).isEqualTo(200);
        assertThat(answer.body()).as(path).doesNotContain(" style=", "onclick");
    }
}
