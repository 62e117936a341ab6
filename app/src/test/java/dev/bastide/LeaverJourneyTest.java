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
import dev.bastide.testing.Company;
import dev.bastide.testing.RealSshd;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.support.ui.Select;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/**
 * Journey 3, a mover and a leaver, by page: when the duty changes, the live session on a host, the browser, the token and
 * the grants end within seconds, and the person begins anew with what the new duty allows.
 */
@BastideTest
@TestPropertySource(properties = "bastide.test.company=leaver-journey")
class LeaverJourneyTest {
    private static final int SECONDS_MAX = 2;

    @TempDir
    static Path folder;

    private final int port;
    private final TestClock clock;
    private final Bastion bastion;
    private final Setup setup;
    private final Founding founding;
    private final List<String> complaints = new ArrayList<>();

    @Autowired
    private TestDatabase database;

    @Autowired
    LeaverJourneyTest(@LocalServerPort int port, TestClock clock, Bastion bastion, Setup setup, Founding founding) {
        this.port = port;
        this.clock = clock;
        this.bastion = bastion;
        this.setup = setup;
        this.founding = founding;
    }

    @Test
    void everythingTiedToADutyEndsWithIt() throws Exception {
        assumeTrue(RealSshd.present(), "needs /usr/sbin/sshd");
        try (Walk walk = new Walk(port, clock, bastion, setup, folder);
                Chromium anna = walk.browser("anna");
                Chromium nora = walk.browser("nora");
                Chromium carl = walk.browser("carl");
                Chromium ben = walk.browser("ben")) {
            walk.ratify(founding, ben, carl);
            walk.bringKey(nora, "nora");
            move(walk, anna, nora);
            beginAnew(walk, nora);
            leave(walk, anna, carl);
            audit(walk);
            complaints.addAll(anna.complaints());
            complaints.addAll(nora.complaints(403, 401));
            complaints.addAll(carl.complaints(401, 403));
        }
        assertThat(complaints).isEmpty();
        assertThat(Captures.of(database)).as("changes past the program").isEmpty();
    }

    /** Nora sits at a terminal, at the console, and has a token, when Anna changes her duty. */
    private void move(Walk walk, Chromium anna, Chromium nora) throws Exception {
        String token = token(walk);
        assertThat(status(walk, token)).isEqualTo(200);
        Process ssh = walk.ssh("nora", "lab-01", List.of("-tt")).start();
        try {
            Conversation talk = new Conversation(ssh);
            talk.say("echo at-work-$((40+2))");
            talk.hears("at-work-42");
            openPerson(walk, anna, "Nora Berg");
            new Select(anna.see("[name=duty]")).selectByValue("auditor");
            anna.press("Change duty");
            anna.read("everything tied to the old one has ended");

            assertThat(ssh.waitFor(SECONDS_MAX, TimeUnit.SECONDS))
                    .as("the terminal ends")
                    .isTrue();
            talk.hears("Your duty has changed");
            anna.picture("journey-3-changed");
        } finally {
            ssh.destroy();
        }
        nora.go(walk.address + "/operations");
        assertThat(nora.path()).startsWith("/sign-in");
        assertThat(status(walk, token)).isEqualTo(401);
    }

    /** She may sign in again, but nothing of the old duty is left. */
    private void beginAnew(Walk walk, Chromium nora) throws Exception {
        walk.signIn(nora, "nora");
        nora.go(walk.address + "/permissions");
        nora.picture("journey-3-permissions");
        assertThat(nora.driver().findElements(By.cssSelector("tbody .chip")))
                .as("grants of the old duty")
                .isNotEmpty()
                .allSatisfy(chip -> assertThat(chip.getText()).isEqualTo("ended"));
        nora.go(walk.address + "/operations/new");
        nora.read("Refused");
        assertThat(walk.ssh("nora", "lab-01", List.of(), "id").run().exit())
                .as("the host is closed to her")
                .isNotZero();
    }

    private void leave(Walk walk, Chromium anna, Chromium carl) {
        openPerson(walk, anna, "Carl Berg");
        anna.see("button[data-dialog]").click();
        anna.fill("confirm", "carl");
        anna.see("dialog[open] button[type=submit]").click();
        anna.read("is disabled");
        anna.picture("journey-3-left");

        carl.go(walk.address + "/");
        assertThat(carl.path()).startsWith("/sign-in");
        carl.fill("login", "carl");
        carl.fill("password", Company.password());
        carl.fill("code", walk.code("carl"));
        carl.see("main form button[type=submit]").click();
        carl.see("main form [name=login]");
        assertThat(carl.driver().findElements(By.cssSelector("aside.bar"))).isEmpty();
    }

    private void audit(Walk walk) {
        try (Chromium otto = walk.browser("otto")) {
            otto.go(walk.address + "/record?user=anna");
            otto.read("person.change-duty");
            otto.read("person.disable");
            // The record names people as people do.
            otto.read("(carl); ended");
            otto.picture("journey-3-record");
            otto.go(walk.address + "/sessions");
            otto.see("tbody a.row-link").click();
            otto.read("Your duty has changed");
            complaints.addAll(otto.complaints());
        }
    }

    private static void openPerson(Walk walk, Chromium anna, String name) {
        anna.go(walk.address + "/people");
        anna.press(name);
        anna.read("Change duty");
    }

    private String token(Walk walk) throws IOException, InterruptedException {
        String body = "{\"login\":\"nora\",\"password\":\"" + Company.password() + "\",\"code\":\"" + walk.code("nora")
                + "\",\"name\":\"laptop\",\"scopes\":[\"all\"]}";
        HttpRequest request = HttpRequest.newBuilder(URI.create(walk.address + "/api/v1/tokens"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            String answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return answer.replaceFirst("(?s).*\"token\":\"([^\"]*)\".*", "$1");
        }
    }

    private static int status(Walk walk, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(walk.address + "/api/v1/operations"))
                .header("Authorization", "Bearer " + token)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }
}
