package dev.bastide.asset.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.servicetree.ServiceTree;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Chromium;
import dev.bastide.testing.Program;
import dev.bastide.testing.TestPeople.Someone;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Cookie;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

/** Scans from the shell, by the API and on pages. */
@BastideTest
@Timeout(300)
class ScanPagesTest {
    @LocalServerPort
    private int port;

    @Autowired
    private ApplicationContext program;

    private ScanRoom room;

    @BeforeEach
    void furnish() {
        room = new ScanRoom(program);
    }

    private String path() {
        return program.getBean(ServiceTree.class)
                .snapshot()
                .node(room.node)
                .orElseThrow()
                .path();
    }

    private String until() {
        return room.clock.instant().plus(Duration.ofDays(200)).toString();
    }

    @Test
    void theShellQualifiesAsksShowsRunsAndCancels() throws Exception {
        String here = room.network + "1";
        try (ServerSocket one = ScanRoom.listen(here, 0)) {
            Someone administrator = room.people.with("administrator", "administrator");
            Program.Result early = asks(here, one.getLocalPort(), "2000");
            assertThat(early.exit()).as(early.err()).isEqualTo(3);
            assertThat(early.err()).contains("qualification", "A76");
            String paper = bastide(
                            administrator,
                            "qualify",
                            room.operator.login(),
                            "--title",
                            "OSCP",
                            "--evaluation",
                            "certificate 4711 shown",
                            "--until",
                            until())
                    .ok()
                    .out();
            assertThat(paper).contains("OSCP");
            assertThat(asks(here, one.getLocalPort(), "60000").exit())
                    .as("over the cap")
                    .isEqualTo(2);
            String asked = asks(here, one.getLocalPort(), "2000").ok().out();
            String name = named(asked, "SCA-[0-9]+");
            Authorisation agreed = room.authorisations.meant(name).orElseThrow();
            assertThat(bastide(room.operator, "run", name).exit()).isEqualTo(3);
            room.yes(room.head, agreed);
            room.yes(room.security, agreed);
            assertThat(bastide(room.operator, "run", name).err()).contains("A80");
            bastide(room.engineer, "acknowledge", name).ok();
            String scan = named(bastide(room.operator, "run", name).ok().out(), "SCN-[0-9]+");
            ScanRun run = room.ended(room.runs.meant(scan).orElseThrow());
            assertThat(bastide(room.operator, "show", scan).ok().out())
                    .contains(here + ":" + one.getLocalPort(), "complete");
            assertThat(bastide(room.operator, "show", name).ok().out()).contains("content_hash");
            assertThat(bastide(room.operator, "list").ok().out()).contains(scan);
            bastide(room.operator, "cancel", scan).ok();
            assertThat(room.rows.find(run.id()).orElseThrow().state()).isEqualTo("done");
            assertThat(bastide(room.operator, "show", "SCN-999999").exit()).isEqualTo(2);
            Browser reader =
                    new Browser(port).header("Authorization", "Bearer " + room.people.token(room.operator.id()));
            assertThat(reader.get("/api/v1/scans/" + run.id()).body())
                    .contains("\"asset\":\"", here + ":" + one.getLocalPort());
            assertThat(reader.get("/api/v1/scans/" + run.id() + "/report").body())
                    .contains(agreed.hash());
            Someone stranger = room.people.with("customer");
            assertThat(new Browser(port)
                            .header("Authorization", "Bearer " + room.people.token(stranger.id()))
                            .get("/api/v1/scans/" + run.id())
                            .status())
                    .isIn(403, 404);
        }
    }

    @Test
    void aLongScanIsCancelledFromTheShell() throws Exception {
        room.qualify();
        Authorisation agreed = room.signed(room.network + "0/24", "20000-24000");
        room.authorisations.acknowledge(room.engineer.actor(), agreed);
        ScanRun run = room.runs.start(room.operator.actor(), agreed, List.of());

        bastide(room.engineer, "cancel", run.name()).ok();

        ScanRun ended = room.ended(run);
        assertThat(ended.state()).isEqualTo("stopped");
        assertThat(ended.complete()).isFalse();
    }

    @Test
    void theFormShowsWhatItWouldTouchBeforeAnybodySigns() throws IOException {
        room.qualify();
        String here = room.network + "1";
        try (ServerSocket one = ScanRoom.listen(here, 0);
                Chromium browser = signedIn(room.operator)) {
            look(browser, "/scans/authorisations/new", "new", "What is shown first");
            browser.driver()
                    .findElement(org.openqa.selenium.By.cssSelector("select[name=node] option[value='" + path() + "']"))
                    .click();
            browser.fill("purpose", "look at the test network");
            browser.fill("ranges", room.network + "0/24");
            browser.fill("ports", "1-65535");
            browser.fill("window", "30m");
            browser.fill("engineer", room.engineer.login());
            browser.press("Show what it would touch");
            browser.read("takes longer than the window");
            browser.picture("scan-preview-long");
            browser.press("Change it");
            browser.fill("ranges", here);
            browser.fill("ports", one.getLocalPort() + "");
            browser.fill("window", "2h");
            browser.press("Show what it would touch");
            browser.read("Ask both to sign");
            browser.picture("scan-preview");
            assertThat(browser.overflows(390)).as("preview on a phone").isFalse();
            browser.press("Ask both to sign");
            browser.read("Waits for signatures");
            Authorisation agreed = room.authorisations
                    .meant(named(browser.text(), "SCA-[0-9]+"))
                    .orElseThrow();
            room.yes(room.head, agreed);
            room.yes(room.security, agreed);
            Authorisation signed = room.authorisations.meant(agreed.name()).orElseThrow();
            room.authorisations.acknowledge(room.engineer.actor(), signed);
            look(browser, agreed.path(), "agreement", "Scan now");
            browser.press("Scan now");
            browser.read("Open ports");
            ScanRun run = room.ended(room.rows.of(agreed.id()).getFirst());
            assertThat(run.state()).isEqualTo("done");
            look(browser, run.path(), "run", "Download report");
            look(browser, "/scans", "list", run.name());
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void aFormThatIsWrongSaysWhere() {
        room.qualify();
        Browser operator = room.operator.browser(port);
        Browser.Answer answer = operator.post(
                "/scans/authorisations",
                "node",
                path(),
                "purpose",
                "look at the test network",
                "ranges",
                "10.0.0.0/33",
                "ports",
                "22",
                "window",
                "2h",
                "engineer",
                room.engineer.login());
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("10.0.0.0/33", "is-invalid");
        assertThat(room.people
                        .with("operator", "viewer")
                        .browser(port)
                        .get("/scans/authorisations/new")
                        .status())
                .isEqualTo(403);
    }

    private Program.Result asks(String address, int openPort, String rate) throws Exception {
        return bastide(
                room.operator,
                "authorise",
                "--node",
                path(),
                "--range",
                address,
                "--ports",
                openPort + "",
                "--window",
                "2h",
                "--engineer",
                room.engineer.login(),
                "--reason",
                "look at the test network",
                "--profile",
                "ports",
                "--rate",
                rate);
    }

    private static String named(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group();
    }

    private Program.Result bastide(Someone person, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("../bastide", "scan"));
        command.addAll(List.of(words));
        return Program.of(command)
                .environment(Map.of(
                        "BASTIDE_URL", "http://localhost:" + port, "BASTIDE_TOKEN", room.people.token(person.id())))
                .run();
    }

    private void look(Chromium browser, String path, String name, String words) {
        browser.go("http://127.0.0.1:" + port + path);
        browser.read(words);
        browser.picture("scan-" + name);
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
