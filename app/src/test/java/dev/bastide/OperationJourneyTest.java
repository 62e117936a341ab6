package dev.bastide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bastide.bastion.Conversation;
import dev.bastide.bastion.door.Bastion;
import dev.bastide.identity.Founding;
import dev.bastide.portal.Setup;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Captures;
import dev.bastide.testing.Chromium;
import dev.bastide.testing.Program;
import dev.bastide.testing.RealSshd;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/**
 * Journey 2, an operation, by page and plain ssh: a host whose key two people pin, a rehearsal, a request that two others
 * approve, a login that is recorded, watched, ended, replayed and audited; and the emergency with its review. The
 * refusals on the way are real.
 */
@BastideTest
@TestPropertySource(properties = "bastide.test.company=operation-journey")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperationJourneyTest {
    private static final String REASON = "The certificate was renewed and has to be read.";
    private static final String ENDING = "the freeze has begun";

    @TempDir
    static Path folder;

    private final int port;
    private final TestClock clock;
    private final Bastion bastion;
    private final Setup setup;
    private final Founding founding;
    private final List<String> complaints = new ArrayList<>();
    private Walk walk;

    @Autowired
    private TestDatabase database;

    @Autowired
    OperationJourneyTest(@LocalServerPort int port, TestClock clock, Bastion bastion, Setup setup, Founding founding) {
        this.port = port;
        this.clock = clock;
        this.bastion = bastion;
        this.setup = setup;
        this.founding = founding;
    }

    @BeforeAll
    void found() throws Exception {
        assumeTrue(RealSshd.present(), "needs /usr/sbin/sshd");
        walk = new Walk(port, clock, bastion, setup, folder);
    }

    @AfterAll
    void leave() {
        if (walk != null) {
            walk.close();
        }
    }

    @Test
    @Order(1)
    void anOperationFromTheRequestToTheAudit() throws Exception {
        try (Chromium nora = walk.browser("nora");
                Chromium ben = walk.browser("ben");
                Chromium carl = walk.browser("carl")) {
            walk.ratify(founding, ben, carl);
            pinWeb(ben);
            walk.bringKey(nora, "nora");
            refuseWithoutRehearsal(nora);
            rehearse(nora, ben, carl);
            approveForProduction(nora, ben, carl);
            keep(ben, carl);
            // One browser for all that Otto looks at: starting another costs some three seconds.
            try (Chromium otto = walk.browser("otto")) {
                String session = operate(nora, otto);
                keep(nora, 403);
                tellTheAuditor(otto, session);
                keep(otto);
            }
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    @Order(2)
    void anEmergencyIsSeenByAllAndReviewedByAnother() throws Exception {
        try (Chromium nora = walk.browser("nora");
                Chromium ben = walk.browser("ben")) {
            emergencyForm(nora, "90m");
            nora.press("Start emergency");
            nora.read("An emergency lasts at most 60 minutes.");
            emergencyForm(nora, "30m");
            nora.press("Start emergency");
            nora.read("is open. Log in now.");
            nora.picture("journey-2-emergency");
            String operation = nora.path().substring("/operations/".length());

            ben.go(walk.address + "/notices");
            ben.read("started the emergency");
            watchEmergency(ben, operation);
            walk.ssh("nora", "web-01", List.of(), "echo restored").run().ok();
            nora.go(walk.address + "/operations/" + operation);
            Walk.pressInMenu(nora, "Finish operation");
            nora.read("finished it");

            nora.go(walk.address + "/reviews");
            nora.see("tbody a.row-link").click();
            nora.read("somebody else reviews it");
            review(ben);
            keep(nora, 403);
            keep(ben);
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    @Order(3)
    void nothingOfItWasTakenForAChangePastTheProgram() throws Exception {
        assertThat(Captures.of(database)).isEmpty();
    }

    /** Anna adds the host and proposes the key it shows; Ben compares and confirms; Anna herself could not. */
    private void pinWeb(Chromium ben) throws Exception {
        try (Chromium anna = walk.browser("anna")) {
            anna.go(walk.address + "/hosts/new");
            anna.fill("name", "web-01");
            Walk.choose(anna, "node", "/shop/web");
            anna.fill("address", "localhost");
            anna.fill("port", Integer.toString(walk.sshd.port()));
            anna.fill("accounts", walk.sshd.account());
            anna.see("main form button[type=submit]").click();
            anna.read("Host web-01 was added.");
            anna.read("does not connect to this host before two people");
            walk.authorize(line(anna, "ssh-ed25519"));

            anna.press("Propose a host key");
            anna.press("Ask the host for its keys");
            anna.read("Seen from the bastion only");
            anna.picture("journey-2-host-seen");
            anna.press("Propose this key");
            anna.read("another person confirms it");
            assertThat(anna.driver().findElements(By.cssSelector("form[action$='/confirm']")))
                    .as("one's own key to confirm")
                    .isEmpty();
            keep(anna);
        }
        ben.go(walk.address + "/hosts/web-01");
        ben.press("Ask the host now");
        ben.read("the host shows this key");
        ben.picture("journey-2-host-confirm");
        ben.fill("note", "Read on the machine's own console.");
        // Both hosts of the journey are one sshd, which the page says.
        ben.read("The same machine");
        ben.picture("journey-2-same-machine");
        ben.see("[name=sameMachine]").click();
        ben.press("Confirm host key");
        ben.read("Host key of web-01 confirmed.");
    }

    private static String line(Chromium browser, String start) {
        return browser.driver().findElements(By.cssSelector(".code code")).stream()
                .map(WebElement::getText)
                .filter(text -> text.startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    private void refuseWithoutRehearsal(Chromium nora) throws Exception {
        Program.Result login = walk.ssh("nora", "web-01", List.of(), "id").run();
        assertThat(login.exit()).isEqualTo(3);
        assertThat(login.err()).contains("A47");

        nora.go(walk.address + "/operations/new?spec=restart-web");
        walk.fillRequest(nora, "/shop/web/web-01", REASON);
        nora.press("Show what would happen");
        nora.read("was not seen to succeed off production");
        nora.picture("journey-2-not-rehearsed");
        nora.press("Rehearse it");
    }

    private void rehearse(Chromium nora, Chromium ben, Chromium carl) {
        nora.go(walk.address + "/operations/new?spec=restart-web");
        walk.fillRequest(nora, "/lab/lab-01", "Rehearse what production needs.");
        nora.press("Show what would happen");
        nora.press("Ask for approval");
        nora.read("OP-000001 waits for approval");
        walk.approve(ben, "ben", "OP-000001");
        walk.approve(carl, "carl", "OP-000001");
        nora.go(walk.address + "/operations/OP-000001");
        nora.press("Run now");
        nora.read("ran every step");
        nora.picture("journey-2-rehearsed");
    }

    private void approveForProduction(Chromium nora, Chromium ben, Chromium carl) throws Exception {
        nora.go(walk.address + "/operations/new?spec=restart-web");
        walk.fillRequest(nora, "/shop/web/web-01", REASON);
        nora.picture("journey-2-request");
        nora.press("Show what would happen");
        nora.picture("journey-2-preview");
        nora.press("Ask for approval");
        nora.read("OP-000002 waits for approval");

        walk.approve(ben, "ben", "OP-000002");
        assertThat(walk.ssh("nora", "web-01", List.of(), "echo restart").run().exit())
                .as("with one approval")
                .isEqualTo(3);
        carl.go(walk.address + "/operations/OP-000002");
        walk.decide(carl, "OP-000002");
        carl.picture("journey-2-decision");
        carl.fill("evaluation", "ok");
        carl.press("Approve");
        carl.read("what you looked at and why you decide so");
        walk.approve(carl, "carl", "OP-000002");
    }

    /** Nora works, Otto looks on, Ida ends it; gives the path of the session. */
    private String operate(Chromium nora, Chromium otto) throws Exception {
        nora.go(walk.address + "/operations/OP-000002");
        nora.read("Log in by hand");
        Process ssh = walk.ssh("nora", "web-01", List.of("-tt")).start();
        Conversation talk = new Conversation(ssh);
        talk.say("echo restart; echo journey-$((40+2))");
        talk.hears("journey-42");
        try (Chromium ida = walk.browser("ida")) {
            otto.go(walk.address + "/sessions?state=live");
            otto.see("tbody a.row-link").click();
            otto.picture("journey-2-live-session");
            String session = otto.path();
            otto.press("Watch live");
            otto.read("That you watch is recorded.");
            otto.read("journey-42");
            talk.say("echo seen-$((6*7))");
            otto.read("seen-42");
            otto.picture("journey-2-watch");

            ida.go(walk.address + session);
            ida.press("End session");
            ida.read("Please fill this in.");
            ida.fill("reason", ENDING);
            ida.press("End session");
            ida.read("The session ends now.");
            talk.hears("Ended by Ida Berg: " + ENDING);
            assertThat(ssh.waitFor(10, TimeUnit.SECONDS)).isTrue();
            otto.read("The session is over: Ended by Ida Berg: " + ENDING);
            otto.picture("journey-2-watch-over");
            replay(otto);
            keep(ida, 422);
            return session;
        } finally {
            ssh.destroy();
        }
    }

    private void replay(Chromium otto) {
        otto.press("Replay recording");
        otto.read("the recording is whole and as it was written");
        otto.read("Watched by otto");
        WebElement find = otto.see("#find");
        find.sendKeys("journey-42");
        otto.read("Lines found: 1");
        otto.see("#marks button").click();
        await(otto, "return document.querySelector('#screen').innerText.includes('journey-42')");
        otto.picture("journey-2-replay");

        find.clear();
        new Select(otto.see("#speed")).selectByValue("16");
        WebElement page = otto.driver().findElement(By.tagName("h1"));
        otto.driver().executeScript("document.activeElement.blur()");
        new org.openqa.selenium.interactions.Actions(otto.driver())
                .sendKeys(Keys.ARROW_RIGHT)
                .perform();
        new org.openqa.selenium.interactions.Actions(otto.driver())
                .sendKeys("[", "[", "[")
                .perform();
        assertThat(page.isDisplayed()).isTrue();
        otto.press("Play");
        await(otto, "const s = document.querySelector('#seek'); return +s.value === +s.max && +s.max > 0");
        await(otto, "return document.querySelector('#play').textContent === 'Play'");
        await(otto, "return document.querySelector('#screen').innerText.includes('seen-42')");
    }

    private static void await(Chromium browser, String script) {
        new WebDriverWait(browser.driver(), java.time.Duration.ofSeconds(20))
                .withMessage(script)
                .until(found -> Boolean.TRUE.equals(browser.driver().executeScript(script)));
    }

    private void tellTheAuditor(Chromium otto, String session) {
        otto.go(walk.address + session);
        otto.read(ENDING);
        otto.read("OP-000002");
        otto.picture("journey-2-session");
        otto.go(walk.address + "/record?session=" + session.substring("/sessions/".length()));
        for (String operation : List.of("session.open", "session.watch", "session.end", "recording.open")) {
            otto.read(operation);
        }
        otto.picture("journey-2-record");
        otto.go(walk.address + "/record?change=OP-000002&sort=time");
        for (String operation : List.of("operation.request", "approval.vote", "bastion.login", "recording.open")) {
            otto.read(operation);
        }
        otto.picture("journey-2-story");
        otto.go(walk.address + "/record?user=nora&result=refused");
        otto.read("session.open");
    }

    private void emergencyForm(Chromium nora, String window) {
        nora.go(walk.address + "/operations/emergency");
        new Select(nora.see("[name=cause]")).selectByValue("customer_experience");
        nora.fill("belongs_to", "Alarm 4711: one payment in three fails");
        nora.fill("hosts", "/shop/web/web-01");
        nora.fill("account", walk.sshd.account());
        nora.fill("steps", "echo restored");
        nora.fill("reason", "Customers cannot pay.");
        nora.fill("window", window);
    }

    /** Ben, told at once, looks on while Nora works. */
    private void watchEmergency(Chromium ben, String operation) throws Exception {
        Process ssh = walk.ssh("nora", "web-01", List.of("-tt")).start();
        try {
            Conversation talk = new Conversation(ssh);
            talk.say("echo emergency-$((40+2))");
            talk.hears("emergency-42");
            ben.go(walk.address + "/operations/" + operation);
            ben.read("Alarm 4711");
            ben.go(walk.address + "/sessions?state=live");
            ben.see("tbody a.row-link").click();
            ben.press("Watch live");
            ben.read("emergency-42");
            talk.say("exit");
            ben.read("The session is over: The program on the host ended.");
            assertThat(ssh.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            ssh.destroy();
        }
    }

    private void review(Chromium ben) {
        ben.go(walk.address + "/reviews");
        ben.see("tbody a.row-link").click();
        new Select(ben.see("[name=justified]")).selectByValue("yes");
        ben.fill("evaluation", "Payments failed; one command restored them, and nothing else was done.");
        ben.fill("way_back", "echo rollback");
        ben.press("Review operation");
        ben.read("is reviewed.");
        ben.picture("journey-2-reviewed");
    }

    private void keep(Chromium browser, int... expected) {
        complaints.addAll(browser.complaints(expected));
    }

    private void keep(Chromium one, Chromium other) {
        keep(one, 422);
        keep(other, 422);
    }
}
