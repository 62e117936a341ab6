package dev.bastide.asset.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.access.rights.CurrentRights;
import dev.bastide.approval.ApprovalId;
import dev.bastide.approval.Approvals;
import dev.bastide.approval.Ballot;
import dev.bastide.asset.scan.engine.ScanRate;
import dev.bastide.authority.Decision;
import dev.bastide.authority.NodeId;
import dev.bastide.identity.People;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.testing.TestClock;
import dev.bastide.testing.TestPeople;
import dev.bastide.testing.TestPeople.Someone;
import dev.bastide.vault.Vault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A node with a head, the people of a scan, and addresses of this machine that only this test listens on. */
final class ScanRoom {
    private static final AtomicInteger NETWORKS = new AtomicInteger(40);

    final JdbcClient sql;
    final TestClock clock;
    final TestPeople people;
    final Someone head;
    final Someone security;
    final Someone operator;
    final Someone engineer;
    final NodeId node;
    final Authorisations authorisations;
    final AuthorisationRows agreements;
    final Qualifications qualifications;
    final ScanRuns runs;
    final RunRows rows;
    final String network = "127.77." + NETWORKS.incrementAndGet() + ".";
    private final Approvals approvals;
    private final People book;

    ScanRoom(ApplicationContext program) {
        this.sql = program.getBean(JdbcClient.class);
        this.clock = program.getBean(TestClock.class);
        this.people = program.getBean(TestPeople.class);
        this.authorisations = program.getBean(Authorisations.class);
        this.agreements = program.getBean(AuthorisationRows.class);
        this.qualifications = program.getBean(Qualifications.class);
        this.runs = program.getBean(ScanRuns.class);
        this.rows = program.getBean(RunRows.class);
        this.approvals = program.getBean(Approvals.class);
        this.book = program.getBean(People.class);
        this.head = people.with("approver", "approver");
        this.security = people.with("security-engineer", "approver");
        this.operator = people.with("security-engineer", "security-engineer");
        this.engineer = people.with("security-engineer", "security-engineer");
        this.node = plant(program, new NodeId(people.root(head.id())));
    }

    private NodeId plant(ApplicationContext program, NodeId parent) {
        UUID id = UUID.randomUUID();
        String name = "s" + id.toString().substring(0, 8);
        byte[] mark = program.getBean(Vault.class)
                .mark("servicetree.node", id, parent.value(), name, head.id().value(), "staging", 3, false, null);
        sql.sql("""
                        insert into servicetree.node (id, parent, name, owner, environment, tier, planted_at, mark)
                        values (?, ?, ?, ?, 'staging', 3, ?, ?)
                        """)
                .params(id, parent.value(), name, head.id().value(), Timestamp.from(clock.instant()), mark)
                .update();
        program.getBean(ServiceTree.class).snapshotAt(-1);
        program.getBean(CurrentRights.class).forget();
        return new NodeId(id);
    }

    Qualification qualify() {
        Someone administrator = people.with("administrator", "administrator");
        return qualifications.record(
                administrator.actor(),
                book.require(operator.id()),
                "Certified tester",
                "certificate 4711 shown on paper",
                clock.instant().plus(Duration.ofDays(300)));
    }

    ScanAsk wanted(String addresses, String ports) {
        Instant now = clock.instant();
        return new ScanAsk(
                node,
                "look at the test network",
                "ports",
                "inside",
                ScanAsk.scope(List.of(addresses), List.of(), ports),
                new ScanRate(5_000, 5_000, 5_000),
                now,
                Duration.ofHours(2),
                0,
                now.plus(Duration.ofDays(10)),
                operator.id(),
                engineer.id());
    }

    Authorisation asked(String addresses, String ports) {
        return authorisations.ask(operator.actor(), wanted(addresses, ports));
    }

    Authorisation signed(String addresses, String ports) {
        Authorisation one = asked(addresses, ports);
        assertThat(yes(head, one).isPermitted()).isTrue();
        assertThat(again(one).state()).isEqualTo(Authorisation.State.PROPOSED);
        assertThat(yes(security, one).isPermitted()).isTrue();
        return again(one);
    }

    Decision yes(Someone voter, Authorisation one) {
        clock.advance(Duration.ofSeconds(31));
        ApprovalId asked = approvals.latest(one.id()).orElseThrow();
        return approvals.vote(
                voter.actor(),
                asked,
                new Ballot(Ballot.Verdict.YES, "read it, it is needed", voter.code(0), one.hash()));
    }

    Authorisation again(Authorisation one) {
        return agreements.find(one.id()).orElseThrow();
    }

    ScanRun ended(ScanRun run) {
        long until = System.nanoTime() + 60_000_000_000L;
        ScanRun now = run;
        while (now.runs() && System.nanoTime() < until) {
            java.util.concurrent.locks.LockSupport.parkNanos(100_000_000L);
            now = rows.find(run.id()).orElseThrow();
        }
        return now;
    }

    static ServerSocket listen(String address, int port) {
        try {
            ServerSocket server = new ServerSocket();
            server.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
