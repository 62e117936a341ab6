package dev.bastide.asset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.identity.factor.Totp;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Company;
import dev.bastide.testing.TestClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/** How the people of the set-up company come in: by console, and by programs with a token of their own. */
final class SignIns {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final int port;
    private final TestClock clock;
    private final Map<String, Browser> programs = new HashMap<>();
    private final Map<String, Long> used = new HashMap<>();

    SignIns(int port, TestClock clock) {
        this.port = port;
        this.clock = clock;
    }

    Browser program(String login) {
        return programs.computeIfAbsent(
                login, name -> new Browser(port).header("Authorization", "Bearer " + token(name)));
    }

    private String token(String login) {
        String owner = login.replaceAll("\\d", "");
        String body = "{\"login\":\"%s\",\"password\":\"%s\",\"code\":\"%s\",\"name\":\"test\",\"scopes\":[\"all\"]}"
                .formatted(login, Company.password(), code(owner));
        return JSON.readTree(
                        new Browser(port).json("POST", "/api/v1/tokens", body).body())
                .path("token")
                .asString();
    }

    Browser console(String login) {
        Browser browser = new Browser(port);
        browser.get("/sign-in");
        Browser.Answer in =
                browser.post("/sign-in", "login", login, "password", Company.password(), "code", code(login));
        assertThat(in.location()).as(in.body()).isNotEmpty();
        return browser;
    }

    String code(String owner) {
        long step = Totp.stepAt(clock.instant());
        long last = Objects.requireNonNull(used.getOrDefault(owner, 0L));
        if (step <= last) {
            clock.advance(Duration.ofSeconds((last + 1 - step) * Totp.STEP_SECONDS));
            step = last + 1;
        }
        used.put(owner, step);
        return Company.codeAt(owner, step);
    }
}
