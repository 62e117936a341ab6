package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.access.PermitDesk;
import dev.bastide.approval.ApprovalId;
import dev.bastide.authority.Reason;
import dev.bastide.testing.Program;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Who stands at a terminal without a permit is told why and may ask for one there. */
@OnStage
class RequestAtTheTerminalTest {
    @Autowired
    Stage stage;

    @Autowired
    Sessions sessions;

    @Autowired
    StageDesk desk;

    @AfterEach
    void offerNothing() {
        desk.offering = false;
        desk.unwritten = false;
        desk.waiting.set(null);
    }

    @Test
    void theTerminalSaysWhyAndWhatMayBeAskedFor() throws Exception {
        desk.offering = true;
        Stage.Person anna = stage.operator();
        Process ssh =
                stage.ssh(anna, "web-01", stage.code(anna), List.of("-tt")).start();
        Conversation talk = new Conversation(ssh);

        talk.hears("Refused:");
        talk.hears("Enter for none):");
        talk.say("7");
        talk.hears("There is no number 7 in the list.");
        talk.say("");

        assertThat(ssh.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ssh.exitValue()).isEqualTo(3);
        assertThat(talk.heard())
                .contains("Why:", "Rule:", "A47")
                .contains("1  turn-stage - Turn the stage (asks for angle: number;")
                .contains("2  drop-curtain - Drop the curtain (not yet)")
                .contains("Rehearse it first on /lab:");
        assertThat(sessions.ofPerson(anna.id(), 1)).isEmpty();
    }

    @Test
    void whatWasNotRehearsedIsNotFiled() throws Exception {
        desk.offering = true;
        Stage.Person anna = stage.operator();
        Process ssh =
                stage.ssh(anna, "web-01", stage.code(anna), List.of("-tt")).start();
        Conversation talk = new Conversation(ssh);

        talk.hears("Enter for none):");
        talk.say("2");

        assertThat(ssh.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ssh.exitValue()).isEqualTo(3);
        assertThat(talk.heard()).contains("drop-curtain v1 was not seen to succeed off production");
        assertThat(desk.filed.poll()).isNull();
    }

    @Test
    void whereNoSpecificationFitsItSaysWhoMayWriteOneAndAsksNothing() throws Exception {
        desk.unwritten = true;
        Stage.Person anna = stage.operator();
        Process ssh = stage.ssh(anna, "web-01", stage.code(anna), List.of("-tt"), "reboot")
                .start();
        Conversation talk = new Conversation(ssh);

        assertThat(ssh.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ssh.exitValue()).isEqualTo(3);
        talk.hears("No specification may be used on");
        talk.hears("/specifications");
        assertThat(talk.heard()).doesNotContain("why?", "[y/N]");
        assertThat(sessions.ofPerson(anna.id(), 1)).isEmpty();
    }

    @Test
    void theTerminalOpensWithinASecondOfTheSecondApproval() throws Exception {
        desk.offering = true;
        Stage.Person anna = stage.operator();
        Process ssh = stage.ssh(anna, "web-01", stage.code(anna), List.of("-tt"), "echo in at last")
                .start();
        Conversation talk = new Conversation(ssh);
        talk.hears("Enter for none):");
        talk.say("1");
        talk.hears("Give angle: number:");
        talk.say("90");
        talk.hears("[1h]");
        talk.say("30m");
        talk.hears("why?");
        talk.say(StageDesk.REASON);
        talk.hears("Filed:");
        UUID subject = Objects.requireNonNull(desk.filed.poll(10, TimeUnit.SECONDS));
        assertThat(desk.wishes.poll())
                .isEqualTo(new PermitDesk.Wish(
                        "turn-stage", Map.of("angle", "90"), List.of(), "", "30m", StageDesk.REASON));
        ApprovalId approval = stage.ask(subject, anna.id());
        stage.vote(approval);

        long begun = System.nanoTime();
        stage.issue(subject, approval, anna, Duration.ofMinutes(30), List.of());

        talk.hears("in at last");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        assertThat(ssh.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(stage.over(anna, Duration.ofSeconds(5)).production()).isTrue();
    }

    @Test
    void whatWaitsAlreadyIsWaitedForAndOpensThisTerminal() throws Exception {
        Stage.Person anna = stage.operator();
        UUID subject = waits();
        Process ssh = stage.ssh(anna, "web-01", stage.code(anna), List.of("-tt"), "echo joined it")
                .start();
        Conversation talk = new Conversation(ssh);
        talk.hears("This terminal opens as soon as OP-000007 is approved");
        ApprovalId approval = stage.ask(subject, anna.id());
        stage.vote(approval);

        stage.issue(subject, approval, anna, Duration.ofMinutes(30), List.of());

        talk.hears("joined it");
        assertThat(ssh.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(talk.heard())
                .contains("OP-000007 asks for this already", "/operations/OP-000007")
                .contains("The head of the node has to approve: Hilda")
                .doesNotContain("Enter for none");
    }

    @Test
    void oneKeyAsksForAnotherInstead() throws Exception {
        desk.offering = true;
        Stage.Person anna = stage.operator();
        waits();
        Process ssh =
                stage.ssh(anna, "web-01", stage.code(anna), List.of("-tt")).start();
        Conversation talk = new Conversation(ssh);

        talk.hears("n asks for another operation");
        ssh.getOutputStream().write('n');
        ssh.getOutputStream().flush();
        talk.hears("Enter for none):");
        talk.say("");

        assertThat(ssh.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ssh.exitValue()).isEqualTo(3);
    }

    @Test
    void aScriptIsRefusedAndReadsWhatWaits() throws Exception {
        Stage.Person anna = stage.operator();
        waits();

        Program.Result ssh =
                stage.ssh(anna, "web-01", stage.code(anna), List.of(), "uptime").run();

        assertThat(ssh.exit()).isEqualTo(3);
        assertThat(ssh.err()).contains("OP-000007 asks for this already", "Hilda");
        assertThat(ssh.out()).isEmpty();
    }

    private UUID waits() {
        UUID subject = UUID.randomUUID();
        Reason head = Reason.of("approval.missing.head", "B19", "/approvals", "Hilda");
        desk.waiting.set(new PermitDesk.Pending(subject, "OP-000007", "/operations/OP-000007", List.of(head)));
        return subject;
    }
}
