package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.access.rights.RoleBook;
import dev.bastide.approval.ApprovalId;
import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Decision;
import dev.bastide.authority.NodeId;
import dev.bastide.servicetree.Environment;
import dev.bastide.servicetree.NodeFacts;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A51: what a duty does not need is granted as an exception or not at all: shortly, by head and officer, and shown. */
@CompanyTest
class DutyA51ExceptionTest {
    private static final String WHY = "the operators of the shop are all ill this week";

    @Autowired
    private Company company;

    @Autowired
    private Authority authority;

    @Autowired
    private RoleBook roles;

    @Autowired
    private AuditSearch search;

    @LocalServerPort
    private int port;

    private Someone isa;

    @BeforeEach
    void anOfficerOfTheShop() {
        isa = company.people.with("iso");
        company.grant(isa, "iso", company.shop);
    }

    @Test
    void holdsWithTheHeadAndAnOfficer() {
        Someone developer = company.people.with("developer");
        assertThat(opensWeb(developer)).isFalse();

        ApprovalId approval = ask(developer, "operator", company.web, 20);
        company.yes(company.hana, approval);
        company.yes(company.paul, approval);
        assertThat(company.grants.of(developer.id()))
                .as("two have agreed, no officer among them")
                .isEmpty();
        company.yes(isa, approval);

        Grant grant = company.grants.of(developer.id()).getFirst();
        assertThat(grant.exception()).isEqualTo(WHY);
        assertThat(Duration.between(grant.granted(), grant.expires())).isEqualTo(Duration.ofDays(20));
        assertThat(opensWeb(developer)).isTrue();
        assertThat(authority.may(developer.actor(), Company.OPEN, company.web))
                .isEqualTo(Decision.permitted("grant:" + grant.id() + " operator exception"));
        assertThat(reminders(grant.id())).isEqualTo(2);
    }

    @Test
    void holdsThatItIsFlaggedWhereverItIsShown() throws Exception {
        Someone developer = company.people.with("developer");
        GrantId id = exception(developer, "operator", company.web);
        Browser auditor = company.aud.again(port);

        assertThat(auditor.get("/permissions/" + id).body()).contains("Exception", WHY, "security officer");
        String list = auditor.get("/permissions/all?state=exception&q=" + developer.login())
                .body();
        assertThat(list).contains("exception", "/permissions/" + id);
        assertThat(auditor.get("/permissions/all?state=exception&format=csv").body())
                .contains("exception");
        assertThat(auditor.get("/people/" + developer.id()).body()).contains("By exception", "/permissions/" + id);
        assertThat(auditor.get("/permissions/reach?node=/shop/web").body()).contains("exception</span>");
        assertThat(auditor.get("/permissions/why?person=" + developer.id() + "&action=session.open&where=/shop/web")
                        .body())
                .contains("operator exception");
        Browser api = company.api(company.aud, port);
        assertThat(api.get("/api/v1/grants?state=exception").body())
                .contains(id.toString(), "\"basis\":\"exception\"", "\"exception\":\"" + WHY);
        assertThat(api.get("/api/v1/access/reach?node=/shop/web").body()).contains("\"exception\":true");
        assertThat(api.get("/api/v1/grants?state=nonsense").status()).isEqualTo(400);
        AuditQuery query = AuditQuery.of(Map.of("operation", "grant.give", "object", "grant:" + id));
        Eventually.holds(
                "the record says so",
                Duration.ofSeconds(10),
                () -> search.search(Company.SETUP, query, null, 5).records().stream()
                        .anyMatch(found -> found.toString().contains("an exception, outside of the duty")));
    }

    @Test
    void holdsThatTheAuditorFindsItWhenItIsOver() {
        Someone developer = company.people.with("developer");
        GrantId id = exception(developer, "operator", company.web);

        company.grants.end(developer.actor(), id, "no longer needed");

        Browser api = company.api(company.aud, port);
        assertThat(api.get("/api/v1/grants?state=exception").body()).doesNotContain(id.toString());
        assertThat(api.get("/api/v1/grants?state=exception-past").body()).contains(id.toString());
        assertThat(company.aud
                        .again(port)
                        .get("/permissions/all?state=exception-past")
                        .body())
                .contains("/permissions/" + id);
    }

    @Test
    void holdsThatItIsFlaggedAsUnusedAfterFourteenDays() {
        Someone developer = company.people.with("developer");
        Grant grant = company.grants
                .find(exception(developer, "operator", company.web, 30))
                .orElseThrow();

        assertThat(grant.unused(grant.granted().plus(Duration.ofDays(14)).minusSeconds(1)))
                .isFalse();
        assertThat(grant.unused(grant.granted().plus(Duration.ofDays(14)).plusSeconds(1)))
                .isTrue();
    }

    @Test
    void bitesOnceItHasExpired() {
        Someone developer = company.people.with("developer");
        exception(developer, "operator", company.web);

        company.clock.advance(Duration.ofDays(14));

        assertThat(Company.key(authority.may(developer.actor(), Company.OPEN, company.web)))
                .isEqualTo("access.refused.expired");
    }

    @Test
    void bitesOnceTheDutyHasChanged() {
        Someone developer = company.people.with("developer");
        GrantId id = exception(developer, "operator", company.web);
        ApprovalId late = ask(developer, "responder", company.web, 9);
        company.yes(isa, late);

        company.duties.change(company.boss.actor(), developer.id(), "auditor");
        company.yes(company.hana, late);

        assertThat(opensWeb(developer)).isFalse();
        assertThat(company.grants.find(id).orElseThrow().endedReason()).isEqualTo("duty");
        assertThat(company.grants.of(developer.id())).hasSize(1);
    }

    @Test
    void bitesWithoutTheHeadOrWithoutAnOfficerBesideHim() {
        Someone developer = company.people.with("developer");
        ApprovalId headless = ask(developer, "operator", company.web, 9);
        company.yes(company.paul, headless);
        company.yes(isa, headless);
        assertThat(company.grants.of(developer.id())).isEmpty();
        assertThat(company.aud.again(port).get("/approvals/" + headless).body())
                .contains("The head of the node has to approve");

        Someone other = company.people.with("developer");
        ApprovalId lost = ask(other, "operator", company.web, 9);
        company.yes(isa, lost);
        company.grants.end(isa.actor(), company.grants.of(isa.id()).getFirst().id(), "leaves the team");
        company.yes(company.hana, lost);
        company.yes(company.paul, lost);
        assertThat(company.aud.again(port).get("/approvals/" + lost).body())
                .as("the officer has lost the right")
                .contains("information security officer");
        assertThat(company.grants.of(other.id())).isEmpty();
    }

    @Test
    void bitesWhereNobodyCouldAgreeToIt() {
        NodeId annex = node("annex");
        Someone developer = company.people.with("developer");

        assertThatThrownBy(() -> ask(developer, "operator", annex, 9)).hasMessage("access.refused.no-officer");
        Someone only = company.people.with("iso");
        company.grant(only, "iso", annex);
        assertThatThrownBy(() -> company.grants.request(only.actor(), wanted(developer, "operator", annex, 9)))
                .as("whoever asks does not agree")
                .hasMessage("access.refused.no-officer");
        assertThat(ask(developer, "operator", annex, 9)).isNotNull();
    }

    @Test
    void bitesWhatStaysApartByExceptionToo() {
        for (String never : new String[] {"approver", "administrator", "auditor", "iso"}) {
            refuses("developer", never, 9, "access.refused.exception-role");
            refuses("operator", never, 9, "access.refused.exception-role");
        }
        refuses("administrator", "auditor", 9, "access.refused.exception-role");
        refuses("auditor", "administrator", 9, "access.refused.exception-role");
        for (String decides : new String[] {"approver", "administrator", "auditor", "iso"}) {
            refuses(decides, "operator", 9, "access.refused.exception-apart");
            refuses(decides, "responder", 9, "access.refused.exception-apart");
        }
        refuses("security-engineer", "responder", 9, "access.refused.exception-apart");
        refuses("administrator", "security-engineer", 9, "access.refused.exception-apart");
        refuses("auditor", "security-engineer", 9, "access.refused.exception-apart");
        refuses("developer", "founder", 9, "access.refused.role");
        refuses("customer", "viewer", 9, "access.refused.exception-duty");
        refuses("operator", "operator", 9, "access.refused.no-exception-needed");
        refuses("developer", "operator", 31, "access.refused.exception-length");
    }

    @Test
    void holdsThatNoExceptionJoinsWhatTheMatrixKeepsApart() {
        assertThat(roles.separations())
                .extracting(apart -> apart.action() + " " + apart.beside())
                .containsExactlyInAnyOrderElementsOf(company.sql
                        .sql("select action || ' ' || beside from access.separation")
                        .query(String.class)
                        .list());
        assertThatThrownBy(
                        () -> company.sql.sql("delete from access.separation").update())
                .hasStackTraceContaining("permission denied");
    }

    @Test
    void holdsThatEveryRightOutsideOfTheMatrixIsAnException() {
        exception(company.people.with("developer"), "responder", company.web);

        assertThat(outsideOfTheMatrix("g.exception_reason is null")).isZero();
        assertThat(outsideOfTheMatrix("g.exception_reason is not null")).isPositive();
    }

    @Test
    void bitesAtTheApi() {
        Someone developer = company.people.with("developer");
        Browser api = company.api(developer, port);

        Browser.Answer apart = api.json("POST", "/api/v1/grants/requests", """
                {"role": "approver", "node": "/shop", "days": 9, "reason": "to approve his own work",
                 "exception": "nobody else has the time for it"}""");
        Browser.Answer tooLong = api.json("POST", "/api/v1/grants/requests", """
                {"role": "operator", "node": "/shop", "days": 31, "reason": "for longer than allowed",
                 "exception": "nobody else has the time for it"}""");
        Browser.Answer bare = api.json("POST", "/api/v1/grants/requests", """
                {"role": "operator", "node": "/shop", "days": 9, "reason": "without saying why",
                 "exception": " "}""");
        Browser.Answer good = api.json("POST", "/api/v1/grants/requests", """
                {"role": "operator", "node": "/shop", "reason": "the week of the move",
                 "exception": "nobody else has the time for it"}""");

        assertThat(apart.status()).isEqualTo(403);
        assertThat(apart.body()).contains("\"duty\":\"A51\"");
        assertThat(tooLong.status()).isEqualTo(403);
        assertThat(bare.status()).isEqualTo(403);
        assertThat(good.status()).as(good.body()).isEqualTo(201);
    }

    @Test
    void bitesInTheConsole() {
        Someone developer = company.people.with("developer");
        Browser browser = company.browser(developer, port);
        String[] form = {
            "person",
            developer.id().toString(),
            "role",
            "operator",
            "node",
            company.web.toString(),
            "days",
            "90",
            "reason",
            "the week of the move",
            "exception",
            WHY
        };

        Browser.Answer tooLong = browser.post("/permissions/request", form);
        form[7] = "30";
        Browser.Answer asked = browser.post("/permissions/request", form);

        assertThat(tooLong.status()).isEqualTo(422);
        assertThat(tooLong.body()).contains("30 days at most", WHY);
        assertThat(asked.location()).as(asked.body()).startsWith("/approvals/");
        assertThat(company.browser(isa, port).get(asked.location()).body())
                .contains("an exception", WHY, "information security officer");
    }

    @Test
    void theFormSaysAtOnceThatItIsAnException() {
        Someone developer = company.people.with("developer");
        Browser browser = company.browser(developer, port);
        String chosen = "/permissions/request/fit?person=" + developer.id() + "&node=" + company.web + "&days=90&role=";

        assertThat(browser.get(chosen + "operator").body())
                .contains("this is an exception", "Three voices", "name=\"exception\"")
                .contains("name=\"days\" type=\"number\" value=\"30\"", "name=\"shortened\" value=\"1\"");
        assertThat(browser.get(chosen + "viewer").body())
                .contains("covers the role viewer", "value=\"90\"")
                .doesNotContain("name=\"exception\"");
        assertThat(browser.get(chosen.replace("days=90", "days=30") + "viewer&shortened=1")
                        .body())
                .contains("value=\"90\"");
        assertThat(browser.get(chosen + "approver").body())
                .contains("nobody gets by exception")
                .doesNotContain("name=\"exception\"");
        assertThat(browser.get("/permissions/request?role=operator&node=" + company.web)
                        .body())
                .contains("this is an exception", "value=\"30\"");

        Browser.Answer unsaid = browser.post(
                "/permissions/request",
                "person",
                developer.id().toString(),
                "role",
                "operator",
                "node",
                company.web.toString(),
                "days",
                "20",
                "reason",
                "the week of the move");
        assertThat(unsaid.status()).isEqualTo(422);
        assertThat(unsaid.body()).contains("Say why it is needed all the same", "Three voices");
    }

    private void refuses(String duty, String role, int days, String key) {
        Someone person = company.people.with(duty);
        assertThatThrownBy(() -> ask(person, role, company.web, days))
                .as(duty + " with " + role)
                .isInstanceOf(ActRefused.class)
                .hasMessage(key);
    }

    private GrantId exception(Someone person, String role, NodeId node) {
        return exception(person, role, node, 14);
    }

    private GrantId exception(Someone person, String role, NodeId node, int days) {
        ApprovalId approval = ask(person, role, node, days);
        assertThat(company.yes(isa, approval).isPermitted()).isTrue();
        assertThat(company.yes(company.hana, approval).isPermitted()).isTrue();
        return company.grants.of(person.id()).stream()
                .filter(grant -> grant.role().equals(role))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private ApprovalId ask(Someone person, String role, NodeId node, int days) {
        return company.grants
                .request(person.actor(), wanted(person, role, node, days))
                .approval();
    }

    private static GrantAsk wanted(Someone person, String role, NodeId node, int days) {
        return new GrantAsk(person.id(), role, node, Duration.ofDays(days), "needed for a trial").asException(WHY);
    }

    private NodeId node(String name) {
        return company.tree.plant(
                company.boss.actor(),
                new NodeFacts(
                        company.root,
                        name + UUID.randomUUID().toString().substring(0, 8),
                        company.hana.id(),
                        Environment.PRODUCTION,
                        1,
                        false,
                        null));
    }

    private long outsideOfTheMatrix(String which) {
        return company.sql.sql("""
                        select count(*) from access.role_grant g
                        join identity.published_duty d on d.assignment = g.assignment
                        left join access.duty_role m on m.duty = d.duty and m.role = g.role
                        where m.role is null and\s""" + which).query(Long.class).single();
    }

    private boolean opensWeb(Someone person) {
        return authority.may(person.actor(), Company.OPEN, company.web).isPermitted();
    }

    private long reminders(GrantId id) {
        return company.sql.sql("""
                        select count(*) from deadline.reminder r
                        join deadline.deadline d on d.id = r.deadline_id
                        where d.subject = ?
                        """).param(id.toString()).query(Long.class).single();
    }
}
