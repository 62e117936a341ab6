package dev.bastide.identity.scim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.Result;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.Joining;
import dev.bastide.identity.People;
import dev.bastide.identity.Provisioning;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.TestPeople;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A directory gives nobody the name of somebody else who is here, or stories would say that the wrong one agreed. */
@BastideTest
class BorrowedNameTest {
    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private People people;

    @Autowired
    private Joining joining;

    @Autowired
    private AuditSearch record;

    private TestPeople.Someone owner;
    private TestPeople.Someone anna;
    private TestPeople.Someone ben;
    private PersonId machine;
    private Provider provider;

    @BeforeEach
    void twoPeople() {
        owner = somebody.with("administrator", "administrator");
        machine = somebody.directory(owner);
        provider = new Provider(port, somebody.token(machine, Provisioning.ACT));
        anna = somebody.with("approver");
        ben = somebody.with("operator");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "  %S ",
                "\\u3000%s",
                "\\uFF34est %2$s",
                "Test\\u00A0\\u2003%2$s",
                "Te\\u034Fst %2$s",
                "Test\\u3164%2$s"
            })
    void whatReadsLikeAnothersNameIsRefused(String like) {
        String old = people.require(ben.id()).name();

        Provider.Answer answer = name(ben, String.format(like, "Test " + anna.login(), anna.login()));

        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(people.require(ben.id()).name()).isEqualTo(old);
        assertThat(record.search(
                                somebody.with("auditor").actor(),
                                AuditQuery.of(
                                        Map.of("user", people.require(machine).login(), "operation", Provisioning.ACT)),
                                null,
                                20)
                        .records())
                .anyMatch(stored -> stored.entry().result() == Result.REFUSED
                        && stored.entry().content().contains("identity.scim.kept.name"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u200B", "\\u202E", "\\u00AD", "\\u2060", "\\uFEFF", "\\u2028"})
    void whatShowsNothingIsInNoName(String unseen) {
        assertThat(name(ben, "Ben" + unseen + " Holt").status()).isEqualTo(400);
        assertThat(owner.browser(port)
                        .post(
                                "/people",
                                "login",
                                "unseen-" + ben.login(),
                                "name",
                                "Ben" + unescaped(unseen) + " Holt",
                                "email",
                                "ben@example.org",
                                "duty",
                                "operator")
                        .status())
                .isNotEqualTo(302);
        assertThat(people.byLogin("unseen-" + ben.login())).isEmpty();
    }

    @Test
    void nobodyIsAnnouncedUnderANameThatIsBorne() {
        Provider.Answer answer = provider.add("""
                {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "second-%s",
                 "displayName": "test %s", "emails": [{"value": "second@example.org"}]}
                """.formatted(anna.login(), anna.login()));

        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(people.byLogin("second-" + anna.login())).isEmpty();
    }

    @Test
    void anotherNameAndTheNameOfWhoLeftAreGiven() {
        assertThat(name(ben, "Ben of " + ben.login()).status()).isEqualTo(200);
        assertThat(name(ben, "BEN of " + ben.login()).status()).isEqualTo(200);
        joining.disable(owner.actor(), anna.id());

        assertThat(name(ben, "Test " + anna.login()).status()).isEqualTo(200);
    }

    private Provider.Answer name(TestPeople.Someone whom, String name) {
        return provider.patch(
                whom.id().toString(), "{\"op\": \"replace\", \"path\": \"displayName\", \"value\": \"" + name + "\"}");
    }

    private static String unescaped(String text) {
        return Character.toString(Integer.parseInt(text.substring(2), 16));
    }
}
