package dev.bastide.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.ActRefused;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Nobody decides his own succession: neither who follows him nor that he follows another. */
@BastideTest
class SuccessionTest {
    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private Succession succession;

    @Autowired
    private Deputies deputies;

    @Autowired
    private JdbcClient sql;

    private TestPeople.Someone boss;
    private TestPeople.Someone approver;
    private TestPeople.Someone deputy;

    @BeforeEach
    void people() {
        boss = somebody.with("administrator", "administrator");
        approver = somebody.with("approver", "approver");
        deputy = somebody.with("approver", "approver");
    }

    @Test
    void thirdPersonNamesTheDeputy() {
        succession.name(boss.actor(), approver.id(), deputy.id());

        assertThat(deputies.of(approver.id())).contains(deputy.id());
    }

    @Test
    void nobodyNamesHisOwnOrHimself() {
        assertThatThrownBy(() -> succession.name(boss.actor(), boss.id(), deputy.id()))
                .isInstanceOf(ActRefused.class);
        assertThatThrownBy(() -> succession.name(boss.actor(), approver.id(), boss.id()))
                .isInstanceOf(ActRefused.class);
        assertThatThrownBy(() -> succession.name(boss.actor(), approver.id(), approver.id()))
                .isInstanceOf(ActRefused.class);

        assertThat(deputies.of(approver.id())).isEmpty();
    }

    @Test
    void bitesAtTheApiAndOnThePage() {
        Browser browser = boss.browser(port).cookie("bastide-csrf", "t");

        Browser.Answer own = browser.json(
                "POST", "/api/v1/people/" + boss.login() + "/deputy", "{\"deputy\":\"" + deputy.login() + "\"}");
        Browser.Answer himself = browser.post("/people/" + approver.id() + "/deputy", "deputy", boss.login());

        assertThat(own.status()).isEqualTo(403);
        assertThat(own.body()).contains("Nobody decides his own succession");
        assertThat(himself.status()).isEqualTo(403);
    }

    @Test
    void whoMayApproveNamesNoDeputyWhileAnotherAdministratorCould() {
        somebody.with("administrator", "administrator");

        assertThatThrownBy(() -> succession.name(approver.actor(), boss.id(), deputy.id()))
                .isInstanceOf(ActRefused.class);
        assertThat(approver.browser(port).get("/people/" + boss.id()).body()).doesNotContain("Name deputy");
    }

    @Test
    void bitesAtTheDatabase() {
        assertThatThrownBy(() -> insert(approver, deputy, approver))
                .hasStackTraceContaining("nobody_decides_his_own_succession");
        assertThatThrownBy(() -> insert(approver, deputy, deputy))
                .hasStackTraceContaining("nobody_decides_his_own_succession");
        assertThatThrownBy(() -> insert(approver, approver, boss)).hasStackTraceContaining("deputy_is_another");
    }

    private void insert(TestPeople.Someone person, TestPeople.Someone named, TestPeople.Someone by) {
        sql.sql("insert into identity.deputy (id, person, deputy, named_by, from_at) values (?, ?, ?, ?, now())")
                .params(
                        UUID.randomUUID(),
                        person.id().value(),
                        named.id().value(),
                        by.id().value())
                .update();
    }
}
