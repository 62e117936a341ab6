package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople.Someone;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Several permissions ended at once: each by its own rule, and what is refused is told beside what was done. */
@CompanyTest
class GrantEndPagesTest {
    @Autowired
    private Company company;

    @LocalServerPort
    private int port;

    @Test
    void endsOnesOwnAndRefusesAnothers() {
        Someone operator = company.people.with("operator");
        Someone other = company.people.with("operator");
        GrantId own = company.grant(operator, "viewer", company.lab);
        GrantId second = company.grant(operator, "operator", company.lab);
        GrantId foreign = company.grant(other, "viewer", company.lab);
        Browser browser = company.browser(operator, port);

        Browser.Answer asked = send(browser, "", "", own, second, foreign);
        assertThat(asked.body()).contains("End 3 permissions", "operator · ");
        assertThat(counts(own) && counts(second) && counts(foreign))
                .as("it only asked")
                .isTrue();
        Browser.Answer done = send(browser, "1", "the trial is over", own, second, foreign);

        assertThat(done.status()).isEqualTo(200);
        assertThat(done.body()).contains("2 of 3 permissions ended", "Refused", "/register/A44");
        assertThat(counts(own) || counts(second)).isFalse();
        assertThat(counts(foreign)).isTrue();
    }

    @Test
    void wantsAReasonAndRows() {
        Someone operator = company.people.with("operator");
        GrantId own = company.grant(operator, "viewer", company.lab);
        Browser browser = company.browser(operator, port);

        assertThat(browser.post("/permissions/end", "row", own.toString(), "confirmed", "1")
                        .status())
                .isIn(400, 422);
        assertThat(browser.post("/permissions/end").status()).isIn(400, 422);
        assertThat(browser.post("/permissions/end", "row", "no-id").status()).isIn(400, 422);
        assertThat(counts(own)).isTrue();
    }

    private static Browser.Answer send(
            Browser browser, String confirmed, String reason, GrantId first, GrantId second, GrantId third) {
        return browser.post(
                "/permissions/end",
                "row",
                first.toString(),
                "row",
                second.toString(),
                "row",
                third.toString(),
                "confirmed",
                confirmed,
                "reason",
                reason);
    }

    private boolean counts(GrantId id) {
        return company.grants.find(id).orElseThrow().counts(company.clock.instant());
    }
}
