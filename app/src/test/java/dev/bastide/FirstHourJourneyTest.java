package dev.bastide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.identity.FirstAdministrator;
import dev.bastide.identity.Founding;
import dev.bastide.identity.factor.Base32;
import dev.bastide.identity.factor.Totp;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Captures;
import dev.bastide.testing.Chromium;
import dev.bastide.testing.Company;
import dev.bastide.testing.TestDatabase;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.support.ui.Select;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/**
 * Journey 1, the first hour, through the pages only: the printed link, the first administrator with a second factor,
 * the company's name, the tree, people who are invited and come, their roles, a host, and two others who ratify it all.
 */
@BastideTest
@TestPropertySource(properties = "bastide.test.company=first-hour")
class FirstHourJourneyTest {
    private final String address;
    private final FirstAdministrator link;
    private final Founding founding;
    private final Clock clock;
    private final List<String> complaints = new ArrayList<>();

    @Autowired
    private TestDatabase database;

    @Autowired
    FirstHourJourneyTest(@LocalServerPort int port, FirstAdministrator link, Founding founding, Clock clock) {
        this.address = "http://127.0.0.1:" + port;
        this.link = link;
        this.founding = founding;
        this.clock = clock;
    }

    @Test
    void aNewcomerFoundsACompanyAndOthersPutTheirNamesToIt() throws Exception {
        try (Chromium founder = Chromium.start();
                Chromium ben = Chromium.start();
                Chromium carl = Chromium.start()) {
            becomeFounder(founder);
            nameCompany(founder);
            plant(founder, "company", "test");
            plant(founder, "shop", "production");
            String benLink = invite(founder, "Ben Berg", "ben", "approver");
            String carlLink = invite(founder, "Carl Berg", "carl", "approver");
            join(ben, benLink);
            join(carl, carlLink);
            give(founder, "Anna Berg", "administrator", "/");
            give(founder, "Ben Berg", "approver", "/");
            give(founder, "Carl Berg", "approver", "/");
            addHost(founder);
            giveTheHeadHisRole(founder);
            nameDeputyOfTheAdministrator(ben);
            ratify(ben);
            ratify(carl);
            founder.go(address + "/founding");
            founder.read("Founding is closed");
            founder.picture("journey-1-closed");
            founder.go(address + "/");
            founder.read("Home");

            assertThat(founder.text()).doesNotContain("not ratified");
            complaints.addAll(founder.complaints());
            complaints.addAll(ben.complaints());
            complaints.addAll(carl.complaints());
        }

        assertThat(complaints).isEmpty();
        assertThat(Captures.of(database)).as("changes past the program").isEmpty();
    }

    private void becomeFounder(Chromium browser) {
        browser.go(address + link.link().orElseThrow());
        browser.picture("journey-1-link");
        browser.fill("name", "Anna Berg");
        browser.fill("email", "anna@example.org");
        browser.fill("login", "anna");
        browser.fill("password", Company.password());
        browser.fill("again", Company.password());
        browser.press("Make first administrator");
        enrol(browser);
        browser.read("First hour");
        browser.picture("journey-1-guide");
    }

    private void enrol(Chromium browser) {
        browser.read("Add a second factor");
        String secret = browser.see(".code code").getText().replace(" ", "");
        browser.fill("code", Totp.code(Base32.decode(secret), Totp.stepAt(clock.instant()), 6));
        browser.press("Add second factor");
        browser.read("Recovery codes");
        browser.picture("journey-1-recovery");
        browser.press("I have kept them");
        browser.see("aside.bar");
    }

    private void nameCompany(Chromium browser) {
        browser.press("Name it");
        browser.fill("name", "Example AG");
        browser.press("Save name");
        browser.read("This is now the installation of Example AG.");
    }

    private void plant(Chromium browser, String name, String environment) {
        browser.go(address + "/tree/new");
        browser.fill("name", name);
        choose(browser, "owner", "Anna Berg");
        new Select(browser.see("[name=environment]")).selectByValue(environment);
        new Select(browser.see("[name=tier]")).selectByValue("1");
        if (!browser.driver().findElements(By.name("parent")).isEmpty()) {
            new Select(browser.see("[name=parent]")).selectByIndex(1);
        }
        browser.see("main form button[type=submit]").click();
        browser.read("Planted");
    }

    private String invite(Chromium browser, String name, String login, String duty) {
        browser.go(address + "/people/new");
        browser.fill("name", name);
        browser.fill("login", login);
        browser.fill("email", login + "@example.org");
        new Select(browser.see("[name=duty]")).selectByValue(duty);
        browser.see("main form button[type=submit]").click();
        browser.press("Invite");
        browser.read("Invitation for " + name);
        browser.picture("journey-1-invitation");
        String shown = browser.see(".code code").getText().strip();
        return address + shown.substring(shown.indexOf("/invitation/"));
    }

    private void join(Chromium browser, String invitation) {
        browser.go(invitation);
        browser.fill("password", Company.password());
        browser.fill("again", Company.password());
        browser.press("Set password");
        enrol(browser);
    }

    private void give(Chromium browser, String person, String role, String node) {
        browser.go(address + "/permissions/request");
        choose(browser, "person", person);
        choose(browser, "role", role);
        choose(browser, "node", node);
        // What the form says of the three brings its other fields anew.
        browser.read("covers the role " + role);
        browser.fill("days", "90");
        browser.fill("reason", "Needed so that two people can decide.");
        browser.see("main form button[type=submit]").click();
        browser.read("Granted");
    }

    /** The nodes are Anna's: without a role to approve she would lock the company out, and founding says so. */
    private void giveTheHeadHisRole(Chromium browser) {
        founding.settle();
        browser.go(address + "/founding");
        browser.read("What must be mended before founding can end");
        browser.read("/: its head Anna Berg has no role to approve there.");
        browser.picture("journey-1-locked-out");
        browser.go(address + "/guide");
        browser.read("/: its head Anna Berg has no role to approve there.");
        browser.picture("journey-1-guide-locked-out");
        give(browser, "Anna Berg", "approver", "/");
        browser.go(address + "/founding");
        assertThat(browser.text()).doesNotContain("What must be mended");
    }

    /** Nobody names his own deputy: the only administrator's is named by somebody who may approve. */
    private void nameDeputyOfTheAdministrator(Chromium browser) {
        browser.go(address + "/people");
        browser.press("Anna Berg");
        browser.read("Nobody but Anna Berg edits people here");
        browser.picture("journey-1-deputy");
        browser.fill("deputy", "carl");
        browser.press("Name deputy");
        browser.read("Carl Berg is named deputy.");
    }

    private void addHost(Chromium browser) {
        browser.go(address + "/hosts/new");
        browser.fill("name", "web-01");
        choose(browser, "node", "/shop");
        browser.fill("address", "192.0.2.10");
        browser.fill("accounts", "deploy");
        new Select(browser.see("[name=kind]")).selectByValue("host");
        new Select(browser.see("[name=credential]")).selectByValue("key");
        browser.see("main form button[type=submit]").click();
        browser.read("Host web-01 was added.");
        browser.picture("journey-1-host");
    }

    private void ratify(Chromium browser) {
        // The watch does so every ten seconds; tests have it look once in thirty days.
        founding.settle();
        browser.go(address + "/founding");
        browser.fill("evaluation", "Right people, right node, right host.");
        browser.press("Ratify this list");
        browser.read("You have ratified the list.");
    }

    /** Chooses the option whose words begin so. */
    private static void choose(Chromium browser, String field, String words) {
        Select select = new Select(browser.see("[name=" + field + "]"));
        String text = select.getOptions().stream()
                .map(option -> option.getText().strip())
                .filter(option -> option.startsWith(words))
                .findFirst()
                .orElseThrow(() -> new AssertionError(field + " does not offer " + words + ": "
                        + select.getOptions().stream()
                                .map(org.openqa.selenium.WebElement::getText)
                                .toList()));
        select.selectByVisibleText(text);
    }
}
