package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.approval.ApprovalId;
import dev.bastide.testing.Chromium;
import dev.bastide.testing.TestPeople.Someone;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.support.ui.Select;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** An exception in a real browser: asked for, decided, and seen by the auditor. */
@CompanyTest
class ExceptionInTheBrowserTest {
    @Autowired
    private Company company;

    @LocalServerPort
    private int port;

    @Test
    void isAskedForDecidedAndSeen() {
        Someone isa = company.people.with("iso");
        company.grant(isa, "iso", company.shop);
        Someone developer = company.people.with("developer");
        String path;
        try (Chromium browser = signedIn(developer)) {
            browser.go(address("/permissions/request"));
            choose(browser, "role", "operator");
            choose(browser, "node", "/shop/web");
            browser.read("this is an exception");
            assertThat(browser.see("[name=days]").getDomProperty("value")).isEqualTo("30");
            browser.picture("exception-said");
            browser.fill("reason", "the week in which the shop moves to new machines");
            browser.fill("exception", "both operators of the shop are ill, and the move cannot wait for them");
            browser.fill("days", "31");
            browser.press("Ask for permission");
            browser.read("An exception lasts 30 days at most");
            browser.picture("exception-too-long");
            assertThat(browser.overflows(390)).isFalse();
            browser.fill("days", "20");
            browser.press("Ask for permission");
            browser.read("An information security officer has to approve the exception");
            path = browser.path();
            browser.picture("exception-asked");
            assertThat(browser.complaints(422)).isEmpty();
        }
        try (Chromium browser = signedIn(isa)) {
            browser.go(address(path));
            browser.read("the duty does not cover it");
            browser.picture("exception-decision");
            assertThat(browser.overflows(390)).isFalse();
        }
        ApprovalId approval = new ApprovalId(UUID.fromString(path.substring("/approvals/".length())));
        company.yes(isa, approval);
        company.yes(company.hana, approval);
        Grant grant = company.grants.of(developer.id()).getFirst();
        try (Chromium browser = signedIn(company.aud)) {
            look(browser, "/permissions/all?state=exception", "exception-list");
            look(browser, "/permissions/" + grant.id(), "exception-grant");
            look(browser, "/people/" + developer.id(), "exception-person");
            look(browser, "/permissions/reach?node=/shop/web", "exception-reach");
            look(browser, "/tree/" + company.web, "exception-node");
            look(
                    browser,
                    "/permissions/why?person=" + developer.id() + "&action=session.open&where=/shop/web",
                    "exception-why");
            assertThat(browser.complaints()).isEmpty();
        }
        try (Chromium browser = signedIn(developer)) {
            look(browser, "/permissions", "exception-mine");
        }
    }

    private void look(Chromium browser, String path, String name) {
        browser.go(address(path));
        assertThat(browser.text().toLowerCase(Locale.ROOT)).contains("exception");
        browser.picture(name);
        assertThat(browser.overflows(390)).as(name + " on a phone").isFalse();
        assertThat(browser.overflows(1280)).as(name).isFalse();
    }

    private static void choose(Chromium browser, String field, String words) {
        new Select(browser.driver().findElement(By.name(field))).selectByVisibleText(words);
    }

    private Chromium signedIn(Someone person) {
        Chromium browser = Chromium.start();
        browser.go(address("/sign-in"));
        String session = Objects.requireNonNull(person.again(port).cookie("bastide"));
        browser.driver().manage().addCookie(new Cookie("bastide", session));
        return browser;
    }

    private String address(String path) {
        return "http://127.0.0.1:" + port + path;
    }
}
