package dev.bastide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.portal.Setup;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Chromium;
import dev.bastide.testing.Company;
import dev.bastide.testing.TestClock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/**
 * Walks through the whole console as people of a real company do: follows every link each of them is offered, takes
 * pictures, and fails on a page that is missing, refused, broken, too wide for a phone or that the browser complains of.
 */
@BastideTest
@TestPropertySource(properties = "bastide.test.company=console")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleTest {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]\\d+|\\d+");
    private static final int PAGES_MAX = 80;

    private final String address;
    private final Setup setup;
    private final TestClock clock;

    @Autowired
    ConsoleTest(@LocalServerPort int port, Setup setup, TestClock clock) {
        this.address = "http://127.0.0.1:" + port;
        this.setup = setup;
        this.clock = clock;
    }

    @BeforeAll
    void found() {
        setup.apply(Company.setupFile(""));
    }

    @Test
    void theDoorHolds() {
        try (Chromium browser = Chromium.start()) {
            browser.go(address + "/sign-in");
            browser.picture("sign-in");
            browser.go(address + "/record");

            assertThat(browser.path()).startsWith("/sign-in");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void anAdministratorSeesNothingBroken() throws Exception {
        walk("anna");
    }

    @Test
    void anOperatorSeesNothingBroken() throws Exception {
        walk("nora");
    }

    @Test
    void anOfficerSeesNothingBroken() throws Exception {
        walk("ida");
    }

    @Test
    void aListIsWorkedByKeyboardAndKeptAsAView() throws Exception {
        try (Chromium browser = Chromium.start()) {
            browser.signIn(address, "anna", Company.password(), Company.code("anna", clock));
            browser.go(address + "/permissions/all");
            WebElement page = browser.see("body");
            page.sendKeys("j", "j", "x");
            browser.read("With the ticked rows");
            browser.picture("list-ticked");
            browser.see(".list-menus details:first-of-type summary").click();
            browser.fill("name", "All that count");
            browser.picture("list-view-menu");
            browser.press("Save view");
            browser.read("The view “All that count” is saved.");
            browser.see(".list-menus details:last-of-type summary").click();
            browser.picture("list-columns-menu");
            browser.see(".menu-form input[value=used]").click();
            browser.press("Show these");
            browser.see(".list");
            assertThat(browser.driver().findElements(By.cssSelector("td[data-label='Last used']")))
                    .isEmpty();
            browser.see("body").sendKeys("j", "x");
            browser.press("End the ticked permissions");
            browser.picture("several-ask");
            browser.read("End 1 permission");
            browser.go(address + "/permissions/all");
            browser.see("body").sendKeys("j", Keys.ENTER);
            browser.see(".head-kind");

            assertThat(browser.path()).matches("/(permissions|people)/[0-9a-f-]{36}.*");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private void walk(String login) throws Exception {
        List<String> faults = new ArrayList<>();
        try (Chromium browser = Chromium.start()) {
            browser.signIn(address, login, Company.password(), Company.code(login, clock));
            Set<String> seen = new LinkedHashSet<>();
            Deque<String> open = new ArrayDeque<>(List.of("/"));
            while (!open.isEmpty() && seen.size() < PAGES_MAX) {
                String path = open.poll();
                if (!seen.add(shape(path))) {
                    continue;
                }
                browser.go(address + path);
                look(browser, login, path, faults);
                links(browser).stream()
                        .filter(link -> !seen.contains(shape(link)))
                        .forEach(open::add);
            }
            browser.complaints().forEach(complaint -> faults.add("browser: " + complaint));
        }

        assertThat(faults).isEmpty();
    }

    private static void look(Chromium browser, String login, String path, List<String> faults) {
        Object status = ((JavascriptExecutor) browser.driver())
                .executeScript("return performance.getEntriesByType('navigation')[0].responseStatus");
        if (!Long.valueOf(200).equals(status)) {
            faults.add(path + " answers " + status);
            return;
        }
        String name = shape(path).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        browser.picture("page-" + login + "-" + (name.isEmpty() ? "home" : name));
        if (browser.overflows(390)) {
            faults.add(path + " is too wide for a phone");
        }
    }

    /** Where a page leads within the console; exports and actions are no pages. */
    private static List<String> links(Chromium browser) {
        return browser.driver().findElements(By.cssSelector("a[href^='/']:not([download])")).stream()
                .map(link -> String.valueOf(link.getDomAttribute("href")))
                .map(link -> link.contains("#") ? link.substring(0, link.indexOf('#')) : link)
                .filter(link -> !link.startsWith("/static/") && !link.startsWith("/api/"))
                .distinct()
                .toList();
    }

    /** The address without its ids and parameters: one page of each shape is enough. */
    private static String shape(String path) {
        int query = path.indexOf('?');
        return ID.matcher(query < 0 ? path : path.substring(0, query)).replaceAll("id");
    }
}
