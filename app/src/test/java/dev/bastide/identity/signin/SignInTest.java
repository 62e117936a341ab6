package dev.bastide.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Signing in over HTTP: what works, and that every refusal looks alike. */
@BastideTest
class SignInTest {
    private static final String PASSWORD = "gravel-otter-mauve-seven";

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private Passwords passwords;

    @Test
    void signsInWithPasswordAndCode() {
        TestPeople.Someone operator = somebody.with("operator");
        passwords.set(operator.login(), PASSWORD);
        Browser browser = new Browser(port);

        Browser.Answer page = browser.get("/sign-in?next=/me/factors");
        assertThat(page.status()).isEqualTo(200);
        Browser.Answer answer = browser.post(
                "/sign-in",
                "login",
                operator.login(),
                "password",
                PASSWORD,
                "code",
                operator.code(0),
                "next",
                "/me/factors");

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.location()).endsWith("/me/factors");
        assertThat(browser.get("/me/factors").body()).contains("Second factors");
    }
}
