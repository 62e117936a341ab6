package dev.bastide.testing;

import static org.assertj.core.api.Assertions.assertThat;

/** What our script does with a passkey, over HTTP: asks for options, hands back what the authenticator said. */
public final class PasskeyForms {
    private PasskeyForms() {}

    /** The options that this browser is given at a path. */
    public static String options(Browser browser, String path) {
        browser.cookie("bastide-csrf", "t");
        Browser.Answer answer = browser.json("POST", path, "{}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    /** A passkey named blue key, enrolled for whoever is signed in with this browser. */
    public static SoftPasskey enrolled(Browser browser, int port) {
        SoftPasskey made = new SoftPasskey("http://localhost:" + port);
        Browser.Answer answer = keep(browser, made.make(options(browser, "/me/factors/passkey/options")));
        assertThat(answer.status()).as(answer.body()).isIn(200, 302);
        return made;
    }

    /** Hands in a new passkey. */
    public static Browser.Answer keep(Browser browser, String response) {
        return browser.post("/me/factors/passkey", "name", "blue key", "response", response);
    }

    /** Hands in what confirms the person of this browser's session. */
    public static Browser.Answer confirm(Browser browser, String response) {
        String quoted = response.replace("\\", "\\\\").replace("\"", "\\\"");
        return browser.json("POST", "/me/confirm/passkey", "{\"response\":\"" + quoted + "\"}");
    }

    /** Signs in with a passkey; login and password may be empty. */
    public static Browser.Answer signIn(Browser browser, SoftPasskey shown, String login, String password) {
        String response = shown.show(options(browser, "/sign-in/passkey/options"));
        return browser.post("/sign-in", "login", login, "password", password, "passkey", response);
    }
}
