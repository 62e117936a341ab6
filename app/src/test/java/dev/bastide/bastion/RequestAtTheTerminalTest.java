package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.access.PermitDesk;
import dev.bastide.approval.ApprovalId;
import dev.bastide.authority.Reason;
import dev.bastide.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
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
        desk.filed.clear();
        desk.wishes.clear();
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
        talk.hears("Enter for none):", 2);
        talk.say("");

        assertThat(ssh.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ssh.exitValue()).isEqualTo(3);
        assertThat(talk.heard())
                .contains("Why:", "Rule:", "A47")
                .contains("1  turn-stage - Turn the stage (asks for angle;")
                .contains("-  drop-curtain - Drop the curtain (not yet)")
                .contains("without a number")
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
        talk.hears("There is no number 2 in the list.");
        talk.hears("Enter for none):", 2);
        talk.say("drop-curtain");
        talk.hears("drop-curtain v1 was not seen to succeed off production", 2);
        talk.hears("Enter for none):", 3);
        talk.say("0");

        assertThat(ssh.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ssh.exitValue())
                .as("three answers that lead nowhere are enough")
                .isEqualTo(2);
        assertThat(talk.heard()).contains("3 answers could not be used. Nothing was filed");
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
        talk.hears("Value for angle (a whole number):");
        talk.say("90");
        talk.hears("[1h]");
        talk.say("30m");
        talk.hears("why?");
        talk.say(StageDesk.REASON);
        talk.hears("Filed:");
        UUID subject = Objects.requireNonNull(desk.filed.poll(10, TimeUnit.SECONDS));
        assertThat(desk.wishes.poll())
                .isEqualTo(new PermitDesk.Wish(
                        "turn-stage", Map.of("angle", "90"), List.of(), List.of(), "", "30m", StageDesk.REASON));
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
    void whatIsWrongIsToldAtOnceAndAskedForAgain() throws Exception {
        desk.offering = true;
        Stage.Person anna = stage.operator();
        Process ssh = stage.ssh(anna, "web-01", stage.code(anna), List.of("-tt"), "echo not yet")
                .start();
        Conversation talk = new Conversation(ssh);
        talk.hears("Enter for none):");
        talk.say("turn-stage");
        talk.hears("Value for angle");
        talk.say("ninety");
        talk.hears("This value does not fit angle: number: ninety");
        talk.hears("Value for angle", 2);
        talk.say("666");
        talk.hears("with these values was not seen to succeed");
        talk.hears("Enter for none):", 2);
        talk.say("1");
        talk.hears("Value for angle", 3);
        talk.say("90");
        talk.hears("[1h]");
        talk.say("2020-01-01T10:00");
        talk.hears("That is no length of time");
        talk.hears("[1h]", 2);
        talk.say("");
        talk.hears("why?");
        talk.say("   ");
        talk.hears("Something has to be typed here");
        talk.hears("why?", 2);
        talk.say("x".repeat(501));
        talk.hears("A reason has 1 to 500 characters.");
        talk.hears("why?", 3);
        talk.say(StageDesk.REASON);
        talk.hears("Filed:");

        assertThat(Objects.requireNonNull(desk.wishes.poll(10, TimeUnit.SECONDS))
                        .window())
                .isEqualTo("1h");
        ssh.destroy();
    }

    @Test
    void controlCAndControlDGiveUpAtEveryQuestion() throws Exception {
        desk.offering = true;
        List<String> questions = List.of("Enter for none):", "Value for angle", "[1h]", "why?");
        for (int until = 0; until < questions.size(); until++) {
            Stage.Person anna = stage.operator();
            Process ssh =
                    stage.ssh(anna, "web-01", stage.code(anna), List.of("-tt")).start();
            Conversation talk = new Conversation(ssh);
            for (int i = 0; i < until; i++) {
                talk.hears(questions.get(i));
                talk.say(List.of("1", "90", "30m").get(i));
            }
            talk.hears(questions.get(until));

            talk.key(until % 2 == 0 ? 3 : 4);

            assertThat(ssh.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(ssh.exitValue()).isEqualTo(130);
            talk.hears("Nothing was filed.");
        }
        assertThat(desk.filed.poll()).isNull();
    }

    @Test
    void linesEndBetweenWordsAtEightyColumnsInBothLanguages() throws Exception {
        for (String language : List.of("en", "zh")) {
            desk.offering = true;
            Stage.Person anna = stage.operator();
            stage.sql
                    .sql("update identity.person set locale = ? where id = ?")
                    .param(language)
                    .param(anna.id().value())
                    .update();
            boolean chinese = language.equals("zh");
            Conversation talk = atATerminalOf80Columns(anna);
            talk.hears(chinese ? "表示不申请）：" : "Enter for none):");
            talk.say("\u001b[A磁盘");
            talk.hears(chinese ? "没有编号 磁盘" : "no number 磁盘");
            talk.hears(chinese ? "表示不申请）：" : "Enter for none):", 2);
            talk.say("1");
            talk.hears(chinese ? "angle 的值（整数）：" : "Value for angle (a whole number):");
            talk.say("90");
            talk.hears("[1h]");
            talk.say("tomorrow");
            talk.hears("[1h]", 2);
            talk.say("30m");
            talk.hears(chinese ? "为什么？" : "why?");
            talk.say(StageDesk.REASON);
            talk.hears(chinese ? "已提交：" : "Filed:");
            desk.fates.put(
                    Objects.requireNonNull(desk.filed.poll(10, TimeUnit.SECONDS)),
                    new PermitDesk.Fate.Over(Reason.of(
                            "change.terminal.cancelled",
                            "A47",
                            "/operations/OP-000007",
                            "OP-000007",
                            "Olga",
                            "the sale goes on until Monday, and until then nobody touches the stage")));
            talk.hears(chinese ? "已被 Olga 取消" : "was cancelled by Olga");
            talk.hears("/operations/OP-000007");

            Files.createDirectories(Path.of("target", "terminal"));
            Files.writeString(Path.of("target", "terminal", language + ".txt"), talk.heard());
            assertThat(talk.heard().lines().filter(line -> !line.contains("/operations")))
                    .allMatch(line -> columns(line) <= 80, "at most 80 columns");
        }
    }

    /** A real pseudo terminal of that size around a real ssh. */
    private Conversation atATerminalOf80Columns(Stage.Person anna) throws Exception {
        String ssh = "stty cols 80 rows 24; exec ssh " + String.join(" ", stage.tools.options(anna)) + " -l "
                + anna.login() + "%web-01 127.0.0.1";
        return new Conversation(Program.of(List.of("script", "-qec", ssh, "/dev/null"))
                .environment(stage.tools.environment(stage.code(anna)))
                .start());
    }

    private static int columns(String line) {
        return line.codePoints()
                .map(point ->
                        Character.UnicodeScript.of(point) == Character.UnicodeScript.HAN || point > 0xFF00 ? 2 : 1)
                .sum();
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
