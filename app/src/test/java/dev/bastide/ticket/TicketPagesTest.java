package dev.bastide.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Chromium;
import dev.bastide.testing.Program;
import dev.bastide.testing.TestPeople.Someone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Cookie;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestPropertySource;

/** Tickets on pages, by the API and from the shell. */
// The board shows the most urgent of each state; among the alarms of all other tests it would be full.
@BastideTest
@TestPropertySource(properties = "bastide.test.company=tickets")
class TicketPagesTest {
    @LocalServerPort
    private int port;

    @Autowired
    private ApplicationContext program;

    private TicketRoom room;
    private Someone guard;

    @BeforeEach
    void furnish() {
        room = new TicketRoom(program);
        guard = room.people.with("security-engineer", "security-engineer");
    }

    @Test
    void theShellShowsGivesMovesAndCloses() throws Exception {
        String name = room.read(room.open("the north wall")).name();
        assertThat(bastide("list").ok().out()).contains(name, "Mend the north wall");
        assertThat(bastide("assign", name, "--to", "me").ok().out()).contains("Test " + guard.login());
        Program.Result early = bastide("close", name, "--evidence", "looks fine");
        assertThat(early.exit()).isEqualTo(3);
        assertThat(bastide("advance", name, "--state", "in-remediation").ok().out())
                .contains("In remediation");
        assertThat(bastide("comment", name, "--note", "half done").ok().out()).contains("half done");
        bastide("advance", name, "--state", "waiting-for-proof").ok();
        assertThat(bastide("close", name, "--evidence", "seen dry").ok().out()).contains("Closed", "seen dry");
        assertThat(bastide("show", name, "--json").ok().out()).contains("\"state\":\"closed\"");
        assertThat(bastide("show", "TK-999999").exit()).isEqualTo(2);
        assertThat(bastide("close", name).exit()).isEqualTo(2);
    }

    @Test
    void listBoardAndSearchFindWhatAReaderMaySee() {
        Ticket ticket = room.read(room.open("the south wall"));
        Browser reader = guard.browser(port);
        assertThat(reader.get("/tickets?q=south").body()).contains(ticket.path());
        assertThat(reader.get("/tickets?q=" + ticket.name() + "&format=csv").body())
                .contains(ticket.name());
        assertThat(reader.get("/tickets?state=nonsense").status()).isEqualTo(400);
        assertThat(reader.get("/tickets/board").body()).contains(ticket.path());
        assertThat(reader.get("/search?q=" + ticket.name()).body()).contains(ticket.path());
        Browser customer = room.people.with("customer").browser(port);
        assertThat(customer.get(ticket.path()).status()).isEqualTo(404);
        assertThat(customer.get("/tickets").status()).isEqualTo(403);
        assertThat(room.head.browser(port).get("/").body()).contains(ticket.path());
    }

    @Test
    void boardAndTicketFitAPhoneAndMoveByButton() {
        Ticket ticket =
                room.read(room.open("a wall with a name that is as long as names of walls ever get to be here"));
        try (Chromium browser = signedIn(guard)) {
            look(browser, "/tickets/board?level=high", "board", "Waiting for proof");
            look(browser, "/tickets", "list", "Mend a wall");
            look(browser, ticket.path(), "ticket", "Begin");
            browser.press("Begin");
            browser.read("In remediation");
            browser.picture("ticket-begun");
            look(browser, "/tickets/new", "new", "What is to be done");
            assertThat(browser.complaints()).isEmpty();
        }
        assertThat(room.state(ticket.id())).isEqualTo("in-remediation");
    }

    private Program.Result bastide(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("../bastide", "ticket"));
        command.addAll(List.of(words));
        return Program.of(command)
                .environment(Map.of(
                        "BASTIDE_URL", "http://localhost:" + port, "BASTIDE_TOKEN", room.people.token(guard.id())))
                .run();
    }

    private void look(Chromium browser, String path, String name, String words) {
        browser.go("http://127.0.0.1:" + port + path);
        browser.read(words);
        browser.picture("ticket-" + name);
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
