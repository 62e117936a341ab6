package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.access.PermitDesk;
import dev.bastide.approval.ApprovalId;
import dev.bastide.authority.Reason;
import dev.bastide.testing.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A terminal that waits misses nothing: not what comes before it sits down, nor what comes without an event. */
@OnStage
class WaitingAtTheTerminalTest {
    @Autowired
    Stage stage;

    @Autowired
    Sessions sessions;

    @Autowired
    StageDesk desk;

    @AfterEach
    void offerNothing() {
        desk.offering = false;
        desk.waiting.set(null);
        desk.meanwhile.set(null);
        desk.filed.clear();
        desk.wishes.clear();
    }

    @Test
    void bothApprovalsMayComeBeforeItSitsDown() throws Exception {
        desk.offering = true;
        Stage.Person anna = stage.operator();
        Process ssh = stage.ssh(anna, "web-01", stage.code(anna), List.of("-tt"), "echo 'in' at once")
                .start();
        Conversation talk = new Conversation(ssh);
        talk.hears("Enter for none):");
        talk.say("1");
        talk.hears("Value for angle");
        talk.say("90");
        talk.hears("[1h]");
        talk.say("");
        talk.hears("why?");
        desk.meanwhile.set(subject -> opens(anna, subject));

        long begun = System.nanoTime();
        talk.say(StageDesk.REASON);

        talk.hears("in at once");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
        assertThat(ssh.waitFor(20, TimeUnit.SECONDS)).isTrue();
        stage.over(anna, Duration.ofSeconds(5));
        assertThat(sessions.ofPerson(anna.id(), 5)).as("opened once").hasSize(1);
    }

    @Test
    void whatItJoinsMayBeApprovedBeforeItSitsDown() throws Exception {
        Stage.Person anna = stage.operator();
        waits();
        desk.meanwhile.set(subject -> opens(anna, subject));

        Process ssh = stage.ssh(anna, "web-01", stage.code(anna), List.of("-tt"), "echo 'joined' at once")
                .start();

        new Conversation(ssh).hears("joined at once");
        assertThat(ssh.waitFor(20, TimeUnit.SECONDS)).isTrue();
        stage.over(anna, Duration.ofSeconds(5));
        assertThat(sessions.ofPerson(anna.id(), 5)).as("opened once").hasSize(1);
    }

    @Test
    void twentyTerminalsWaitForOneRequestAndAllOpen() throws Exception {
        Stage.Person anna = stage.operator();
        UUID subject = waits();
        List<Process> clients = new ArrayList<>();
        List<Conversation> talks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Process ssh = stage.ssh(anna, "web-01", stage.code(anna), List.of("-tt"), "echo seat " + i + " 'is' in")
                    .start();
            Conversation talk = new Conversation(ssh);
            talk.hears("This terminal opens as soon as OP-000007 is approved");
            clients.add(ssh);
            talks.add(talk);
        }
        clients.removeLast().destroyForcibly();

        opens(anna, subject);

        for (int i = 0; i < clients.size(); i++) {
            talks.get(i).hears("seat " + i + " is in");
            assertThat(clients.get(i).waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        Eventually.holds(
                "no session stays open",
                Duration.ofSeconds(10),
                () -> sessions.ofPerson(anna.id(), 50).stream().noneMatch(Session::live));
        assertThat(sessions.ofPerson(anna.id(), 50)).hasSize(clients.size());
    }

    @Test
    void whatIsTakenBackWithoutAnEventIsToldAllTheSame() throws Exception {
        Stage.Person anna = stage.operator();
        UUID subject = waits();
        Process ssh =
                stage.ssh(anna, "web-01", stage.code(anna), List.of("-tt")).start();
        Conversation talk = new Conversation(ssh);
        talk.hears("This terminal opens as soon as OP-000007 is approved");

        desk.fates.put(
                subject,
                new PermitDesk.Fate.Over(
                        Reason.of("change.terminal.lapsed", "A47", "/operations/OP-000007", "OP-000007", "yesterday")));

        assertThat(ssh.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(ssh.exitValue()).isEqualTo(3);
        talk.hears("OP-000007 has lapsed: it was not approved before yesterday.");
        assertThat(talk.heard()).contains("ask again by logging in once more", "/operations/OP-000007");
        assertThat(stage.records(anna, "session.open"))
                .anyMatch(record -> record.content().contains("change.terminal.lapsed"));
    }

    private void opens(Stage.Person anna, UUID subject) {
        ApprovalId approval = stage.ask(subject, anna.id());
        stage.vote(approval);
        stage.issue(subject, approval, anna, Duration.ofMinutes(30), List.of());
    }

    private UUID waits() {
        UUID subject = UUID.randomUUID();
        Reason head = Reason.of("approval.missing.head", "B19", "/approvals", "Hilda");
        desk.waiting.set(new PermitDesk.Pending(subject, "OP-000007", "/operations/OP-000007", List.of(head)));
        return subject;
    }
}
