package dev.bastide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bastide.identity.People;
import dev.bastide.page.BadInput;
import dev.bastide.page.WordsFor;
import dev.bastide.portal.Setup;
import dev.bastide.testing.BastideTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
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

    @Autowired
    SetupFileTest(Setup setup, People people, WordsFor words) {
        this.setup = setup;
        this.people = people;
        this.words = words;
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
                .startsWith("grants: nobody is given the role administrator on /")
                .contains("Add a grant");
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
