package dev.bastide.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What leaves the house when something is refused, wrong, missing or forged: at the page and at the API. */
@BastideTest
class EdgeTest {
    private final int port;
    private final TestPeople people;

    EdgeTest(@LocalServerPort int port, @org.springframework.beans.factory.annotation.Autowired TestPeople people) {
        this.port = port;
        this.people = people;
    }

    @Test
    void aStrangerIsAskedToSignInAndComesBack() {
        Browser.Answer answer = new Browser(port).get("/register?q=grant");

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.location()).contains("/sign-in?next=%2Fregister%3Fq%3Dgrant");
    }

    @Test
    void everyAnswerCarriesTheStrictPolicy() {
        Browser.Answer answer = new Browser(port).get("/sign-in");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().get("content-security-policy"))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                .doesNotContain("unsafe");
        assertThat(answer.headers().get("x-content-type-options")).isEqualTo("nosniff");
        assertThat(answer.body()).doesNotContain("<style", " style=", "onclick", "<script>");
    }

    @Test
    void homeShowsWhatWaitsInBothLanguages() {
        Browser browser = people.with("operator").browser(port);

        assertThat(browser.get("/").body()).contains("Waits for you", "data-bs-theme");
        assertThat(browser.cookie("bastide-language", "zh").get("/").body()).contains("等待您处理", "lang=\"zh-CN\"");
    }

    @Test
    void whatIsMissingSaysSo() {
        Browser browser = people.with("operator").browser(port);

        Browser.Answer page = browser.get("/no/such/page");
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.body()).contains("Not found", "Go to Home");
        assertThat(browser.get("/register/Z99").status()).isEqualTo(404);
        Browser.Answer api = browser.json("GET", "/api/v1/no-such-thing", "");
        assertThat(api.status()).isIn(401, 404);
        assertThat(api.headers().get("content-type")).startsWith("application/problem+json");
        assertThat(api.headers()).containsKey("x-bastide-exit");
    }

    @Test
    void aForgedFormDoesNothing() {
        Browser browser = people.with("operator").browser(port).cookie("bastide-csrf", "mine");

        Browser.Answer answer = browser.post("/preferences/language", "_csrf", "stolen", "value", "zh");

        assertThat(answer.status()).isEqualTo(403);
    }

    @Test
    void preferencesLeadOnlyToOurOwnPages() {
        Browser browser = people.with("operator").browser(port);

        for (String evil : new String[] {
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "javascript:1",
            "/\t/evil.example",
            "/\u0000/evil.example"
        }) {
            assertThat(browser.post("/preferences/theme", "value", "dark", "back", evil)
                            .location())
                    .endsWith("/")
                    .doesNotContain("evil");
        }
        assertThat(browser.post("/preferences/theme", "value", "dark", "back", "/register")
                        .location())
                .endsWith("/register");
        assertThat(browser.get("/").body()).contains("data-bs-theme=\"dark\"");
    }

    @Test
    void aListIsExportedExactlyAsSeen() {
        Browser browser = people.with("operator").browser(port);

        Browser.Answer csv = browser.get("/register?q=A44&format=csv");
        Browser.Answer json = browser.get("/register?q=A44&format=json");

        assertThat(csv.headers().get("content-type")).startsWith("text/csv");
        assertThat(csv.body()).startsWith("duty,title,rule\r\nA44,");
        assertThat(json.body()).startsWith("[{\"duty\":\"A44\"");
    }

    @Test
    void theApiDescribesItself() {
        Browser.Answer answer = people.with("operator").browser(port).get("/api/v1/openapi.json");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"openapi\":\"3.1.0\"", "\"/api/v1/hosts\"", "x-bastide-action", "page.Problem")
                .doesNotContain("\"x-bastide-action\":\"\"");
        assertThat(new Browser(port).get("/api/v1/openapi.json").status()).isEqualTo(401);
    }

    @Test
    void aPostWithAKeyIsCarriedOutOnce() {
        Browser browser = people.with("operator").browser(port).header("Idempotency-Key", "once-only-1");
        browser.cookie("bastide-csrf", "mine");

        Browser.Answer first = browser.json("POST", "/api/v1/grants/requests", "{}");
        Browser.Answer second = browser.json("POST", "/api/v1/grants/requests", "{}");

        // A refusal or a mistake changed nothing and is answered anew, not repeated.
        assertThat(first.status()).isBetween(400, 422);
        assertThat(second.status()).isEqualTo(first.status());
        assertThat(second.headers()).doesNotContainKey("idempotency-replayed");
    }

    @Test
    void healthNamesNoSecretAndNeedsNoSignIn() {
        Browser.Answer answer = new Browser(port).get("/healthz");

        assertThat(answer.status()).isIn(200, 503);
        assertThat(answer.body()).contains("\"status\":");
    }
}
