package dev.bastide.bastion.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.bastion.ssh.Address;
import dev.bastide.bastion.ssh.Visitor;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.PasskeyForms;
import dev.bastide.testing.TestPeople;
import java.net.InetAddress;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the terminal asks for: a code, and of whom has passkeys only, what SSH needs. */
@BastideTest
class CodePromptTest {
    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private Logins logins;

    @Autowired
    private JdbcClient sql;

    @Test
    void asksForTheAuthenticatorsCode() {
        assertThat(logins.codePrompt(visitor(somebody.with("operator")))).contains("Code from your authenticator: ");
    }

    @Test
    void tellsWhoHasPasskeysOnlyWhatSshNeeds() {
        TestPeople.Someone operator = somebody.with("operator");
        Browser browser = operator.browser(port);
        PasskeyForms.enrolled(browser, port);
        UUID authenticator = sql.sql("select id from identity.factor where person = ? and kind = 'totp'")
                .param(operator.id().value())
                .query(UUID.class)
                .single();
        browser.post("/me/factors/" + authenticator + "/remove");

        assertThat(logins.codePrompt(visitor(operator)))
                .hasValueSatisfying(prompt -> assertThat(prompt)
                        .contains("A passkey cannot be shown over SSH")
                        .contains("recovery code"));
    }

    private static Visitor visitor(TestPeople.Someone person) {
        return new Visitor(
                UUID.randomUUID(),
                person.id().toString(),
                "SHA256:nothing",
                InetAddress.getLoopbackAddress(),
                new Address(person.login(), "deploy", "web-01"));
    }
}
