package dev.bastide.portal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.authority.NodeId;
import dev.bastide.identity.FirstAdministrator;
import dev.bastide.servicetree.Environment;
import dev.bastide.servicetree.NodeFacts;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** The first-hour guide offers nobody a step that is not his, says who does it and what is still missing. */
@BastideTest
@TestPropertySource(properties = "bastide.test.own-installation=guide")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuideTest {
    private static final Pattern BUTTON = Pattern.compile("<a class=\"btn [^\"]*\" href=\"([^\"]+)\"");

    @LocalServerPort
    private int port;

    @Value("${bastide.home}")
    private Path home;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private FirstAdministrator link;

    @Autowired
    private ServiceTree tree;

    private TestPeople.Someone founder;
    private Browser browser;

    @BeforeAll
    void found() {
        founder = somebody.with("administrator");
        browser = founder.browser(port);
        assertThat(browser.get("/people").status()).isEqualTo(403);

        link.name(founder.id());

        // At once, not when rights are next compared with the database.
        assertThat(browser.get("/people").status()).isEqualTo(200);
    }

    @Test
    void offersNobodyAStepThatIsNotHis() {
        TestPeople.Someone operator = somebody.with("operator");

        String guide = operator.browser(port).get("/guide").body();

        assertThat(buttons(guide)).containsExactly("/me/keys");
        assertThat(guide).contains("An administrator does this.", "the founder does this", "An operator does this.");
    }

    @Test
    void everyStepItOffersOpens() {
        List<String> offered = buttons(browser.get("/guide").body());

        assertThat(offered).contains("/people/new", "/permissions/request").doesNotContain("/founding");
        assertThat(offered)
                .allSatisfy(path -> assertThat(browser.get(path).status()).isEqualTo(200));
    }

    @Test
    void saysWhatIsStillMissing() {
        if (tree.snapshot().size() == 0) {
            NodeId root = tree.plant(
                    founder.actor(), new NodeFacts(null, "company", founder.id(), Environment.TEST, 3, false, null));
            assertThat(browser.get("/guide").body()).contains("The root stands. Still missing");
            tree.plant(founder.actor(), new NodeFacts(root, "shop", founder.id(), Environment.TEST, 3, false, null));
        }

        assertThat(browser.get("/guide").body())
                .doesNotContain("The root stands")
                .contains("of 3 people have");
    }

    @Test
    void homeFolderSaysToEveryCommandWhereTheConsoleIs() throws Exception {
        Path file = home.resolve("local.url");

        assertThat(file).hasContent("http://localhost:" + port + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
    }

    @Test
    void goesOnToAFirstOperation() {
        assertThat(browser.get("/guide").body())
                .contains("Ask for a first operation", "Have it approved", "Log in, carry it out, replay it");
    }

    private static List<String> buttons(String page) {
        return BUTTON.matcher(page)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
