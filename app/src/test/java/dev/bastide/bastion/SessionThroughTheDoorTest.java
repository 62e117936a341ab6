package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.authority.PermitId;
import dev.bastide.bastion.recorder.RecordingFiles;
import dev.bastide.bastion.recording.Cast;
import dev.bastide.bastion.recording.Verdict;
import dev.bastide.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Plain ssh through the whole program to a real sshd: what is allowed works, and everything else says why not. */
@OnStage
class SessionThroughTheDoorTest {
    private static final List<String> BATCH = List.of("-o", "BatchMode=yes");

    @Autowired
    Stage stage;

    @Autowired
    Sessions sessions;

    @Autowired
    RecordingFiles files;

    @Test
    void permittedCommandRunsAndIsRecorded() throws Exception {
        Stage.Person anna = stage.operator();
        PermitId permit = stage.permit(anna, Duration.ofMinutes(30));

        Program.Result result = stage.ssh(anna, "web-01", stage.code(anna), List.of(), "echo out; echo err >&2; exit 7")
                .run();

        assertThat(result.out()).isEqualTo("out\n");
        assertThat(result.err()).isEqualTo("err\n");
        assertThat(result.exit()).isEqualTo(7);
        Session session = stage.over(anna, Duration.ofSeconds(5));
        assertThat(session.permit()).isEqualTo(permit);
        assertThat(session.rule()).contains("permit:" + permit);
        assertThat(session.exitCode()).isEqualTo(7);
        assertThat(session.command()).isEqualTo("echo out; echo err >&2; exit 7");
        assertThat(session.recording()).isEqualTo(Session.RecordingState.WHOLE);
        assertThat(cast(session))
                .contains("out\\n", "err\\n", "\"x\", \"7\"", "command l0 echo out; echo err >&2; exit 7");
        assertThat(stage.records(session.id()))
                .extracting(AuditRecord::operation)
                .contains("session.open", "session.end");
    }

    @Test
    void withoutPermitTheTerminalSaysWhy() throws Exception {
        Stage.Person anna = stage.operator();

        Program.Result result =
                stage.ssh(anna, "web-01", stage.code(anna), List.of(), "id").run();

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.err()).contains("Refused:", "A47", "Now:");
        assertThat(sessions.ofPerson(anna.id(), 5)).isEmpty();
        assertThat(stage.records(anna, "session.open"))
                .singleElement()
                .extracting(AuditRecord::result)
                .isEqualTo(Result.REFUSED);
    }

    @Test
    void aCodeServesOnceAndIsThenRemembered() throws Exception {
        Stage.Person anna = stage.operator();
        String code = stage.code(anna);

        Program.Result wrong =
                stage.ssh(anna, "lab-01", "123456", List.of(), "true").run();
        Program.Result right =
                stage.ssh(anna, "lab-01", code, List.of(), "echo in").run();
        Program.Result remembered =
                stage.ssh(anna, "lab-01", null, BATCH, "echo again").run();
        stage.sql
                .sql("delete from bastion.remembered_factor where person = ?")
                .param(anna.id().value())
                .update();
        Program.Result replayed =
                stage.ssh(anna, "lab-01", code, List.of(), "true").run();

        assertThat(wrong.exit()).isEqualTo(255);
        assertThat(right.out()).isEqualTo("in\n");
        assertThat(remembered.out()).isEqualTo("again\n");
        assertThat(replayed.exit()).isEqualTo(255);
    }

    @Test
    void aStrangersKeyAndAnUnknownHostAreRefused() throws Exception {
        Stage.Person anna = stage.operator();
        Stage.Person other = stage.operator();
        Stage.Person mixed = new Stage.Person(anna.id(), anna.login(), anna.secret(), other.key());

        assertThat(stage.ssh(mixed, "lab-01", stage.code(anna), List.of(), "true")
                        .run()
                        .exit())
                .isEqualTo(255);
        Program.Result unknown =
                stage.ssh(anna, "nowhere", stage.code(anna), List.of(), "true").run();
        assertThat(unknown.exit()).isEqualTo(3);
        assertThat(unknown.err()).contains("nowhere");
        assertThat(stage.records(anna, "session.open"))
                .extracting(AuditRecord::content)
                .singleElement()
                .asString()
                .startsWith("Refused: No host ")
                .contains("nowhere", "is known that you may see. [bastion.refused.no-such-host]; tried ");
    }

    @Test
    void somebodyWithoutTheRoleIsNotAdmitted() throws Exception {
        assertThat(stage.ssh(stage.aud, "lab-01", stage.code(stage.aud), List.of(), "true")
                        .run()
                        .exit())
                .isEqualTo(255);
    }

    @Test
    void aTerminalIsRecordedWithoutItsPasswords() throws Exception {
        Stage.Person anna = stage.operator();

        Process ssh =
                stage.ssh(anna, "lab-01", stage.code(anna), List.of("-tt")).start();
        Conversation talk = new Conversation(ssh);
        talk.say("stty -echo; echo re''ady; read -r pw; stty echo; echo got:${#pw}");
        talk.hears("ready");
        talk.say("hush-hush");
        talk.hears("got:9");
        talk.say("echo typed-$((40+2))");
        talk.hears("typed-42");
        talk.say("exit 4");

        assertThat(ssh.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ssh.exitValue()).isEqualTo(4);
        String cast = cast(stage.over(anna, Duration.ofSeconds(5)));
        assertThat(cast).contains("got:9", "hidden input: 9", "command l1").doesNotContain("hush-hush");
    }

    @Test
    void aFileTransferIsCountedAndHashed() throws Exception {
        Stage.Person anna = stage.operator();
        Path file = stage.folder.resolve("upload");
        Files.write(file, new byte[300_000]);
        List<String> command = new ArrayList<>(List.of("scp", "-O"));
        command.addAll(stage.tools.options(anna));
        command.addAll(List.of(
                file.toString(), "scp://" + anna.login() + "%25lab-01@127.0.0.1/" + stage.folder.resolve("arrived")));

        Program.of(command)
                .environment(stage.tools.environment(stage.code(anna)))
                .run()
                .ok();

        Session session = stage.over(anna, Duration.ofSeconds(10));
        assertThat(session.kind()).isEqualTo(SessionKind.SCP);
        assertThat(cast(session)).contains("\\\"direction\\\":\\\"input\\\",\\\"bytes\\\":300");
        assertThat(stage.records(session.id()))
                .filteredOn(told -> told.operation().equals("session.transfer-end"))
                .singleElement()
                .satisfies(told -> assertThat(told.content()).contains("input 300", "SHA-256"));
    }

    private String cast(Session session) {
        StringBuilder cast = new StringBuilder();
        Verdict verdict = files.read(session.id().value(), session.file(), new Cast(cast));
        assertThat(verdict).isInstanceOf(Verdict.Whole.class);
        assertThat(verdict.head().hex()).isEqualTo(session.headHex());
        return cast.toString();
    }
}
