package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.access.GrantAsk;
import dev.bastide.access.Grants;
import dev.bastide.access.NewPermit;
import dev.bastide.access.PermitTarget;
import dev.bastide.access.Permits;
import dev.bastide.approval.ApprovalAsk;
import dev.bastide.approval.ApprovalId;
import dev.bastide.approval.Approvals;
import dev.bastide.approval.Ballot;
import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.asset.NewHost;
import dev.bastide.asset.TestHosts;
import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.StoredRecord;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import dev.bastide.bastion.door.Bastion;
import dev.bastide.identity.ActorOf;
import dev.bastide.identity.Duties;
import dev.bastide.identity.Enrolment;
import dev.bastide.identity.Joining;
import dev.bastide.identity.NewPerson;
import dev.bastide.identity.factor.Base32;
import dev.bastide.identity.factor.Totp;
import dev.bastide.servicetree.Environment;
import dev.bastide.servicetree.NodeFacts;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.Program;
import dev.bastide.testing.RealSshd;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestPeople;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A founded company: Olga owns {@code /shop}, Anna and others operate, Paul approves. {@code web-01} is production,
 * {@code lab-01} is not; both are the same real sshd, each with its own account line.
 */
@TestComponent
class Stage implements AutoCloseable {
    static final Actor SETUP = Actor.machine("setup", AccessMethod.LOCAL);
    static final String KIND = "stage";
    private static final String HASH = HexFormat.of().formatHex(new byte[32]);
    private static final int OPERATORS = 160;

    final JdbcClient sql;
    final TestClock clock;
    final NodeId production;
    final NodeId lab;
    final HostId web;
    final HostId labHost;
    final Person olga;
    final Person paul;
    final Person aud;
    final Person sec;
    final Person dev;
    final Person isa;
    final Person boss;
    final Path folder;
    final RealSshd sshd;
    final RealSshd labSshd;
    private final List<Person> operators = new ArrayList<>();

    private final Joining joining;
    private final dev.bastide.identity.SshKeys keys;
    private final Grants grants;
    private final Approvals approvals;
    private final Permits permits;
    private final ActorOf actors;
    private final Hosts hosts;
    private final Duties duties;
    private final Sessions sessions;
    private final AuditSearch search;
    private final TestPeople people;
    private final TestHosts testHosts;
    final SshTools tools;
    private final TransactionTemplate transaction;
    private final AtomicInteger names = new AtomicInteger();
    private final Map<PersonId, Long> usedSteps = new HashMap<>();

    /** Somebody with a key file and an authenticator. */
    record Person(PersonId id, String login, byte[] secret, Path key) {}

    Stage(
            JdbcClient sql,
            TestClock clock,
            Bastion bastion,
            Joining joining,
            Enrolment enrolment,
            dev.bastide.identity.SshKeys keys,
            Grants grants,
            Approvals approvals,
            Permits permits,
            ActorOf actors,
            Hosts hosts,
            ServiceTree tree,
            Duties duties,
            Sessions sessions,
            AuditSearch search,
            TestPeople people,
            TestHosts testHosts,
            PlatformTransactionManager transactions)
            throws IOException, InterruptedException {
        this.sql = sql;
        this.clock = clock;
        this.joining = joining;
        this.keys = keys;
        this.grants = grants;
        this.approvals = approvals;
        this.permits = permits;
        this.actors = actors;
        this.hosts = hosts;
        this.duties = duties;
        this.sessions = sessions;
        this.search = search;
        this.people = people;
        this.testHosts = testHosts;
        this.transaction = new TransactionTemplate(transactions);
        this.folder = Files.createTempDirectory("stage");
        this.tools = new SshTools(folder, bastion);
        this.boss = person("boss", "administrator");
        this.olga = person("olga", "approver");
        people.founder(boss.id());
        Actor founder = actor(boss, AccessMethod.CONSOLE);
        NodeId root = tree.plant(founder, facts(null, "company", Environment.TEST));
        NodeId shop = tree.plant(founder, facts(root, "shop", Environment.PRODUCTION));
        this.production = tree.plant(founder, facts(shop, "web", Environment.PRODUCTION));
        NodeId tests = tree.plant(founder, facts(root, "tests", Environment.TEST));
        this.lab = tree.plant(founder, facts(tests, "lab", Environment.TEST));
        this.web = host(founder, production, "web-01", 1);
        this.labHost = host(founder, lab, "lab-01", 2);
        this.paul = person("paul", "approver");
        this.aud = person("aud", "auditor");
        this.sec = person("sec", "security-engineer");
        this.dev = person("dev", "developer");
        this.isa = person("isa", "iso");
        grant(boss, "administrator", root);
        grant(olga, "approver", root);
        grant(paul, "approver", root);
        grant(aud, "auditor", root);
        grant(sec, "security-engineer", root);
        grant(dev, "viewer", root);
        grant(isa, "iso", root);
        for (int i = 0; i < OPERATORS; i++) {
            Person operator = person("op" + i, "operator");
            grant(operator, "operator", production);
            grant(operator, "operator", lab);
            grant(operator, "viewer", root);
            operators.add(operator);
        }
        this.sshd = startHost(web, "web");
        this.labSshd = startHost(labHost, "lab");
        List<Person> all = new ArrayList<>(operators);
        all.addAll(List.of(boss, olga, paul, aud, sec, dev, isa));
        for (Person person : all) {
            enrolment.found(SETUP, person.id(), Base32.encode(person.secret()));
        }
        closeFounding();
    }

    private NodeFacts facts(@Nullable NodeId parent, String name, Environment environment) {
        return new NodeFacts(parent, name, olga.id(), environment, 1, false, null);
    }

    private HostId host(Actor founder, NodeId node, String name, int port) {
        return hosts.add(
                founder,
                new NewHost(
                        node,
                        name,
                        "127.0.0.1",
                        port,
                        Host.Kind.HOST,
                        List.of(new Host.Account(System.getProperty("user.name"), Host.CredentialKind.KEY)),
                        null));
    }

    private RealSshd startHost(HostId host, String name) throws IOException, InterruptedException {
        String line = sql.sql("select public_line from asset.account_key where host_id = ?")
                .param(host.value())
                .query(String.class)
                .single();
        RealSshd started = RealSshd.start(folder.resolve("sshd-" + name), List.of(line), List.of());
        testHosts.listensOn(host, started.port());
        testHosts.pin(host, started.hostKey());
        return started;
    }

    private Person person(String login, String duty) throws IOException, InterruptedException {
        PersonId id = joining.found(SETUP, NewPerson.human(login, "Test " + login, login + "@example.org", "", duty));
        Path key = folder.resolve("key_" + login);
        Program.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
                .run()
                .ok();
        Person person = new Person(id, login, secret(login), key);
        keys.add(
                actor(person, AccessMethod.CONSOLE),
                id,
                Files.readString(Path.of(key + ".pub")).strip());
        return person;
    }

    private static byte[] secret(String login) {
        return Arrays.copyOf(("secret of " + login).getBytes(StandardCharsets.US_ASCII), Totp.SECRET_BYTES);
    }

    private void grant(Person person, String role, NodeId node) {
        grants.foundingGrant(SETUP, new GrantAsk(person.id(), role, node, Duration.ofDays(60), "for these tests"));
    }

    private void closeFounding() {
        transaction.executeWithoutResult(status -> people.closeFounding(olga.id(), paul.id()));
    }

    /** An operator nobody else has used. */
    Person operator() {
        return operators.get(names.getAndIncrement());
    }

    Actor actor(Person person, AccessMethod method) {
        return actors.person(person.id(), "127.0.0.1", method, null);
    }

    /** A code that this person has not used; moves the clock if it must. */
    synchronized String code(Person person) {
        long step = Totp.stepAt(clock.instant());
        long used = usedSteps.getOrDefault(person.id(), 0L);
        if (step <= used) {
            clock.advance(Duration.ofSeconds((used + 1 - step) * Totp.STEP_SECONDS));
            step = Totp.stepAt(clock.instant());
        }
        usedSteps.put(person.id(), step);
        return Totp.codeAt(person.secret(), clock.instant());
    }

    /** An approved operation on production for this person, its window open for that long. */
    PermitId permit(Person executor, Duration length) {
        return permit(executor, length, List.of());
    }

    /** The same for these steps. */
    PermitId permit(Person executor, Duration length, List<String> steps) {
        UUID subject = UUID.randomUUID();
        ApprovalId approval = ask(subject, executor.id());
        vote(approval);
        return issue(subject, approval, executor, length, steps);
    }

    /** Asks two others for their consent to nothing in particular. */
    ApprovalId ask(UUID subject, PersonId executor) {
        return Objects.requireNonNull(transaction.execute(status -> approvals.ask(new ApprovalAsk(
                KIND,
                subject,
                "bastion.ssh.filed",
                List.of("test"),
                HASH,
                executor,
                executor,
                production,
                new Action("approval.vote"),
                "/operations"))));
    }

    void vote(ApprovalId approval) {
        for (Person voter : List.of(olga, paul)) {
            var decision = approvals.vote(
                    actor(voter, AccessMethod.CONSOLE),
                    approval,
                    new Ballot(Ballot.Verdict.YES, "looks right to me", code(voter), HASH));
            assertThat(decision.isPermitted()).as(decision.toString()).isTrue();
        }
    }

    /** An operator's work on production for somebody whose duty does not need it: the officer and the head agree. */
    void exception(Person person) {
        GrantAsk ask = new GrantAsk(person.id(), "operator", production, Duration.ofDays(9), "needed for a trial");
        ApprovalId approval = grants.request(
                        actor(person, AccessMethod.CONSOLE), ask.asException("the operators are all ill"))
                .approval();
        for (Person voter : List.of(isa, olga)) {
            String shown = approvals.contentHash(approval).orElseThrow();
            var decision = approvals.vote(
                    actor(voter, AccessMethod.CONSOLE),
                    approval,
                    new Ballot(Ballot.Verdict.YES, "looked at it closely", code(voter), shown));
            assertThat(decision.isPermitted()).as(decision.toString()).isTrue();
        }
    }

    PermitId issue(UUID subject, ApprovalId approval, Person executor, Duration length, List<String> steps) {
        Instant now = clock.instant();
        return Objects.requireNonNull(transaction.execute(status -> permits.issue(new NewPermit(
                NewPermit.Kind.OPERATION,
                subject,
                executor.id(),
                List.of(
                        new PermitTarget(web, production, sshd.account()),
                        new PermitTarget(labHost, lab, sshd.account())),
                now,
                now.plus(length),
                steps,
                HASH,
                approval))));
    }

    /** The person in a signed-in browser. */
    Browser browser(Person person, int port) {
        return people.signedIn(person.id(), port);
    }

    /** What the record holds of a session. */
    List<AuditRecord> records(SessionId session) {
        AuditQuery query = AuditQuery.of(Map.of("session", session.toString()));
        return search.search(SETUP, query, null, 50).records().stream()
                .map(StoredRecord::entry)
                .toList();
    }

    /** What the record holds of this operation by this person. */
    List<AuditRecord> records(Person person, String operation) {
        AuditQuery query = AuditQuery.of(Map.of("operation", operation, "user", person.login()));
        return search.search(SETUP, query, null, 50).records().stream()
                .map(StoredRecord::entry)
                .toList();
    }

    /** Waits until this person has a live session, and gives it. */
    Session live(Person person) throws Exception {
        Eventually.holds(
                "a live session of " + person.login(),
                Duration.ofSeconds(30),
                () -> sessions.ofPerson(person.id(), 1).stream()
                        .anyMatch(session -> session.state() == Session.State.RUNNING));
        return sessions.ofPerson(person.id(), 1).getFirst();
    }

    /** Waits until the person's newest session is over, and gives it. */
    Session over(Person person, Duration within) throws Exception {
        Eventually.holds(
                "the end of the session of " + person.login(),
                within,
                () -> sessions.ofPerson(person.id(), 1).stream().anyMatch(session -> !session.live()));
        return sessions.ofPerson(person.id(), 1).getFirst();
    }

    /** Gives another duty through the service that pages call. */
    void changeDuty(Person person, String duty) {
        duties.change(actor(boss, AccessMethod.CONSOLE), person.id(), duty);
    }

    void endPermit(PermitId permit) {
        permits.end(permit, "ended by a test");
    }

    /** {@code ssh OPTIONS person%host@bastion WORDS}; the authenticator answers each prompt with this code. */
    Program ssh(Person person, String host, @Nullable String code, List<String> options, String... words)
            throws IOException {
        return tools.ssh(person, host, code, options, words);
    }

    @Override
    public void close() {
        sshd.close();
        labSshd.close();
    }
}
