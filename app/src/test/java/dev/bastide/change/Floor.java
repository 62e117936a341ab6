package dev.bastide.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.access.GrantAsk;
import dev.bastide.access.Grants;
import dev.bastide.approval.ApprovalId;
import dev.bastide.approval.Approvals;
import dev.bastide.approval.Ballot;
import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.asset.NewHost;
import dev.bastide.asset.TestHosts;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Decision;
import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.change.engine.Content;
import dev.bastide.change.engine.Parameter;
import dev.bastide.change.engine.SpecificationRef;
import dev.bastide.change.engine.SpecificationText;
import dev.bastide.change.specification.Specification;
import dev.bastide.change.specification.Specifications;
import dev.bastide.servicetree.Environment;
import dev.bastide.servicetree.NodeFacts;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.testing.Browser;
import dev.bastide.testing.RealSshd;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestPeople;
import dev.bastide.testing.TestPeople.Someone;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A founded company: Hilda is head of everything, Paul approves, operators work. {@code web-01} and {@code web-02} are
 * production, {@code lab-01} is not, {@code switch-01} is a network device off production; {@code real-01}, production
 * too, is a real sshd.
 */
@TestComponent
class Floor implements AutoCloseable {
    static final Actor SETUP = Actor.machine("setup", AccessMethod.LOCAL);
    private static final long STEP_SECONDS = 30;
    private static final int OPERATORS = 120;
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUTyz1HwHReFVvD5obVsALAgJRNarH4TRpNePnAS";

    final JdbcClient sql;
    final TestClock clock;
    final TransactionTemplate transaction;
    final TestPeople people;
    final NodeId production;
    final NodeId lab;
    final HostId web;
    final HostId labHost;
    final Someone founder;
    final Someone head;
    final Someone approver;
    final Someone auditor;
    final Specification restart;
    final Specification look;
    final RealSshd sshd;
    private final Operations operations;
    private final Approvals approvals;
    private final OperationTelling telling;
    private final Proofs proofs;
    private final Grants grants;
    private final Hosts hosts;
    private final TestHosts testHosts;
    private final Map<Someone, Long> usedSteps = new HashMap<>();
    private final Map<Someone, Browser> browsers = new HashMap<>();

    /** Stands in for the bastion's recordings: what these tests say was rehearsed. */
    @TestComponent
    static class Proofs implements ProofSource {
        private final Map<String, Instant> seen = new HashMap<>();

        void rehearsed(UUID version, List<String> steps, Instant at) {
            seen.put(version + " " + steps, at);
        }

        @Override
        public Optional<OperationRows.Proof> proof(SpecificationRef reference, List<String> steps, Instant since) {
            return Optional.ofNullable(seen.get(reference.versionId() + " " + steps))
                    .filter(at -> at.isAfter(since))
                    .map(at -> new OperationRows.Proof(UUID.randomUUID(), at));
        }
    }

    Floor(
            JdbcClient sql,
            TestClock clock,
            TestPeople people,
            ServiceTree tree,
            Hosts hosts,
            TestHosts testHosts,
            Grants grants,
            Specifications specifications,
            Operations operations,
            Approvals approvals,
            OperationTelling telling,
            Proofs proofs,
            PlatformTransactionManager transactions)
            throws IOException, InterruptedException {
        this.sql = sql;
        this.clock = clock;
        this.people = people;
        this.hosts = hosts;
        this.testHosts = testHosts;
        this.grants = grants;
        this.operations = operations;
        this.approvals = approvals;
        this.telling = telling;
        this.proofs = proofs;
        this.transaction = new TransactionTemplate(transactions);
        this.founder = people.with("administrator");
        people.founder(founder.id());
        this.head = people.with("approver");
        this.approver = people.with("approver");
        NodeId root = tree.plant(founder.actor(), facts(null, "company", Environment.TEST));
        NodeId shop = tree.plant(founder.actor(), facts(root, "shop", Environment.PRODUCTION));
        this.production = tree.plant(founder.actor(), facts(shop, "web", Environment.PRODUCTION));
        NodeId tests = tree.plant(founder.actor(), facts(root, "tests", Environment.TEST));
        this.lab = tree.plant(founder.actor(), facts(tests, "lab", Environment.TEST));
        this.web = host(founder.actor(), production, "web-01", Host.Kind.HOST);
        host(founder.actor(), production, "web-02", Host.Kind.HOST);
        host(founder.actor(), shop, "db-01", Host.Kind.HOST);
        this.labHost = host(founder.actor(), lab, "lab-01", Host.Kind.HOST);
        host(founder.actor(), lab, "switch-01", Host.Kind.NETWORK_DEVICE);
        this.restart = specifications.propose(founder.actor(), specification("restart-service", shop, true));
        this.look = specifications.propose(founder.actor(), looking(shop));
        this.sshd = realHost("real-01");
        for (Someone voter : List.of(head, approver)) {
            grants.foundingGrant(
                    SETUP, new GrantAsk(voter.id(), "approver", root, Duration.ofDays(60), "for the tests"));
        }
        this.auditor = people.with("auditor");
        grants.foundingGrant(SETUP, new GrantAsk(auditor.id(), "auditor", root, Duration.ofDays(60), "for the tests"));
        grants.foundingGrant(
                SETUP, new GrantAsk(founder.id(), "administrator", root, Duration.ofDays(60), "for the tests"));
        operators = IntStream.range(0, OPERATORS).mapToObj(n -> operator()).toList();
        closeFounding();
    }

    private final List<Someone> operators;
    private int next;

    /** An operator nobody else uses: what one owes or has open, another test does not see. Founding is closed to more. */
    Someone freshOperator() {
        assertThat(next).as("operators left").isLessThan(operators.size());
        return operators.get(next++);
    }

    private Someone operator() {
        Someone operator = people.with("operator");
        for (NodeId node : List.of(production, lab)) {
            grants.foundingGrant(
                    SETUP, new GrantAsk(operator.id(), "operator", node, Duration.ofDays(60), "for the tests"));
        }
        return operator;
    }

    private NodeFacts facts(@Nullable NodeId parent, String name, Environment environment) {
        return new NodeFacts(parent, name, head.id(), environment, 1, false, null);
    }

    static SpecificationText specification(String name, NodeId node, boolean production) {
        return new SpecificationText(
                name,
                node,
                "Restart a service",
                Content.Purpose.CHANGE,
                production,
                false,
                List.of(Parameter.parse("unit: word").orElseThrow()),
                List.of("systemctl restart {unit}", "systemctl is-active {unit}"),
                List.of("systemctl start {unit}"),
                "The service is away for some seconds.");
    }

    private static SpecificationText looking(NodeId node) {
        return new SpecificationText(
                "look",
                node,
                "Look at a host",
                Content.Purpose.CHANGE,
                true,
                false,
                List.of(),
                List.of("echo looked", "echo again"),
                List.of("echo again"),
                "Nothing changes.");
    }

    private int port = 20_000;

    private HostId host(Actor founder, NodeId node, String name, Host.Kind kind) {
        HostId id = add(founder, node, name, kind, "deploy");
        testHosts.pin(id, KEY);
        return id;
    }

    private HostId add(Actor founder, NodeId node, String name, Host.Kind kind, String account) {
        return hosts.add(
                founder,
                new NewHost(
                        node,
                        name,
                        "127.0.0.1",
                        port++,
                        kind,
                        List.of(new Host.Account(account, Host.CredentialKind.KEY)),
                        null));
    }

    private RealSshd realHost(String name) throws IOException, InterruptedException {
        HostId id = add(founder.actor(), production, name, Host.Kind.HOST, System.getProperty("user.name"));
        String line = sql.sql("select public_line from asset.account_key where host_id = ?")
                .param(id.value())
                .query(String.class)
                .single();
        RealSshd started = RealSshd.start(Files.createTempDirectory("floor").resolve("sshd"), List.of(line), List.of());
        testHosts.listensOn(id, started.port());
        testHosts.pin(id, started.hostKey());
        return started;
    }

    @Override
    public void close() {
        sshd.close();
    }

    private void closeFounding() {
        transaction.executeWithoutResult(status -> people.closeFounding(head.id(), approver.id()));
    }

    /** A request with free text for a host, by name. */
    OperationRequest free(String host, String step) {
        return request(List.of(host), "", Map.of(), List.of(step), null);
    }

    /** A request for the restart specification. */
    OperationRequest restart(String host, String unit) {
        return request(List.of(host), "restart-service", Map.of("unit", unit), List.of(), null);
    }

    /** A request to look at the real host, for the account that is there. */
    OperationRequest looking() {
        proofs.rehearsed(look.versionId(), look.text().steps(), clock.instant().minus(Duration.ofDays(1)));
        OperationRequest plain = request(List.of("real-01"), "look", Map.of(), List.of(), null);
        return as(sshd.account(), plain, plain.window());
    }

    OperationRequest emergency(String host, String window) {
        OperationRequest plain = request(
                List.of(host),
                "",
                Map.of(),
                List.of("systemctl restart nginx"),
                new OperationRequest.Urgency(Operation.Cause.SECURITY, "alarm 4711"));
        return in(plain, window);
    }

    OperationRequest in(OperationRequest plain, String window) {
        return as(plain.account(), plain, OperationRequest.WindowText.upon(window));
    }

    private static OperationRequest as(String account, OperationRequest plain, OperationRequest.WindowText window) {
        return new OperationRequest(
                plain.hosts(),
                account,
                plain.specification(),
                plain.values(),
                plain.steps(),
                plain.rollback(),
                plain.purpose(),
                window,
                plain.reason(),
                plain.impact(),
                plain.impactNodes(),
                plain.ticket(),
                plain.executor(),
                plain.urgency());
    }

    OperationRequest request(
            List<String> onHosts,
            String specification,
            Map<String, String> values,
            List<String> steps,
            OperationRequest.@Nullable Urgency urgency) {
        return new OperationRequest(
                onHosts,
                "deploy",
                specification,
                values,
                steps,
                List.of(),
                Content.Purpose.CHANGE,
                OperationRequest.WindowText.upon("2h"),
                "the shop answers slowly",
                "",
                List.of(),
                "",
                "",
                urgency);
    }

    /** One person's yes to what is asked for last. */
    Decision vote(Someone voter, Operation operation) {
        return approvals.vote(
                voter.actor(),
                telling.approval(operation).orElseThrow(),
                new Ballot(Ballot.Verdict.YES, "read it, it is needed", code(voter), operation.contentHash()));
    }

    /** Both approvers agree to what is asked for last, were it more time or other hands. */
    void agree(Operation operation) {
        ApprovalId asked = telling.approval(operation).orElseThrow();
        for (Someone voter : List.of(head, approver)) {
            String hash = approvals.contentHash(asked).orElseThrow();
            Decision decision = approvals.vote(
                    voter.actor(), asked, new Ballot(Ballot.Verdict.YES, "read it, it is needed", code(voter), hash));
            assertThat(decision.isPermitted()).as(decision.toString()).isTrue();
        }
    }

    /** The restart of this unit was seen to succeed yesterday, off production. */
    void rehearsed(String unit) {
        proofs.rehearsed(
                restart.versionId(),
                List.of("systemctl restart " + unit, "systemctl is-active " + unit),
                clock.instant().minus(Duration.ofDays(1)));
    }

    /** Both approvers say yes. */
    Operation approved(Operation operation) {
        for (Someone voter : List.of(head, approver)) {
            Decision decision = vote(voter, operation);
            assertThat(decision.isPermitted()).as(decision.toString()).isTrue();
        }
        return operations.find(operation.id()).orElseThrow();
    }

    /** A code this person has not used; moves the clock if it must. */
    synchronized String code(Someone person) {
        long step = clock.instant().getEpochSecond() / STEP_SECONDS;
        long used = usedSteps.getOrDefault(person, 0L);
        if (step <= used) {
            clock.advance(Duration.ofSeconds((used + 1 - step) * STEP_SECONDS));
            step = used + 1;
        }
        usedSteps.put(person, step);
        return person.code(0);
    }

    /** The person's browser, with the token against forged requests. */
    synchronized Browser browser(Someone person, int atPort) {
        return browsers.computeIfAbsent(person, one -> one.browser(atPort).cookie("bastide-csrf", "test-csrf-token"));
    }
}
