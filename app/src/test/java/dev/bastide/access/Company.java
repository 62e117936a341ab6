package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.approval.ApprovalAsk;
import dev.bastide.approval.ApprovalId;
import dev.bastide.approval.ApprovalSubject;
import dev.bastide.approval.Approvals;
import dev.bastide.approval.Ballot;
import dev.bastide.approval.ContentHash;
import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.asset.NewHost;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Decision;
import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.Duties;
import dev.bastide.identity.factor.Totp;
import dev.bastide.servicetree.Environment;
import dev.bastide.servicetree.NodeFacts;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestDatabase;
import dev.bastide.testing.TestPeople;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A founded company. Hana heads {@code /shop} and {@code /lab}, Dirk is her deputy, Paul and Petra approve too, Aud
 * audits, Boss administers. {@code /shop} is production, {@code /lab} is not. Operators are made as needed.
 */
@TestComponent
class Company {
    static final Actor SETUP = Actor.machine("setup", AccessMethod.LOCAL);
    static final Action VOTE = new Action("approval.vote");
    static final Action OPEN = Permits.OPEN;
    static final String KIND = "access.trial";
    static final String ACCOUNT = "deploy";

    final JdbcClient sql;
    final JdbcClient owner;
    private final TransactionTemplate ownersTransaction;
    final TestClock clock;
    final TestPeople people;
    final Approvals approvals;
    final Grants grants;
    final Permits permits;
    final Duties duties;
    final ServiceTree tree;
    final TransactionTemplate transaction;

    final Someone boss;
    final Someone hana;
    final Someone dirk;
    final Someone paul;
    final Someone petra;
    final Someone aud;
    final NodeId root;
    final NodeId shop;
    final NodeId web;
    final NodeId lab;
    final HostId webHost;
    private final Map<PersonId, Integer> steps = new HashMap<>();
    private final Map<PersonId, Browser> browsers = new HashMap<>();

    /** What is approved here is only a trial. */
    @TestComponent
    static class Subject implements ApprovalSubject {
        @Override
        public String kind() {
            return KIND;
        }

        @Override
        public View view(UUID subject) {
            List<Line> content = List.of(new Line("access.reason", "a trial of " + subject));
            return new View("access.approval.title", List.of(), content, List.of(), null);
        }
    }

    Company(
            JdbcClient sql,
            TestClock clock,
            TestPeople people,
            Approvals approvals,
            Grants grants,
            Permits permits,
            Duties duties,
            ServiceTree tree,
            Hosts hosts,
            PlatformTransactionManager transactions,
            @Value("${bastide.database.url}") String url) {
        this.sql = sql;
        DataSource owners = TestDatabase.ownerOf(url);
        this.owner = JdbcClient.create(owners);
        this.ownersTransaction = new TransactionTemplate(new DataSourceTransactionManager(owners));
        this.clock = clock;
        this.people = people;
        this.approvals = approvals;
        this.grants = grants;
        this.permits = permits;
        this.duties = duties;
        this.tree = tree;
        this.transaction = new TransactionTemplate(transactions);
        this.boss = people.with("administrator");
        this.hana = people.with("approver");
        this.dirk = people.with("approver");
        this.paul = people.with("approver");
        this.petra = people.with("approver");
        this.aud = people.with("auditor");
        people.founder(boss.id());
        this.root = plant(null, "company", Environment.TEST);
        this.shop = plant(root, "shop", Environment.PRODUCTION);
        this.web = plant(shop, "web", Environment.PRODUCTION);
        this.lab = plant(root, "lab", Environment.TEST);
        this.webHost = hosts.add(
                boss.actor(),
                new NewHost(
                        web,
                        "web-01",
                        "127.0.0.1",
                        22,
                        Host.Kind.HOST,
                        List.of(new Host.Account(ACCOUNT, Host.CredentialKind.KEY)),
                        null));
        for (Someone approver : List.of(hana, dirk, paul, petra)) {
            found(approver, "approver", root);
        }
        found(aud, "auditor", root);
        found(boss, "administrator", root);
        people.deputy(hana.id(), dirk.id(), boss.id());
        closeFounding();
    }

    private NodeId plant(@Nullable NodeId parent, String name, Environment environment) {
        return tree.plant(boss.actor(), new NodeFacts(parent, name, hana.id(), environment, 1, false, null));
    }

    private void found(Someone person, String role, NodeId node) {
        grants.foundingGrant(SETUP, new GrantAsk(person.id(), role, node, Duration.ofDays(80), "founding of a trial"));
    }

    private void closeFounding() {
        transaction.executeWithoutResult(status -> people.closeFounding(hana.id(), paul.id()));
    }

    /** A second-factor code that this person has not used; moves the clock on if it must. */
    synchronized String code(Someone person) {
        int step = Math.toIntExact(Totp.stepAt(clock.instant()));
        int used = steps.getOrDefault(person.id(), 0);
        if (step <= used) {
            clock.advance(Duration.ofSeconds((used + 1L - step) * Totp.STEP_SECONDS));
            step = Math.toIntExact(Totp.stepAt(clock.instant()));
        }
        steps.put(person.id(), step);
        return person.code(0);
    }

    /** An operator with the role on both trees, granted after approval. */
    Someone operator() {
        Someone operator = people.with("operator");
        grant(operator, "operator", shop);
        grant(operator, "operator", lab);
        return operator;
    }

    /** Asks for a grant and has it approved by Paul and Hana. */
    GrantId grant(Someone person, String role, NodeId node) {
        GrantAsk ask = new GrantAsk(person.id(), role, node, Duration.ofDays(30), "needed for a trial");
        approve(grants.request(person.actor(), ask).approval());
        return grants.of(person.id()).stream()
                .filter(grant -> grant.role().equals(role) && grant.node().equals(node))
                .findFirst()
                .orElseThrow()
                .id();
    }

    /** Paul says yes, then Hana, who is the head. */
    void approve(ApprovalId approval) {
        assertThat(yes(paul, approval).isPermitted()).isTrue();
        assertThat(yes(hana, approval).isPermitted()).isTrue();
    }

    Decision yes(Someone person, ApprovalId approval) {
        String shown = approvals.contentHash(approval).orElseThrow();
        return approvals.vote(
                person.actor(), approval, new Ballot(Ballot.Verdict.YES, "looked at it closely", code(person), shown));
    }

    /** A trial that waits for approval: something this person asks for and will do on {@code /shop/web}. */
    Trial trial(Someone executor) {
        UUID subject = UUID.randomUUID();
        String hash = ContentHash.of(List.of("trial", subject.toString()));
        return new Trial(subject, hash, ask(executor, subject, hash), executor);
    }

    ApprovalId ask(Someone executor, UUID subject, String hash) {
        return Objects.requireNonNull(transaction.execute(status -> approvals.ask(new ApprovalAsk(
                KIND,
                subject,
                "access.approval.title",
                List.of(),
                hash,
                executor.id(),
                executor.id(),
                web,
                VOTE,
                "/x"))));
    }

    /** The transactions of {@link #sql} or of {@link #owner}. */
    TransactionTemplate transactionOf(JdbcClient writer) {
        return writer.equals(owner) ? ownersTransaction : transaction;
    }

    /** Something asked for. */
    record Trial(UUID subject, String hash, ApprovalId approval, Someone executor) {}

    /** Issues the permit of an approved trial. */
    PermitId permit(Trial trial, Instant from, Instant to) {
        return Objects.requireNonNull(transaction.execute(status -> permits.issue(new NewPermit(
                NewPermit.Kind.OPERATION,
                trial.subject(),
                trial.executor().id(),
                List.of(new PermitTarget(webHost, web, ACCOUNT)),
                from,
                to,
                List.of("true"),
                trial.hash(),
                trial.approval()))));
    }

    /**
     * The person's signed-in browser; one for each, however often it is asked for. For people of one test alone: of those
     * whom all tests share, a clock that another test moved may have ended the session.
     */
    synchronized Browser browser(Someone person, int port) {
        return browsers.computeIfAbsent(person.id(), id -> person.browser(port));
    }

    /** The person's programs at the API of this port, with a token for everything and no second factor. */
    Browser api(Someone person, int port) {
        return new Browser(port).header("Authorization", "Bearer " + people.token(person.id()));
    }

    Decision mayOpenWeb(Someone person) {
        return permits.mayOpen(person.actor(), webHost, web, ACCOUNT);
    }

    UUID assignment(Someone person) {
        return duties.current(person.id()).orElseThrow().id().value();
    }

    /** The key of the reason of a refusal; fails for a permission. */
    static String key(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Refused.class);
        return ((Decision.Refused) decision).reason().key();
    }
}
