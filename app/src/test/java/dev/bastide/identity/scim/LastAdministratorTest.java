package dev.bastide.identity.scim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.authority.PersonId;
import dev.bastide.identity.Duties;
import dev.bastide.identity.Provisioning;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** A53 where the last administrator leaves by the directory: his access ends all the same, and everybody is told how on. */
@BastideTest
@TestPropertySource(properties = "bastide.test.own-installation=last-administrator")
class LastAdministratorTest {
    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private Duties duties;

    @Autowired
    private JdbcClient sql;

    @Test
    void bitesTheLastAdministratorAndTellsEverybodyWhoIsLeft() {
        TestPeople.Someone last = somebody.with("administrator", "administrator");
        TestPeople.Someone owner = somebody.with("operator", "viewer");
        TestPeople.Someone approver = somebody.with("approver");
        PersonId machine = somebody.directory(owner);
        Provider provider = new Provider(port, somebody.token(machine, Provisioning.ACT));
        Browser signedIn = last.browser(port);
        assertThat(signedIn.get("/me").status()).isEqualTo(200);
        // Whoever else the fixture made an administrator has left before.
        sql.sql("""
                        select person from identity.duty_assignment
                        where duty = 'administrator' and ended_at is null and person <> ?
                        """).param(last.id().value()).query(UUID.class).list().forEach(other -> {
            assertThat(provider.delete(other.toString()).status()).isEqualTo(204);
        });

        assertThat(provider.delete(last.id().toString()).status()).isEqualTo(204);

        assertThat(duties.current(last.id())).isEmpty();
        assertThat(signedIn.get("/me").status()).isNotEqualTo(200);
        for (TestPeople.Someone left : new TestPeople.Someone[] {owner, approver}) {
            assertThat(left.browser(port).get("/notices").body())
                    .contains("was the last administrator", "./bastide recover");
        }
    }
}
