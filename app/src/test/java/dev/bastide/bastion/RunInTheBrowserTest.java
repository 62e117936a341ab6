package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.Chromium;
import dev.bastide.testing.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.StaleElementReferenceException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The pages of an operation in a real browser while it is run: what the host says appears as it says it. */
@OnStage
class RunInTheBrowserTest {
    @Autowired
    Stage stage;

    @Autowired
    Shop shop;

    @LocalServerPort
    int port;

    @Test
    void thePageFollowsTheRunAndOffersWhatCanBeDoneNext() throws Exception {
        Stage.Person anna = stage.operator();
        Shop.Ground ground = shop.ground();
        String id = shop.approved(anna, port, ground, "web-01", "lab-01");
        Path go = ground.lines().resolveSibling("go");
        ground.says(
                "echo the cache is warm; while [ ! -e " + go + " ]; do sleep 0.1; done; echo all nodes agree; exit 9");

        try (Chromium browser = signedIn(anna)) {
            browser.go(address() + "/operations/" + id);
            browser.picture("operation-approved");
            browser.press("Run now");
            browser.read("the cache is warm");
            browser.picture("operation-running");
            assertThat(browser.overflows(390)).isFalse();
            Files.createFile(go);
            browser.read("all nodes agree");
            browser.read("stopped at a step that failed");
            browser.see(".head .chip.tone-violated");
            browser.picture("operation-failed");
            Eventually.holds("the button is pressed", Duration.ofSeconds(20), () -> pressed(browser, "Roll back"));
            browser.read("rolled it back");
            browser.picture("operation-rolled-back");
            browser.go(address() + "/specifications");
            browser.picture("specifications-list");
            browser.go(address() + "/specifications/write-lines/1");
            browser.picture("specification");
            // A step may be over before the page has asked for its live view.
            assertThat(browser.complaints(404)).isEmpty();
        }
        assertThat(ground.written()).containsExactly("one", "undone");
    }

    @Test
    void anUnknownOutcomeIsSettledOnThePage() throws Exception {
        Stage.Person anna = stage.operator();
        Shop.Ground ground = shop.ground();
        String id = shop.approved(anna, port, ground, "web-01");
        ground.says("echo two >> " + ground.lines() + "; sleep 300");

        try (Chromium browser = signedIn(anna)) {
            browser.go(address() + "/operations/" + id);
            browser.press("Run now");
            Eventually.holds(
                    "the script runs",
                    Duration.ofSeconds(30),
                    () -> ground.written().contains("two"));
            Eventually.holds("the button is pressed", Duration.ofSeconds(20), () -> pressed(browser, "Stop the run"));
            browser.read("was cut off in the middle of a step");
            browser.go(address() + "/operations/" + id);
            browser.picture("operation-unknown");
            browser.press("Say how it ended");
            browser.picture("operation-settle");
            assertThat(browser.overflows(390)).isFalse();
            browser.driver().executeScript("document.querySelector('select[name=outcome]').value = 'failed'");
            browser.fill("reason", "web-01 shows line two but not line three");
            browser.press("Settle outcome");
            browser.read("looked, and found it failed");
            browser.picture("operation-settled");
            // A step may be over before the page has asked for its live view.
            assertThat(browser.complaints(404)).isEmpty();
        }
    }

    @Test
    void anEmergencyAndItsReview() throws Exception {
        Stage.Person anna = stage.operator();
        String id;
        try (Chromium browser = signedIn(anna)) {
            browser.go(address() + "/operations/emergency?host=web-01");
            browser.picture("emergency");
            assertThat(browser.overflows(390)).isFalse();
            browser.driver().executeScript("document.querySelector('select[name=cause]').value = 'security'");
            browser.fill("belongs_to", "alarm 4711");
            browser.fill("account", stage.sshd.account());
            browser.fill("steps", "systemctl stop nginx");
            browser.fill("reason", "somebody reads our customers' data");
            browser.press("Start emergency");
            browser.read("is open. Log in now.");
            id = browser.path().replace("/operations/", "");
            browser.picture("emergency-open");
            assertThat(browser.complaints()).isEmpty();
        }
        stage.ssh(anna, "web-01", stage.code(anna), List.of(), "echo something else")
                .run()
                .ok();
        shop.verb(anna, port, id, "finish");

        try (Chromium browser = signedIn(stage.olga)) {
            browser.go(address() + "/reviews");
            browser.picture("reviews-list");
            browser.go(address() + review(id));
            browser.read("echo something else");
            browser.picture("review-open");
            assertThat(browser.overflows(390)).isFalse();
            browser.driver().executeScript("document.querySelector('select[name=justified]').value = 'yes'");
            browser.fill("evaluation", "the leak was real and nginx had to stop");
            browser.fill("way_back", "systemctl start nginx");
            browser.press("Review operation");
            browser.read("It was justified");
            browser.picture("review-done");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    /** Presses a button in the part of the page that is fetched anew, perhaps just now. */
    private static boolean pressed(Chromium browser, String words) {
        try {
            browser.press(words);
            return true;
        } catch (StaleElementReferenceException e) {
            return false;
        }
    }

    private String review(String operation) {
        return "/reviews/"
                + stage.sql
                        .sql("select id::text from change.review where operation_id = ? and kind = 'emergency'")
                        .param(shop.idOf(operation))
                        .query(String.class)
                        .single();
    }

    private Chromium signedIn(Stage.Person person) {
        Chromium browser = Chromium.start();
        browser.go(address() + "/sign-in");
        browser.driver()
                .manage()
                .addCookie(new Cookie("bastide", shop.pages(person, port).cookie("bastide")));
        return browser;
    }

    private String address() {
        return "http://127.0.0.1:" + port;
    }
}
