package dev.bastide.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.authority.NodeId;
import dev.bastide.testing.Chromium;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Cookie;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Alarms, roster and statistics in a real browser, in both languages: they fit a phone and break no policy. */
@OfficeTest
class AlarmsInTheBrowserTest {
    @Autowired
    private Office office;

    @LocalServerPort
    private int port;

    @Test
    void everyPageFitsAndAnAlarmIsTakenWithOnePress() {
        Someone guard = office.guard();
        Someone second = office.guard();
        Someone head = office.people.with("approver");
        NodeId node = office.node(head);
        office.shift(node, guard, 1);
        office.shift(node, second, 2, Duration.ofHours(2));
        NodeId bare = office.node(head);
        AlarmId id = office.raise(node);
        AlarmId fallen = office.raise(bare, AlarmLevel.LOW);
        office.raise(bare, AlarmLevel.LOW);
        office.raise(bare, AlarmLevel.LOW);
        office.later(Duration.ofMinutes(6));
        try (Chromium browser = signedIn(guard)) {
            look(browser, "/alarms", "alarms", "Nobody has it");
            look(browser, "/alarms/" + fallen, "alarm-fallen", "Nobody is on duty");
            look(browser, "/alarms/" + id, "alarm", "Acknowledge");
            browser.press("Acknowledge");
            browser.read("acknowledged it");
            browser.picture("alarm-taken");
            look(browser, "/roster", "roster", "Nobody: the head is told");
            look(browser, "/roster/" + node, "roster-week", "Hand over");
            look(browser, "/alarms/errors", "errors", "without a problem record");
            look(browser, "/problems", "problems", "Problems");
            look(browser, "/problems/new?kind=alarm.outcome-unknown&node=" + bare, "problem-new", "What is known");
            browser.fill("title", "The outcome is never seen");
            browser.fill("note", "The agent dies on the way.");
            browser.press("Open problem");
            browser.read("opened it");
            browser.picture("problem");
            assertThat(browser.overflows(390)).isFalse();
            assertThat(browser.complaints()).isEmpty();
        }
        try (Chromium browser = signedIn(office.boss)) {
            look(browser, "/settings/escalation", "escalation", "At most 15 minutes");
            assertThat(browser.complaints()).isEmpty();
        }
        office.sql
                .sql("update identity.person set locale = 'zh' where id = ?")
                .param(second.id().value())
                .update();
        try (Chromium browser = signedIn(second)) {
            look(browser, "/alarms/" + fallen, "alarm-zh", "告警");
            look(browser, "/roster/" + node, "roster-week-zh", "值班表");
        }
    }

    private void look(Chromium browser, String path, String name, String words) {
        browser.go("http://127.0.0.1:" + port + path);
        browser.read(words);
        browser.picture("alarm-" + name);
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
