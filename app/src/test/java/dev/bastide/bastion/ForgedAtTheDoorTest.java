package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.authority.HostId;
import dev.bastide.servicetree.ServiceTree;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.Program;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is written with the program's own database role opens no door: a real ssh stands before a real host (A47, A109). */
@OnStage
class ForgedAtTheDoorTest {
    private static final List<String> BATCH = List.of("-o", "BatchMode=yes");

    @Autowired
    Stage stage;

    @Autowired
    JdbcClient sql;

    @Autowired
    ServiceTree tree;

    @Autowired
    PlatformTransactionManager transactions;

    @Test
    void holdsThePermitThatTheProgramWrote() throws Exception {
        Stage.Person anna = stage.operator();
        stage.permit(anna, Duration.ofMinutes(30));

        assertThat(stage.ssh(anna, "web-01", stage.code(anna), List.of(), "echo in")
                        .run()
                        .out())
                .isEqualTo("in\n");
    }

    @Test
    void bitesAForgedEmergency() throws Exception {
        Stage.Person anna = stage.operator();
        UUID permit = UUID.randomUUID();
        Instant now = stage.clock.instant();
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            sql.sql("""
                    insert into access.permit (id, kind, subject, executor, assignment, from_at, to_at, steps,
                        content_hash, node, issued_at)
                    select ?, 'emergency', gen_random_uuid(), a.person, a.id, ?, ?, '{}', ?, ?, ?
                    from identity.duty_assignment a where a.person = ? and a.ended_at is null
                    """)
                    .params(
                            permit,
                            Timestamp.from(now.minusSeconds(60)),
                            Timestamp.from(now.plus(Duration.ofMinutes(58))),
                            "0".repeat(64),
                            stage.production.value(),
                            Timestamp.from(now),
                            anna.id().value())
                    .update();
            sql.sql("insert into access.permit_target (permit, host, node, account) values (?, ?, ?, ?)")
                    .params(permit, stage.web.value(), stage.production.value(), stage.sshd.account())
                    .update();
        });

        Program.Result result = stage.ssh(anna, "web-01", stage.code(anna), List.of(), "echo in")
                .run();

        assertThat(result.out()).isEmpty();
        assertThat(result.exit()).isEqualTo(3);
    }

    @Test
    void bitesARememberedFactorThatWasProlonged() throws Exception {
        Stage.Person anna = stage.operator();
        assertThat(stage.ssh(anna, "lab-01", stage.code(anna), List.of(), "echo in")
                        .run()
                        .out())
                .isEqualTo("in\n");
        assertThat(stage.ssh(anna, "lab-01", null, BATCH, "echo again").run().out())
                .isEqualTo("again\n");

        sql.sql("update bastion.remembered_factor set until = until + interval '1 minute' where person = ?")
                .param(anna.id().value())
                .update();

        assertThat(stage.ssh(anna, "lab-01", null, BATCH, "echo again").run().exit())
                .isEqualTo(255);
    }

    @Test
    void bitesAKeyLedToAnother() throws Exception {
        Stage.Person anna = stage.operator();
        Stage.Person other = stage.operator();
        sql.sql("update identity.ssh_key set person = ? where person = ?")
                .params(anna.id().value(), other.id().value())
                .update();
        Stage.Person mixed = new Stage.Person(anna.id(), anna.login(), anna.secret(), other.key());

        assertThat(stage.ssh(mixed, "lab-01", stage.code(anna), List.of(), "echo in")
                        .run()
                        .exit())
                .isEqualTo(255);
    }

    @Test
    void bitesProductionTurnedToTest() throws Exception {
        Stage.Person anna = stage.operator();
        turn("test");
        try {
            Eventually.holds(
                    "the tree is read anew",
                    Duration.ofSeconds(10),
                    () -> tree.snapshot().isForeign(stage.production));

            Program.Result result = stage.ssh(anna, "web-01", stage.code(anna), List.of(), "echo in")
                    .run();

            assertThat(result.out()).isEmpty();
            assertThat(result.exit()).isEqualTo(3);
        } finally {
            turn("production");
            Eventually.holds(
                    "the tree is read anew",
                    Duration.ofSeconds(10),
                    () -> !tree.snapshot().isForeign(stage.production));
        }
    }

    @Test
    void bitesAProductionHostLedToATestNode() throws Exception {
        Stage.Person anna = stage.operator();
        lead(stage.web, "node_id = '" + stage.lab + "'");
        try {
            Program.Result result = stage.ssh(anna, "web-01", stage.code(anna), List.of(), "echo in")
                    .run();

            assertThat(result.out()).isEmpty();
            assertThat(result.exit()).isNotZero();
        } finally {
            lead(stage.web, "node_id = '" + stage.production + "'");
        }
        stage.permit(anna, Duration.ofMinutes(30));
        assertThat(stage.ssh(anna, "web-01", stage.code(anna), List.of(), "echo in")
                        .run()
                        .out())
                .isEqualTo("in\n");
    }

    /** The address of a production host, and its key with the words of two people. */
    @Test
    void bitesATestHostLedToAProductionAddress() throws Exception {
        Stage.Person anna = stage.operator();
        UUID pin = UUID.randomUUID();
        sql.sql("""
                insert into asset.host_pin (id, host_id, key_type, key_base64, fingerprint, source, proposed_by,
                    proposed_at)
                select ?, ?, key_type, key_base64, fingerprint, 'pasted', ?, now()
                from asset.host_pin where host_id = ? limit 1
                """)
                .params(pin, stage.labHost.value(), stage.olga.id().value(), stage.web.value())
                .update();
        sql.sql("""
                insert into asset.host_pin_verdict (pin_id, proposed_by, decided_by, confirmed, note, same_machine_seen,
                    decided_at)
                values (?, ?, ?, true, 'forged', true, now())
                """)
                .params(pin, stage.olga.id().value(), stage.paul.id().value())
                .update();
        assertThat(stage.ssh(anna, "lab-01", stage.code(anna), List.of(), "echo in")
                        .run()
                        .out())
                .isEqualTo("in\n");
        // Two hosts at one address and port the database refuses; the production host is led away for that time.
        lead(stage.web, "port = 1");
        lead(stage.labHost, "port = " + stage.sshd.port());
        try {
            Program.Result result = stage.ssh(anna, "lab-01", stage.code(anna), List.of(), "echo in")
                    .run();

            assertThat(result.out()).isEmpty();
            assertThat(result.exit()).isNotZero();
        } finally {
            lead(stage.labHost, "port = " + stage.labSshd.port());
            lead(stage.web, "port = " + stage.sshd.port());
        }
    }

    private void lead(HostId host, String set) {
        sql.sql("update asset.host set " + set + " where id = ?")
                .param(host.value())
                .update();
    }

    private void turn(String environment) {
        sql.sql("""
                update servicetree.node set environment = :environment
                where id = :id or id = (select parent from servicetree.node where id = :id)
                """)
                .param("environment", environment)
                .param("id", stage.production.value())
                .update();
    }
}
