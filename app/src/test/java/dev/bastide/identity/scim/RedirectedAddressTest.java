package dev.bastide.identity.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.LostFactors;
import dev.bastide.identity.People;
import dev.bastide.identity.Provisioning;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.TestPeople;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A stolen token of the directory moves nobody's invitation to a mailbox of the thief's. */
@BastideTest
class RedirectedAddressTest {
    private static final String ELSEWHERE = "mallory@evil.example";

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private People people;

    @Autowired
    private LostFactors lost;

    @Autowired
    private JdbcClient sql;

    private TestPeople.Someone owner;
    private Provider provider;

    @BeforeEach
    void aDirectoryAndMail() {
        owner = somebody.with("administrator", "administrator");
        provider = new Provider(port, somebody.token(somebody.directory(owner), Provisioning.ACT));
        sql.sql("""
                        insert into notification.mail_setting (host, port, transport, username, sender, console_url,
                            changed_at)
                        values ('127.0.0.1', 9, 'plain', '', 'bastide@example.org', 'https://bastide.test', now())
                        on conflict do nothing
                        """).update();
    }

    @AfterEach
    void withoutMail() {
        sql.sql("delete from notification.mail_setting").update();
    }

    @Nested
    class Holds {
        @Test
        void whoHasAFactorIsReaddressedAndToldAtBothAddresses() {
            TestPeople.Someone known = somebody.with("developer");
            String old = email(known.id());

            assertThat(readdress(known.id()).status()).isEqualTo(200);

            assertThat(email(known.id())).isEqualTo(ELSEWHERE);
            assertThat(fixedAddresses(known.id(), "identity.address.notice")).containsExactlyInAnyOrder(old, "");
            assertThat(owner.again(port)
                            .post("/people/" + known.id() + "/invite")
                            .body())
                    .contains("has a password or a second factor already");
        }

        @Test
        void whomTheDirectoryAloneMadeIsReaddressedUntilHeIsInvited() {
            PersonId announced = announced();
            assertThat(provider.patch(announced.toString(), emails("right@example.org"))
                            .status())
                    .isEqualTo(200);
            assertThat(owner.again(port).get("/people/" + announced).body())
                    .contains("mails it to right@example.org")
                    .contains("A directory set the address right@example.org");

            String page =
                    owner.again(port).post("/people/" + announced + "/invite").body();

            assertThat(page).contains("A directory set the address right@example.org");
            assertThat(fixedAddresses(announced, "identity.invited.letter")).containsExactly("right@example.org");
            assertThat(readdress(announced).status()).isEqualTo(403);
            assertThat(email(announced)).isEqualTo("right@example.org");
        }

        @Test
        void aLeaverEndsWhateverAddressHisEntryNames() {
            TestPeople.Someone newcomer = somebody.newcomer("developer");
            String old = email(newcomer.id());

            Provider.Answer answer = provider.patch(
                    newcomer.id().toString(),
                    emails(ELSEWHERE) + ", {\"op\": \"replace\", \"path\": \"active\", \"value\": false}");

            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(people.require(newcomer.id()).active()).isFalse();
            assertThat(email(newcomer.id())).isEqualTo(old);
            assertThat(told(newcomer)).isPositive();
        }
    }

    @Nested
    class Bites {
        @Test
        void aNewcomerWhomPeopleAddedKeepsHisAddressAndTheLinkGoesThere() {
            TestPeople.Someone nina = somebody.newcomer("developer");
            String old = email(nina.id());

            Provider.Answer answer = readdress(nina.id());
            String page = owner.again(port).get("/people/" + nina.id()).body();
            owner.again(port).post("/people/" + nina.id() + "/invite");

            assertThat(answer.status()).as(answer.body()).isEqualTo(403);
            assertThat(email(nina.id())).isEqualTo(old);
            assertThat(page).contains("mails it to " + old).doesNotContain("A directory set");
            assertThat(fixedAddresses(nina.id(), "identity.invited.letter")).containsExactly(old);
            assertThat(told(nina)).isPositive();
        }

        @Test
        void whoLostHisFactorKeepsHisAddressUntilHeHasAnother() {
            TestPeople.Someone unlucky = somebody.with("developer");
            lost.ask(Actor.stranger(unlucky.login(), "127.0.0.1", AccessMethod.CONSOLE), people.require(unlucky.id()));
            UUID request = sql.sql("select id from identity.lost_factor where person = ?")
                    .param(unlucky.id().value())
                    .query(UUID.class)
                    .single();

            assertThat(readdress(unlucky.id()).status()).isEqualTo(403);
            for (String duty : List.of("approver", "iso")) {
                assertThat(somebody.with(duty)
                                .browser(port)
                                .post(
                                        "/lost-factor/" + request + "/confirm",
                                        "evaluation",
                                        "called on the number I know")
                                .status())
                        .isEqualTo(302);
            }
            assertThat(people.require(unlucky.id()).secondFactor()).isFalse();
            assertThat(readdress(unlucky.id()).status()).isEqualTo(403);
            somebody.enrol(unlucky);
            assertThat(readdress(unlucky.id()).status()).isEqualTo(200);
        }

        @Test
        void whoGotADutyFromPeopleKeepsHisAddressToo() {
            PersonId announced = announced();
            somebody.duty(announced, "developer", owner.id());

            String old = email(announced);

            readdress(announced);

            assertThat(email(announced)).isEqualTo(old);
        }

        @Test
        void theDatabaseKeepsTheAddressToo() {
            TestPeople.Someone nina = somebody.newcomer("developer");

            assertThatThrownBy(() -> sql.sql("update identity.person set email = ? where id = ?")
                            .params(ELSEWHERE, nina.id().value())
                            .update())
                    .hasStackTraceContaining("keeps his address");
            assertThatThrownBy(() -> sql.sql("update identity.person set announced_by = ? where id = ?")
                            .params(owner.id().value(), nina.id().value())
                            .update())
                    .hasStackTraceContaining("is written once");
        }
    }

    private PersonId announced() {
        Provider.Answer added =
                provider.add("announced-" + UUID.randomUUID().toString().substring(0, 8), "gardening");
        assertThat(added.status()).as(added.body()).isEqualTo(201);
        return PersonId.of(added.id());
    }

    private Provider.Answer readdress(PersonId person) {
        return provider.patch(person.toString(), emails(ELSEWHERE));
    }

    private static String emails(String address) {
        return "{\"op\": \"replace\", \"path\": \"emails[type eq \\\"work\\\"].value\", \"value\": \"" + address
                + "\"}";
    }

    private String email(PersonId person) {
        return people.require(person).email();
    }

    private List<String> fixedAddresses(PersonId person, String key) {
        return sql.sql("""
                        select coalesce(d.fixed_address, '') from notification.delivery d
                        join notification.notice n on n.id = d.notice_id
                        where d.person_id = ? and n.key = ?
                        """)
                .params(person.value(), key)
                .query((row, number) -> row.getString(1))
                .list();
    }

    private int told(TestPeople.Someone about) {
        return sql.sql("""
                        select count(*) from notification.notice n join notification.inbox i on i.notice_id = n.id
                        where n.key = 'identity.directory.kept.address' and n.args[2] = ? and i.person_id = ?
                        """)
                .params(about.login(), owner.id().value())
                .query(Integer.class)
                .single();
    }
}
