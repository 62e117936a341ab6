package dev.bastide.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.authority.NodeId;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Program;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Alarms, statistics and problem records over HTTP, for people and for programs. */
@OfficeTest
class AlarmPagesTest {
    @LocalServerPort
    private int port;

    @Autowired
    private Office office;

    @Test
    void whoWasToldSeesItTakesItAndEndsIt() {
        Someone guard = office.guard();
        NodeId node = office.node(office.people.with("approver"));
        office.shift(node, guard, 1);
        AlarmId id = office.raise(node);
        Browser browser = guard.browser(port);

        assertThat(browser.get("/alarms").body()).contains("/alarms/" + id, "Nobody has it");
        assertThat(browser.get("/").body()).contains("/alarms/" + id);
        assertThat(browser.get("/alarms/" + id).body())
                .contains("Acknowledge", "told, on duty", "Test " + guard.login());
        assertThat(browser.post("/alarms/" + id + "/acknowledge").status()).isIn(302, 303);
        assertThat(browser.post("/alarms/" + id + "/resolve", "cause", "fixed", "told", "")
                        .status())
                .isEqualTo(422);
        assertThat(browser.post("/alarms/" + id + "/resolve", "cause", "fixed", "told", "mended the fan")
                        .status())
                .isIn(302, 303);
        assertThat(browser.get("/alarms/" + id).body()).contains("mended the fan", "acknowledged it");
        assertThat(browser.get("/alarms?state=resolved").body()).contains("/alarms/" + id);
        for (String path : List.of("/alarms", "/api/v1/alarms")) {
            Browser.Answer mistyped = browser.get(path + "?state=foo");
            assertThat(mistyped.status()).as(path).isEqualTo(400);
            assertThat(mistyped.body()).contains("foo", "waiting, taken, resolved, all");
        }
    }

    @Test
    void aStrangerToTheNodeLearnsNothing() {
        Someone stranger = office.people.with("customer");
        AlarmId id = office.raise(office.node(office.people.with("approver")));

        assertThat(stranger.browser(port).get("/alarms/" + id).status()).isEqualTo(404);
        assertThat(stranger.again(port).post("/alarms/" + id + "/acknowledge").status())
                .isEqualTo(404);
        assertThat(api(stranger)
                        .json("POST", "/api/v1/alarms/" + id + "/acknowledge", "{}")
                        .status())
                .isEqualTo(404);
        // Without signing in, the link of a mail asks who one is and comes back.
        Browser.Answer asked = new Browser(port).get("/alarms/" + id);
        assertThat(asked.status()).isIn(302, 303);
        assertThat(asked.location()).contains("sign-in");
        assertThat(office.standing(id).acknowledgement()).isNull();
    }

    @Test
    void aProgramTakesAndEndsItByName() {
        Someone guard = office.guard();
        AlarmId id = office.raise(office.node(office.people.with("approver")));
        String name = office.standing(id).alarm().name();
        Browser api = api(guard);

        assertThat(api.get("/api/v1/alarms").body()).contains(id.toString());
        assertThat(api.get("/api/v1/alarms/" + name).body()).contains("\"state\":\"waiting\"");
        assertThat(api.json("POST", "/api/v1/alarms/" + name + "/acknowledge", "{\"note\":\"on it\"}")
                        .body())
                .contains("\"state\":\"taken\"");
        assertThat(api.json("POST", "/api/v1/alarms/" + name + "/resolve", "{\"cause\":\"x\",\"reason\":\"y\"}")
                        .status())
                .isEqualTo(400);
        assertThat(api.json(
                                "POST",
                                "/api/v1/alarms/" + name + "/resolve",
                                "{\"cause\":\"fault\",\"reason\":\"theirs\"}")
                        .body())
                .contains("\"state\":\"resolved\"");
        Browser text = api(guard).header("Accept", "text/plain");
        assertThat(text.get("/api/v1/alarms?state=all").body()).contains(name).contains("Resolved");
    }

    @Test
    void whatComesBackIsListedUntilItHasAProblemRecord() {
        Someone guard = office.guard();
        NodeId node = office.node(office.people.with("approver"));
        for (int times = 0; times < 4; times++) {
            office.raise(node);
        }
        office.clock.advance(Duration.ofDays(8));
        office.raise(node);
        Browser browser = guard.browser(port);
        String open = "/problems/new?kind=alarm.outcome-unknown&amp;node=" + node;

        assertThat(browser.get("/alarms/errors").body()).contains(open);
        String csv = browser.get("/alarms/errors?format=csv").body();
        String path = office.path(node);
        assertThat(csv.lines().filter(line -> line.contains(path)).findFirst().orElseThrow())
                .contains(",5,1,4,0,0,");
        assertThat(browser.get(open.replace("&amp;", "&")).status()).isEqualTo(200);
        Browser.Answer opened = browser.post(
                "/problems",
                "kind",
                "alarm.outcome-unknown",
                "node",
                node.toString(),
                "title",
                "The effect is never seen",
                "note",
                "the agent dies",
                "owner",
                guard.login());
        assertThat(opened.status()).isIn(302, 303);

        assertThat(browser.get("/alarms/errors").body()).doesNotContain(open).contains("PRB-");
        assertThat(browser.get(opened.location()).body())
                .contains("The effect is never seen", "the agent dies", "ALM-");
        assertThat(browser.post(opened.location(), "state", "solved", "owner", guard.login(), "note", "a newer agent")
                        .status())
                .isIn(302, 303);
        assertThat(browser.get("/problems?state=done").body()).contains("The effect is never seen");
        assertThat(browser.get("/alarms/errors").body()).contains(open);
    }

    @Test
    void theCommandLineListsTakesAndEndsIt() throws Exception {
        Someone guard = office.guard();
        AlarmId id = office.raise(office.node(office.people.with("approver")));
        String name = office.standing(id).alarm().name();

        assertThat(bastide(guard, "list").ok().out()).contains(name, "Nobody has it");
        assertThat(bastide(guard, "show", name).ok().out()).contains("Nobody saw how a trial on a thing ended.");
        assertThat(bastide(guard, "ack", name, "--note", "on it").ok().out()).contains("Taken");
        Program.Result again = bastide(office.ivo, "ack", name);
        assertThat(again.exit()).isEqualTo(3);
        assertThat(again.err()).contains("Test " + guard.login() + " has this alarm already.");
        assertThat(bastide(guard, "resolve", name).exit()).isEqualTo(2);
        assertThat(bastide(guard, "resolve", name, "--cause", "fixed", "--reason", "mended")
                        .ok()
                        .out())
                .contains("Resolved");
        assertThat(bastide(guard, "list", "--state", "resolved").ok().out()).contains(name);
        assertThat(bastide(guard, "show", "ALM-999999").exit()).isEqualTo(2);
    }

    private Program.Result bastide(Someone person, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("../bastide", "alarm"));
        command.addAll(List.of(words));
        return Program.of(command)
                .environment(Map.of(
                        "BASTIDE_URL", "http://localhost:" + port, "BASTIDE_TOKEN", office.people.token(person.id())))
                .run();
    }

    private Browser api(Someone person) {
        return new Browser(port).header("Authorization", "Bearer " + office.people.token(person.id()));
    }
}
