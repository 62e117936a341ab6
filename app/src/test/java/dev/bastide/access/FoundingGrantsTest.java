package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Decision;
import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.Founding;
import dev.bastide.identity.Succession;
import dev.bastide.page.GuideStep;
import dev.bastide.servicetree.Environment;
import dev.bastide.servicetree.NodeFacts;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Grants given while founding is open: by API as by page, listed, ending apart, and opening nothing on production. */
@BastideTest
@TestPropertySource(properties = "bastide.test.own-installation=founding-grants")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FoundingGrantsTest {
    private static final Actor SETUP = Actor.machine("setup", AccessMethod.LOCAL);
    private static final int MANY = 12;

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private ServiceTree tree;

    @Autowired
    private Permits permits;

    @Autowired
    private Founding founding;

    @Autowired
    private AuditSearch record;

    @Autowired
    private DeputyStep deputies;

    @Autowired
    private Succession named;

    @Autowired
    private JdbcClient sql;

    @Autowired
    private Clock clock;

    private TestPeople.Someone founder;
    private Browser browser;
    private NodeId root;
    private NodeId shop;

    @BeforeAll
    void plant() {
        founder = somebody.with("administrator");
        somebody.founder(founder.id());
        // Makes the root, and rights are read anew.
        somebody.with("auditor", "auditor");
        root = new NodeId(sql.sql("select id from servicetree.node where parent is null")
                .query(UUID.class)
                .single());
        shop = tree.plant(
                founder.actor(), new NodeFacts(root, "shop", founder.id(), Environment.PRODUCTION, 1, false, null));
        browser = founder.browser(port).cookie("bastide-csrf", "t");
    }

    @Test
    void apiFoundsLikeThePage() {
        TestPeople.Someone byApi = somebody.with("approver");
        TestPeople.Someone byPage = somebody.with("approver");

        Browser.Answer api = ask(browser, byApi, "approver", "/");
        Browser.Answer page = browser.post(
                "/permissions/request",
                "person",
                byPage.id().toString(),
                "node",
                root.toString(),
                "role",
                "approver",
                "days",
                "90",
                "reason",
                "founding of a test company");

        assertThat(api.status()).as(api.body()).isEqualTo(201);
        assertThat(api.body()).contains("\"grant\":").doesNotContain("approval\":");
        assertThat(page.location()).contains("/permissions/");
        for (TestPeople.Someone person : List.of(byApi, byPage)) {
            assertThat(founding(person)).isTrue();
            assertThat(founding.acts()).extracting(Founding.Act::what).anyMatch(what -> what.contains(person.login()));
            assertThat(recorded(person)).startsWith("founding: approver on /");
        }
    }

    @Test
    void listSaysEachActInWordsWithTheDayOnWhichARoleEnds() {
        TestPeople.Someone head = somebody.with("operator");
        NodeId web = tree.plant(
                founder.actor(), new NodeFacts(shop, "web", head.id(), Environment.PRODUCTION, 1, false, null));
        tree.edit(
                founder.actor(),
                web,
                new NodeFacts(shop, "web", founder.id(), Environment.PRODUCTION, 2, false, "Acme"),
                "the tier was wrong");
        TestPeople.Someone approver = somebody.with("approver");
        ask(browser, approver, "approver", "/shop/web");
        LocalDate end = sql.sql("select expires_at from access.role_grant where person = ?")
                .param(approver.id().value())
                .query((row, number) -> row.getTimestamp("expires_at").toInstant())
                .single()
                .atOffset(ZoneOffset.UTC)
                .toLocalDate();
        // Who reads the list needs a role; the founder's own would end with the last page.
        Browser reader = somebody.with("auditor", "auditor").browser(port);

        String json = reader.get("/api/v1/founding").body();
        String text =
                reader.header("Accept", "text/plain").get("/api/v1/founding").body();
        String page = reader.header("Accept", "text/html").get("/founding").body();

        for (String told : List.of(json, text, page)) {
            assertThat(told)
                    .contains("Planted /shop/web: production, tier 1, owner Test " + head.login() + " (" + head.login()
                            + ")")
                    .contains("Edited /shop/web: Owner Test " + head.login() + " (" + head.login() + ") → Test "
                            + founder.login() + " (" + founder.login() + "); Tier 1 → 2; Customer - → Acme")
                    .contains("Role approver on /shop/web for Test " + approver.login() + " (" + approver.login()
                            + "), until " + end)
                    .contains("Test " + founder.login() + " (" + founder.login() + ")")
                    .doesNotContain("NodeFacts");
        }
        for (String told : List.of(json, text)) {
            // A path where something is mended may name it by its id; words never do.
            String words = told.replaceAll("/(?:tree|permissions)/[^\"\\s]*", "");
            assertThat(words).doesNotContainPattern("[0-9a-f]{8}-[0-9a-f]{4}-");
        }
        assertThat(founding.acts())
                .extracting(Founding.Act::what)
                .allSatisfy(what -> assertThat(what).doesNotContainPattern("[0-9a-f]{8}-[0-9a-f]{4}-"));
        assertThat(page).contains("end on different days");
        assertThat(text).contains("end on different days");
    }

    @Test
    void apiFoundsForNobodyElse() {
        TestPeople.Someone other = somebody.with("operator");
        Browser theirs = other.browser(port).cookie("bastide-csrf", "t");

        Browser.Answer answer = ask(theirs, other, "operator", "/shop");

        assertThat(answer.body()).doesNotContain("\"grant\":");
        assertThatThrownBy(() -> founding(other)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void opensNothingOnProduction() {
        TestPeople.Someone operator = somebody.with("operator");
        assertThat(ask(browser, operator, "operator", "/shop").status()).isEqualTo(201);

        Decision decision = permits.mayOpen(operator.actor(), new HostId(UUID.randomUUID()), shop, "deploy");

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Refused.class,
                        refused -> assertThat(refused.reason().key()).isEqualTo("access.refused.founding"));
    }

    @Test
    void endsApartAndNeverAfterThreeMonths() {
        Set<LocalDate> days = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            TestPeople.Someone person = somebody.with("auditor");
            assertThat(ask(browser, person, "auditor", "/").status()).isEqualTo(201);
            Instant end = sql.sql("select expires_at from access.role_grant where person = ?")
                    .param(person.id().value())
                    .query((row, number) -> row.getTimestamp("expires_at").toInstant())
                    .single();
            days.add(end.atOffset(ZoneOffset.UTC).toLocalDate());
            assertThat(end)
                    .isBeforeOrEqualTo(clock.instant()
                            .atOffset(ZoneOffset.UTC)
                            .plusMonths(3)
                            .toInstant());
        }

        assertThat(days).hasSize(MANY);
    }

    @Test
    void guideAsksForADeputyOfEverybodyWhoApproves() {
        TestPeople.Someone approver = somebody.with("approver");
        ask(browser, approver, "approver", "/");
        GuideStep step = deputies;
        assertThat(step.done(founder.actor())).isFalse();

        sql.sql("""
                        select distinct g.person from access.role_grant g
                        where g.role in ('approver', 'iso') and not exists (select 1 from identity.deputy d
                            where d.person = g.person and d.ended_at is null)
                        """).query(UUID.class).list().forEach(person -> named.found(SETUP, new PersonId(person), founder.id()));

        assertThat(step.done(founder.actor())).isTrue();
    }

    private Browser.Answer ask(Browser asking, TestPeople.Someone person, String role, String node) {
        return asking.json(
                "POST",
                "/api/v1/grants/requests",
                "{\"person\":\"%s\",\"role\":\"%s\",\"node\":\"%s\",\"days\":90,\"reason\":\"founding of a test company\"}"
                        .formatted(person.login(), role, node));
    }

    private boolean founding(TestPeople.Someone person) {
        return sql.sql("select founding from access.role_grant where person = ?")
                .param(person.id().value())
                .query(Boolean.class)
                .single();
    }

    private String recorded(TestPeople.Someone person) {
        return record.search(
                        founder.actor(),
                        AuditQuery.of(Map.of(
                                "operation",
                                "grant.found",
                                "content",
                                person.id().toString())),
                        null,
                        1)
                .records()
                .getFirst()
                .entry()
                .content();
    }
}
