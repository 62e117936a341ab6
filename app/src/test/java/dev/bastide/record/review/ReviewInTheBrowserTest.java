package dev.bastide.record.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.WorkToReview;
import dev.bastide.testing.Chromium;
import dev.bastide.testing.TestPeople.Someone;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A whole campaign in a real browser, by keyboard where it goes; it fits a phone and breaks no policy. */
@ReviewTest
class ReviewInTheBrowserTest {
    @Autowired
    private AuditRoom room;

    @LocalServerPort
    private int port;

    @Test
    void annaReviewsTheLastItemAndCompletesTheCampaign() {
        room.session(WorkToReview.EMERGENCY, WorkToReview.PRODUCTION_ROOT);
        Campaign campaign = room.drawn(60);
        Item hers = room.items(campaign).stream()
                .filter(item -> item.isFor(room.anna.id()) && item.kind().equals(Item.RECORD))
                .findFirst()
                .orElseThrow();
        List<Item> others = room.items(campaign).stream()
                .filter(item -> item.ordinal() != hers.ordinal())
                .toList();
        others.subList(0, others.size() - 3).forEach(room::judge);
        try (Chromium browser = signedIn(room.anna)) {
            look(browser, "/record/campaigns", "list", "Not reviewed");
            look(browser, "/record/campaigns/terms", "terms", "Is it clear who acted");
            look(browser, campaign.path(), "open", "Review the next item");
            look(browser, hers.path(), "item-unopened", "Have the record shown here");
            assertThat(browser.driver().findElements(By.id("record"))).isEmpty();
            open(browser, hers);
            look(browser, hers.path(), "item", "Sign verdict");
            assertThat(browser.driver().findElement(By.id("record")).getText()).contains(hers.what(), hers.who());
            answer(browser);
            browser.picture("review-item-answered");
            browser.press("Sign verdict");
            browser.read("stands in the log");
            others.subList(others.size() - 3, others.size()).forEach(room::judge);
            look(browser, hers.path(), "item-judged", "in order");
            look(browser, campaign.path(), "whole", "Complete campaign");
            browser.press("Complete campaign");
            browser.read("is completed");
            browser.driver()
                    .findElement(By.cssSelector(".head-actions details.menu summary"))
                    .click();
            browser.press("Draw the sample anew");
            browser.read("Drawn anew");
            assertThat(browser.text()).doesNotContain("differs");
            browser.picture("review-completed");
            assertThat(browser.complaints()).isEmpty();
        }
        room.sql
                .sql("update identity.person set locale = 'zh' where id = ?")
                .param(room.bert.id().value())
                .update();
        try (Chromium browser = signedIn(room.bert)) {
            look(browser, campaign.path(), "completed-zh", "审阅活动");
            look(browser, "/record/campaigns", "list-zh", "未审阅");
        } finally {
            room.sql
                    .sql("update identity.person set locale = 'en' where id = ?")
                    .param(room.bert.id().value())
                    .update();
        }
    }

    /** Beside the questions: nobody leaves the page. */
    private static void open(Chromium browser, Item item) {
        browser.driver().findElement(By.cssSelector("body")).sendKeys("o");
        browser.read("Sign verdict");
        browser.read(item.what());
        assertThat(browser.driver().getWindowHandles()).hasSize(1);
    }

    private static void answer(Chromium browser) {
        for (WebElement yes : browser.driver().findElements(By.cssSelector(".answers input[value=yes]"))) {
            yes.click();
        }
        browser.driver()
                .findElement(By.cssSelector(".answers input[value=yes]"))
                .sendKeys("y");
        assertThat(browser.driver()
                        .findElement(By.cssSelector("input[name=verdict][value=in-order]"))
                        .isSelected())
                .isTrue();
    }

    private void look(Chromium browser, String path, String name, String words) {
        browser.go("http://127.0.0.1:" + port + path);
        browser.read(words);
        browser.picture("review-" + name);
        assertThat(browser.overflows(390)).as(name + " on a phone").isFalse();
        assertThat(browser.overflows(1280)).as(name).isFalse();
    }

    private Chromium signedIn(Someone person) {
        Chromium browser = Chromium.start();
        browser.go("http://127.0.0.1:" + port + "/sign-in");
        String session = Objects.requireNonNull(person.again(port).cookie("bastide"));
        browser.driver().manage().addCookie(new Cookie("bastide", session));
        return browser;
    }
}
