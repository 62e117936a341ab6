package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.authority.PermitId;
import dev.bastide.bastion.recorder.RecordingFiles;
import dev.bastide.bastion.recording.Cast;
import dev.bastide.bastion.recording.Verdict;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.Program;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Plain ssh through the whole program to a real sshd: what is allowed works, and everything else says why not. */
@OnStage
class SessionThroughTheDoorTest {
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
        Eventually.holds(
                "the session is written down",
                Duration.ofSeconds(5),
                () -> !last(anna).live());
        Session session = last(anna);
        assertThat(session.permit()).isEqualTo(permit);
        assertThat(session.exitCode()).isEqualTo(7);
        assertThat(session.command()).isEqualTo("echo out; echo err >&2; exit 7");
        assertThat(session.recording()).isEqualTo(Session.RecordingState.WHOLE);
        StringBuilder cast = new StringBuilder();
        Verdict verdict = files.read(session.id().value(), session.file(), new Cast(cast));
        assertThat(verdict).isInstanceOf(Verdict.Whole.class);
        assertThat(verdict.head().hex()).isEqualTo(session.headHex());
        assertThat(cast).contains("out\\n", "err\\n", "\"x\", \"7\"", "command l0 echo out; echo err >&2; exit 7");
    }

    @Test
    void withoutPermitTheTerminalSaysWhy() throws Exception {
        Stage.Person anna = stage.operator();

        Program.Result result =
                stage.ssh(anna, "web-01", stage.code(anna), List.of(), "id").run();

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.err()).contains("Refused:", "A47", "Now:");
        assertThat(sessions.ofPerson(anna.id(), 5)).isEmpty();
    }

    private Session last(Stage.Person person) {
        return sessions.ofPerson(person.id(), 1).getFirst();
    }
}
