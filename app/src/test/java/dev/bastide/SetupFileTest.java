package dev.bastide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bastide.identity.People;
import dev.bastide.page.BadInput;
import dev.bastide.page.SetupJudge;
import dev.bastide.page.SetupSection;
import dev.bastide.page.WordsFor;
import dev.bastide.portal.Setup;
import dev.bastide.testing.BastideTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.test.context.TestPropertySource;

/** The example in the document of the set-up file founds a company; without an administrator nothing is founded. */
@BastideTest
@TestPropertySource(properties = "bastide.test.own-installation=setup-file")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SetupFileTest {
    private static final String ADMINISTRATOR = """
              - person: anna
                role: administrator       # at least one on "/"
                node: /
            """;

    private final Setup setup;
    private final People people;
    private final WordsFor words;
    private final List<SetupSection> sections;

    @Autowired
    SetupFileTest(Setup setup, People people, WordsFor words, List<SetupSection> sections) {
        this.setup = setup;
        this.people = people;
        this.words = words;
        this.sections = sections;
    }

    @Test
    @Order(1)
    void bitesWhereNobodyIsGivenTheRoleAdministrator() throws IOException {
        String example = example();
        String without = example.replace(ADMINISTRATOR, "");
        assertThat(without).isNotEqualTo(example);

        refuses(without);
    }

    @Test
    @Order(2)
    void bitesWhereTheRoleIsGivenBelowTheRootOnly() throws IOException {
        refuses(example().replace(ADMINISTRATOR, ADMINISTRATOR.replace("node: /", "node: /shop")));
    }

    @Test
    @Order(3)
    void bitesWhereThereAreNoGrantsAtAll() throws IOException {
        refuses(example().replaceAll("(?ms)^grants:.*(?=^hosts:)", ""));
    }

    @Test
    @Order(4)
    void anUnknownDutyNamesThePersonAndTheLine() throws IOException {
        tells(
                example().replace("duty: operator", "duty: pilot"),
                "Line 31 (carl): people[3].duty: there is no duty pilot. The duties are operator, approver, developer,"
                        + " responder, security-engineer, iso, auditor, administrator, customer.");
    }

    @Test
    @Order(5)
    void everyMistakeIsToldAtOnceByItsLine() throws IOException {
        tells(
                example()
                        .replace("owner: ben ", "owner: bob ")
                        .replace("role: operator\n    node: /shop", "role: pilot\n    node: /shop")
                        .replace("person: dora", "person: dara")
                        .replace("  - name: web-01\n    node: /shop", "  - name: web-01\n    node: /shoe"),
                "Line 36 (/shop): tree[0].owner: there is nobody with the login bob.",
                "Line 48 (dara): grants[2].person: there is nobody with the login dara.",
                "Line 52 (carl): grants[3].role: There is no role pilot that can be granted.",
                "Line 57 (web-01): hosts[0].node: There is no node /shoe in the file.");
    }

    @Test
    @Order(6)
    void aKeyNobodyReadsAndALoginTakenTwiceAreToldWithTheirLines() throws IOException {
        tells(
                example().replace("schema: 1", "shema: 1").replace("login: dora", "login: ben"),
                "Line 1: Nothing reads the key shema of the set-up file. Is it misspelt?",
                "Line 22 (ben): people[2].login: The login ben is taken. Choose another.",
                "Line 48 (dora): grants[2].person: there is nobody with the login dora.");
    }

    @Test
    @Order(7)
    void whatOnlyTheDatabaseKnowsIsToldWithItsLineToo() throws IOException {
        BadInput mistake = catchThrowableOfType(
                BadInput.class, () -> setup.apply(example().replace("person: ben", "person: carl")));

        assertThat(words.of(Locale.ENGLISH).say(mistake.key(), mistake.args().toArray()))
                .startsWith("Line 45 (carl): grants[1]: ");
        assertThat(people.active()).isEmpty();
    }

    @Test
    @Order(8)
    void everySectionHasItsJudge() {
        List<String> judged = SpringFactoriesLoader.forDefaultResourceLocation().load(SetupJudge.class).stream()
                .map(SetupJudge::section)
                .toList();

        assertThat(judged)
                .containsExactlyInAnyOrderElementsOf(
                        sections.stream().map(SetupSection::name).toList());
    }

    @Test
    @Order(9)
    void strangeTextsAreMistakesNotFailures() {
        assertThat(Setup.mistakes("")).isNotEmpty();
        assertThat(Setup.mistakes("- 1")).isNotEmpty();
        assertThat(Setup.mistakes("people: 3\n'people[7]': {}\n'x[0]': 1")).hasSizeGreaterThan(1);
        assertThat(Setup.mistakes("people: [3, {login: [a]}, null]\ngrants: [1]"))
                .hasSizeGreaterThan(3);
        assertThat(Setup.mistakes("a: &x [1]\nb: [*x]")).hasSize(1);
        assertThat(Setup.mistakes("people: [")).hasSize(1);
    }

    @Test
    @Order(10)
    void theExampleOfTheDocumentFoundsACompany() throws IOException {
        Setup.Founded founded = setup.apply(example());

        assertThat(founded.people()).isEqualTo(4);
        assertThat(founded.missing()).isEmpty();
        assertThat(founded.enforceable()).isTrue();
    }

    private void refuses(String file) {
        BadInput mistake = catchThrowableOfType(BadInput.class, () -> setup.apply(file));

        assertThat(mistake.field()).isEqualTo("grants");
        assertThat(words.of(Locale.ENGLISH).say(mistake.key(), mistake.args().toArray()))
                .contains("grants: nobody is given the role administrator on /", "Add a grant");
        assertThat(people.active()).isEmpty();
    }

    private void tells(String wrong, String... mistakes) throws IOException {
        assertThat(Setup.mistakes(wrong)).containsExactly(mistakes);
        BadInput mistake = catchThrowableOfType(BadInput.class, () -> setup.apply(wrong));
        assertThat(words.of(Locale.ENGLISH).say(mistake.key(), mistake.args().toArray()))
                .isEqualTo(String.join("\n", mistakes));
        assertThat(people.active()).isEmpty();
    }

    private static String example() throws IOException {
        Path here = Path.of("docs/operations/setup-file.md");
        String document =
                Files.readString(Files.exists(here) ? here : Path.of("..").resolve(here));
        int begin = document.indexOf("```yaml\n") + "```yaml\n".length();
        return document.substring(begin, document.indexOf("```", begin));
    }
}
