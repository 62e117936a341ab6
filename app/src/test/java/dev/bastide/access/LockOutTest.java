package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.asset.NewHost;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.Duties;
import dev.bastide.identity.Founding;
import dev.bastide.servicetree.Environment;
import dev.bastide.servicetree.NodeFacts;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Founding ends only when it locks nobody out: the head of every node can approve, and is not alone. */
@BastideTest
@TestPropertySource(properties = "bastide.test.own-installation=lock-out")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LockOutTest {
    private static final Actor SETUP = Actor.machine("setup", AccessMethod.LOCAL);

    private final int port;
    private final TestPeople people;
    private final ServiceTree tree;
    private final Grants grants;
    private final Founding founding;
    private final Duties duties;
    private final Hosts hosts;
    private final JdbcClient sql;

    private final Someone anna;
    private final Someone ben;
    private final Someone carl;
    private final Someone dora;
    private NodeId root = new NodeId(new UUID(0, 0));
    private NodeId shop = root;
    private NodeId payment = root;

    @Autowired
    LockOutTest(
            @LocalServerPort int port,
            TestPeople people,
            ServiceTree tree,
            Grants grants,
            Founding founding,
            Duties duties,
            Hosts hosts,
            JdbcClient sql) {
        this.hosts = hosts;
        this.port = port;
        this.people = people;
        this.tree = tree;
        this.grants = grants;
        this.founding = founding;
        this.duties = duties;
        this.sql = sql;
        this.anna = people.with("administrator");
        this.ben = people.with("approver");
        this.carl = people.with("approver");
        this.dora = people.newcomer("approver");
    }

    @BeforeAll
    void found() {
        people.founder(anna.id());
        root = plant(null, "company", ben, Environment.TEST);
        shop = plant(root, "shop", ben, Environment.PRODUCTION);
        give(anna, "administrator", root);
        give(ben, "approver", root);
        give(carl, "approver", shop);
    }

    @Test
    @Order(1)
    void bitesWhereTheHeadIsTheOnlyOneWhoMayApprove() {
        assertStaysOpen("access.lockout.alone", "/", ben);

        give(carl, "approver", root);

        assertThat(founding.lockOuts()).isEmpty();
    }

    @Test
    @Order(2)
    void bitesWhereTheHeadHasNoRoleThenNoSecondFactor() {
        payment = plant(shop, "payment", dora, Environment.PRODUCTION);
        assertThat(founding.lockOuts()).as("no host hangs on it").isEmpty();
        host(payment, "pay-01");
        assertStaysOpen("access.lockout.role", "/shop/payment", dora);

        give(dora, "approver", payment);
        assertStaysOpen("access.lockout.factor", "/shop/payment", dora);

        people.enrol(dora);
        assertThat(founding.lockOuts()).isEmpty();
    }

    @Test
    @Order(3)
    void bitesWhereTheHeadIsAwayUntilSomebodyWhoMayApproveStandsIn() {
        UUID leave = people.leave(dora.id());
        assertStaysOpen("access.lockout.leave", "/shop/payment", dora);

        deputy(dora, anna);
        assertStaysOpen("access.lockout.leave", "/shop/payment", dora);

        deputy(dora, ben);
        assertThat(founding.lockOuts()).isEmpty();
        withdraw(leave);
    }

    @Test
    @Order(4)
    void saysWhatToMendOnTheGuideTheListAndAtTheApi() {
        NodeId lab = plant(root, "lab", anna, Environment.TEST);
        host(plant(lab, "edge", ben, Environment.PRODUCTION), "edge-01");
        String missing = "/lab: its head Test " + anna.login() + " has no role to approve there.";
        String request = "/permissions/request?person=" + anna.id() + "&role=approver&node=" + lab;
        Browser founder = anna.browser(port);

        assertThat(founder.get("/guide").body())
                .contains(missing, "Give Test " + anna.login() + " the role approver on /lab");
        assertThat(founder.get("/founding").body())
                .contains("What must be mended before founding can end", missing)
                .contains("href=\"" + request.replace("&", "&amp;") + "\"");
        assertThat(founder.get(request).body())
                .contains(chosen(anna.id().toString()), chosen("approver"), chosen(lab.toString()));
        assertThat(founder.get("/").body()).contains("Founding stays open: on 1 node the head cannot approve");
        assertThat(founder.get("/api/v1/founding").body()).contains("\"why\":\"" + missing + "\"");
        assertStaysOpen("access.lockout.role", "/lab", anna);
        assertThat(anna.again(port).get("/founding/end").body())
                .contains("It may not end yet", missing)
                .doesNotContain("Type founding to confirm");
        Browser.Answer early = anna.again(port).post("/founding/end", "confirm", "founding");
        assertThat(early.status()).isEqualTo(403);
        assertThat(early.body()).contains("/lab: its head");
        assertThat(founding.open()).isTrue();

        give(anna, "approver", lab);
        assertThat(founder.get("/founding").body()).doesNotContain("What must be mended");
    }

    @Test
    @Order(5)
    void advisesAnotherOwnerWhereTheDutyMayNeverApprove() {
        Someone oleg = people.with("operator");
        NodeId bench = plant(root, "bench", oleg, Environment.TEST);
        host(plant(bench, "edge", ben, Environment.PRODUCTION), "edge-02");
        founding.settle();

        assertThat(founding.lockOuts()).singleElement().satisfies(reason -> {
            assertThat(reason.key()).isEqualTo("access.lockout.duty");
            assertThat(reason.args()).containsExactly("/bench", "Test " + oleg.login(), "operator");
            assertThat(reason.remedyPath()).isEqualTo("/tree/" + bench + "/edit");
        });
        assertThat(anna.again(port).get("/founding").body())
                .contains("Name another owner of /bench", "href=\"/tree/" + bench + "/edit\"")
                .doesNotContain("Give Test " + oleg.login() + " the role");

        // What is advised is possible and mends it.
        duties.change(anna.actor(), oleg.id(), "approver");
        give(oleg, "approver", bench);
        assertThat(founding.lockOuts()).isEmpty();
    }

    @Test
    @Order(6)
    void bitesAtTheRatificationToo() {
        // A node of the founder's own on no way to production is named, with who made it, and holds nothing up.
        plant(root, "mine", anna, Environment.TEST);
        assertThat(founding.lockOuts()).isEmpty();
        assertThat(founding.unready()).singleElement().satisfies(one -> {
            assertThat(one.holdsUp()).isFalse();
            assertThat(one.why().args()).startsWith("/mine");
            assertThat(one.maker()).isEqualTo("Test " + anna.login() + " (" + anna.login() + ")");
        });
        assertThat(anna.again(port).get("/founding").body())
                .contains("holds nothing up", "/mine: its head", "In founding last changed by Test " + anna.login())
                .doesNotContain("What must be mended");
        endByTheButton();
        String hash = founding.state().listHash();
        assertThat(ratify(ben, hash).status()).isEqualTo(200);
        UUID leave = people.leave(anna.id());

        Browser.Answer refused = ratify(carl, hash);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body())
                .contains("/lab: its head Test " + anna.login() + " is on leave")
                .contains("Name a deputy for Test " + anna.login());
        assertThat(carl.browser(port).get("/founding").body())
                .contains("What must be mended before this list can be ratified")
                .doesNotContain("name=\"evaluation\"");
        assertThat(founding.state().closed()).isFalse();
        withdraw(leave);
    }

    @Test
    @Order(7)
    void holdsOnceEveryHeadCanApprove() {
        Browser.Answer ratified = ratify(carl, founding.state().listHash());

        assertThat(ratified.body()).contains("\"closed\":true", "\"lock_outs\":[]");
    }

    @Test
    @Order(8)
    void laterOnWhoDecidesAnEditIsWarned() {
        // The head decides nothing about his own successor: his deputy does.
        deputy(ben, carl);
        Someone ella = people.with("developer");
        String body = "{\"owner\":\"" + ella.login() + "\",\"reason\":\"Ella leads the shop from now on\"}";

        Browser.Answer asked = program(anna).json("POST", "/api/v1/tree/" + shop, body);

        assertThat(asked.status()).as(asked.body()).isEqualTo(202);
        Matcher approval = Pattern.compile("\"approval\":\"([^\"]+)\"").matcher(asked.body());
        assertThat(approval.find()).isTrue();
        assertThat(carl.again(port).get("/approvals/" + approval.group(1)).body())
                .contains("Locked out afterwards", "/shop: Test " + ella.login())
                .doesNotContain("/shop/payment: Test");
    }

    private static String chosen(String value) {
        return "value=\"" + value + "\" selected";
    }

    private void assertStaysOpen(String key, String node, Someone head) {
        founding.settle();

        assertThat(founding.open()).isTrue();
        List<Reason> found = founding.lockOuts();
        assertThat(found).extracting(Reason::key).containsExactly(key);
        assertThat(found.getFirst().args()).containsExactly(node, "Test " + head.login());
    }

    private NodeId plant(@Nullable NodeId parent, String name, Someone owner, Environment environment) {
        return tree.plant(anna.actor(), new NodeFacts(parent, name, owner.id(), environment, 2, false, null));
    }

    private void host(NodeId node, String name) {
        hosts.add(
                SETUP,
                new NewHost(
                        node,
                        name,
                        name + ".example.org",
                        22,
                        Host.Kind.HOST,
                        List.of(new Host.Account("deploy", Host.CredentialKind.KEY)),
                        null));
    }

    private void give(Someone person, String role, NodeId node) {
        grants.foundingGrant(SETUP, new GrantAsk(person.id(), role, node, Duration.ofDays(60), "founding of a trial"));
    }

    private void withdraw(UUID leave) {
        sql.sql("update identity.leave set withdrawn_at = now() where id = ?")
                .param(leave)
                .update();
    }

    private void deputy(Someone person, Someone deputy) {
        PersonId namer = person.equals(anna) || deputy.equals(anna) ? carl.id() : anna.id();
        sql.sql("update identity.deputy set ended_at = now() where person = ? and ended_at is null")
                .param(person.id().value())
                .update();
        people.deputy(person.id(), deputy.id(), namer);
    }

    private Browser program(Someone person) {
        return person.again(port).cookie("bastide-csrf", "t");
    }

    private Browser.Answer ratify(Someone person, String hash) {
        return program(person)
                .json(
                        "POST",
                        "/api/v1/founding/ratify",
                        "{\"hash\":\"" + hash + "\",\"evaluation\":\"read line by line\"}");
    }

    /** By nobody but the founder, and with the word typed; a second time there is nothing to end. */
    private void endByTheButton() {
        Browser founder = anna.again(port);
        assertThat(ben.again(port).post("/founding/end", "confirm", "founding").status())
                .isEqualTo(403);
        assertThat(founder.get("/founding/end").body()).contains("What ends", "Type founding to confirm");
        assertThat(founder.post("/founding/end", "confirm", "yes").status()).isEqualTo(422);
        assertThat(founding.open()).isTrue();
        assertThat(founder.post("/founding/end", "confirm", "founding").status())
                .isEqualTo(302);
        assertThat(founding.open()).isFalse();
        assertThat(founder.post("/founding/end", "confirm", "founding").status())
                .isEqualTo(403);
    }
}
