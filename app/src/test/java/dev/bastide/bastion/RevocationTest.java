package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.PermitId;
import dev.bastide.bastion.session.LiveSessions;
import dev.bastide.identity.SessionsEnded;
import dev.bastide.identity.SshKeys;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was taken away ends at once: a permit, a duty, a person's patience. Source: seed 000 s2.2. */
@OnStage
class RevocationTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Autowired
    Stage stage;

    @Autowired
    Sessions sessions;

    @Autowired
    Shop shop;

    @Autowired
    LiveSessions live;

    @LocalServerPort
    int port;

    @Autowired
    SshKeys keys;

    @Autowired
    ApplicationEventPublisher events;

    @Autowired
    JdbcClient sql;

    @Test
    void anEndedPermitEndsTheSessionWithinASecond() throws Exception {
        Stage.Person anna = stage.operator();
        PermitId permit = stage.permit(anna, Duration.ofMinutes(30));
        Process ssh = stage.ssh(anna, "web-01", stage.code(anna), List.of(), "sleep 60")
                .start();
        stage.live(anna);

        long begun = System.nanoTime();
        stage.endPermit(permit);

        assertThat(ssh.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SECOND);
        Session session = stage.over(anna, Duration.ofSeconds(5));
        assertThat(session.endWhy()).startsWith("access.refused");
        assertThat(session.recording()).isEqualTo(Session.RecordingState.WHOLE);
    }

    @Test
    void aSessionGoesOnOverMoreTimeAndTheCancellationEndsItAndOpensNothing() throws Exception {
        Stage.Person anna = stage.operator();
        String id = shop.approved(anna, port, shop.ground(), "web-01");
        Process ssh = stage.ssh(anna, "web-01", stage.code(anna), List.of(), "sleep 60")
                .start();
        Session session = stage.live(anna);

        assertThat(shop.verb(anna, port, id, "extend", "{\"window\":\"1h\",\"reason\":\"it takes longer\"}")
                        .status())
                .isEqualTo(200);
        shop.approve(port, id);
        Eventually.holds(
                "the session rests on the longer window",
                Duration.ofSeconds(10),
                () -> live.find(session.id().value())
                        .map(going -> going.notAfter().isAfter(session.notAfter()))
                        .orElse(false));
        assertThat(ssh.isAlive()).isTrue();

        assertThat(shop.verb(anna, port, id, "cancel", "{\"reason\":\"not today\"}")
                        .status())
                .isEqualTo(200);

        assertThat(ssh.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(stage.over(anna, Duration.ofSeconds(5)).endWhy()).startsWith("access.refused");
        Program.Result again = stage.ssh(anna, "web-01", stage.code(anna), List.of(), "echo in")
                .run();
        assertThat(again.out()).isEmpty();
        assertThat(again.exit()).isEqualTo(3);
    }

    @Test
    void aChangeOfDutyEndsTheSessionWithinASecond() throws Exception {
        Stage.Person anna = stage.operator();
        Process ssh = stage.ssh(anna, "lab-01", stage.code(anna), List.of(), "sleep 60")
                .start();
        stage.live(anna);

        long begun = System.nanoTime();
        stage.changeDuty(anna, "auditor");

        assertThat(ssh.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SECOND);
        assertThat(stage.over(anna, Duration.ofSeconds(5)).endWhy()).isEqualTo("bastion.end.duty");
        Program.Result again =
                stage.ssh(anna, "lab-01", stage.code(anna), List.of(), "true").run();
        assertThat(again.exit()).isEqualTo(255);
    }

    @Test
    void aRemovedKeyEndsWhatItOpened() throws Exception {
        Stage.Person anna = stage.operator();
        Process ssh = stage.ssh(anna, "lab-01", stage.code(anna), List.of(), "sleep 60")
                .start();
        stage.live(anna);

        keys.remove(
                stage.actor(anna, AccessMethod.CONSOLE),
                anna.id(),
                keys.of(anna.id()).getFirst().id());

        assertThat(ssh.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(stage.over(anna, Duration.ofSeconds(5)).endWhy()).isEqualTo("bastion.end.key");
    }

    @Test
    void aReplacedFactorEndsTheSessionAndTheRememberedCode() throws Exception {
        Stage.Person anna = stage.operator();
        Process ssh = stage.ssh(anna, "lab-01", stage.code(anna), List.of(), "sleep 60")
                .start();
        stage.live(anna);
        assertThat(remembered(anna)).isPositive();

        events.publishEvent(new SessionsEnded(anna.id()));

        assertThat(ssh.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(stage.over(anna, Duration.ofSeconds(5)).endWhy()).isEqualTo("bastion.end.proof");
        assertThat(remembered(anna)).isZero();
    }

    @Test
    void nobodyAddsAKeyToAnotherOnceFoundingIsOver() {
        assertThatThrownBy(() -> keys.add(
                        stage.actor(stage.boss, AccessMethod.CONSOLE),
                        stage.olga.id(),
                        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "Z".repeat(43) + " foreign"))
                .isInstanceOfSatisfying(
                        ActRefused.class,
                        refused -> assertThat(refused.reason().key()).isEqualTo("identity.key.own"));
    }

    private long remembered(Stage.Person person) {
        return sql.sql("select count(*) from bastion.remembered_factor where person = ?")
                .param(person.id().value())
                .query(Long.class)
                .single();
    }

    @Test
    void aLivingConnectionOpensNoChannelAfterThePermitEnded() throws Exception {
        Stage.Person anna = stage.operator();
        PermitId permit = stage.permit(anna, Duration.ofMinutes(30));
        Path socket = stage.folder.resolve("mux-" + anna.login());
        List<String> shared = List.of("-o", "ControlPath=" + socket);
        List<String> master = List.of("-o", "ControlPath=" + socket, "-o", "ControlMaster=yes", "-N");
        Process connection = stage.ssh(anna, "web-01", stage.code(anna), master).start();
        try {
            Eventually.holds("the connection stands", Duration.ofSeconds(30), () -> Files.exists(socket));
            assertThat(stage.ssh(anna, "web-01", null, shared, "echo one")
                            .run()
                            .ok()
                            .out())
                    .isEqualTo("one\n");

            stage.endPermit(permit);

            Program.Result second =
                    stage.ssh(anna, "web-01", null, shared, "echo two").run();
            assertThat(second.out()).isEmpty();
            assertThat(second.exit()).isEqualTo(3);
        } finally {
            connection.destroy();
        }
    }

    @Test
    void somebodyWithTheRightEndsASessionAndOthersDoNot() throws Exception {
        Stage.Person anna = stage.operator();
        Stage.Person other = stage.operator();
        Process ssh = stage.ssh(anna, "lab-01", stage.code(anna), List.of(), "sleep 60")
                .start();
        Session session = stage.live(anna);

        assertThatThrownBy(() -> sessions.end(stage.actor(other, AccessMethod.CONSOLE), session.id(), "no right"))
                .isInstanceOf(ActRefused.class);
        sessions.end(stage.actor(stage.sec, AccessMethod.CONSOLE), session.id(), "an exercise");

        assertThat(ssh.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(stage.over(anna, Duration.ofSeconds(5)).endWhy()).isEqualTo("bastion.end.by-person");
    }
}
