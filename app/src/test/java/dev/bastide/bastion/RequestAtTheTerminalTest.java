package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.approval.ApprovalId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
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

    @Test
    void theTerminalSaysWhyAndOffersToFileTheRequest() throws Exception {
        Stage.Person anna = stage.operator();
        Process ssh =
                stage.ssh(anna, "web-01", stage.code(anna), List.of("-tt")).start();
        Conversation talk = new Conversation(ssh);

        talk.hears("Refused:");
        talk.hears("[y/N]");
        talk.say("n");

        assertThat(ssh.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ssh.exitValue()).isEqualTo(3);
        assertThat(talk.heard()).contains("Why:", "Rule:", "A47");
        assertThat(sessions.ofPerson(anna.id(), 1)).isEmpty();
    }

    @Test
    void whatProductionForbidsIsSaidAtOnceAndNotFiled() throws Exception {
        Stage.Person anna = stage.operator();
        Process ssh = stage.ssh(anna, "web-01", stage.code(anna), List.of("-tt"), "reboot")
                .start();
        Conversation talk = new Conversation(ssh);

        talk.hears("[y/N]");
        talk.say("y");
        talk.hears("why?");
        talk.say("it hangs and customers wait");

        assertThat(ssh.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ssh.exitValue()).isEqualTo(3);
        assertThat(sessions.ofPerson(anna.id(), 1)).isEmpty();
    }

    @Test
    void theTerminalOpensWithinASecondOfTheSecondApproval() throws Exception {
        Stage.Person anna = stage.operator();
        Process ssh = stage.ssh(anna, "web-01", stage.code(anna), List.of("-tt"), "echo in at last")
                .start();
        Conversation talk = new Conversation(ssh);
        talk.hears("[y/N]");
        talk.say("y");
        talk.hears("why?");
        talk.say(StageDesk.REASON);
        talk.hears("Filed:");
        UUID subject = Objects.requireNonNull(desk.filed.poll(10, TimeUnit.SECONDS));
        ApprovalId approval = stage.ask(subject, anna.id());
        stage.vote(approval);

        long begun = System.nanoTime();
        stage.issue(subject, approval, anna, Duration.ofMinutes(30), List.of());

        talk.hears("in at last");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        assertThat(ssh.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(stage.over(anna, Duration.ofSeconds(5)).production()).isTrue();
    }
}
