package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.bastion.recorder.Recorder;
import dev.bastide.bastion.recorder.RecordingFiles;
import dev.bastide.bastion.recording.Verdict;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;

/** A46: the bastion is the only path, and nothing runs that is not recorded. */
@OnStage
class DutyA46Test {
    @Autowired
    Stage stage;

    @Autowired
    Recorder recorder;

    @Autowired
    RecordingFiles files;

    @Autowired
    FillingDisks disks;

    @AfterEach
    void makeRoom() throws Exception {
        disks.full = false;
        Eventually.holds(
                "the recorder works again",
                Duration.ofSeconds(30),
                () -> recorder.failing().isEmpty());
    }

    @Test
    void holdsARecorderFailureEndsTheSessionAndRefusesTheNext() throws Exception {
        Stage.Person anna = stage.operator();
        Process ssh = stage.ssh(anna, "lab-01", stage.code(anna), List.of(), "while :; do echo tick; sleep 0.1; done")
                .start();
        stage.live(anna);

        int alarmsBefore = alarms();
        disks.full = true;

        assertThat(ssh.waitFor(20, TimeUnit.SECONDS)).isTrue();
        Session session = stage.over(anna, Duration.ofSeconds(5));
        assertThat(session.endWhy()).isEqualTo("bastion.end.recorder");
        assertThat(session.recording()).isEqualTo(Session.RecordingState.FAILED);
        assertThat(recorder.failing()).isPresent();
        Program.Result next = stage.ssh(anna, "lab-01", null, List.of("-o", "BatchMode=yes"), "echo unrecorded")
                .run();
        assertThat(next.out()).isEmpty();
        assertThat(next.exit()).isEqualTo(3);
        assertThat(next.err()).contains("A46");
        Eventually.holds(
                "those who can repair it are told, once", Duration.ofSeconds(10), () -> alarms() == alarmsBefore + 1);
    }

    @Test
    void bitesWhenTheDatabaseIsAskedForASessionWithoutRecording() throws Exception {
        Stage.Person anna = stage.operator();
        stage.ssh(anna, "lab-01", stage.code(anna), List.of(), "true").run().ok();
        Session session = stage.over(anna, Duration.ofSeconds(5));

        assertThatThrownBy(() -> stage.sql.sql("""
                        insert into bastion.session (id, connection, person, person_login, person_name, host, host_path, node,
                            account, production, rule, source, kind, state, holder, lease_until, announced_at, not_after,
                            file, recording)
                        select gen_random_uuid(), connection, person, person_login, person_name, host, host_path, node,
                            account, production, rule, source, kind, 'announced', holder, now(), now(), now(), file, 'open'
                        from bastion.session where id = ?
                        """).param(session.id().value()).update())
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("file_hash");
        assertThatThrownBy(() -> stage.sql
                        .sql("update bastion.session set head = null where id = ?")
                        .param(session.id().value())
                        .update())
                .hasMessageContaining("ended");
        assertThatThrownBy(() ->
                        stage.sql.sql("delete from bastion.recording_head").update())
                .isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> stage.sql.sql("delete from bastion.session").update())
                .isInstanceOf(DataAccessException.class);
    }

    @Test
    void bitesWhenAFileIsTouchedAfterwards() throws Exception {
        Stage.Person anna = stage.operator();
        stage.ssh(anna, "lab-01", stage.code(anna), List.of(), "echo evidence")
                .run()
                .ok();
        Session session = stage.over(anna, Duration.ofSeconds(5));
        Path file = files.path(session.file());
        byte[] whole = Files.readAllBytes(file);

        byte[] changed = whole.clone();
        changed[changed.length - 40] ^= 1;
        Files.write(file, changed);
        Verdict touched = files.read(session.id().value(), session.file(), event -> {});
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        Verdict cut = files.read(session.id().value(), session.file(), event -> {});
        Files.delete(file);
        Verdict gone = files.read(session.id().value(), session.file(), event -> {});
        Files.write(file, whole);

        assertThat(List.of(touched, cut, gone))
                .allSatisfy(verdict -> assertThat(verdict).isInstanceOf(Verdict.Broken.class));
        assertThat(files.read(session.id().value(), session.file(), event -> {}))
                .isInstanceOf(Verdict.Whole.class);
    }

    @Test
    void holdsEverySessionHasItsRecording() throws Exception {
        Stage.Person anna = stage.operator();
        stage.ssh(anna, "lab-01", stage.code(anna), List.of(), "true").run().ok();
        stage.over(anna, Duration.ofSeconds(5));

        int without = stage.sql.sql("""
                        select count(*) from bastion.session s
                        where s.state in ('ended', 'unknown')
                            and not exists (select 1 from bastion.recording_head h
                                where h.session = s.id and h.chunks = s.chunks and h.head = s.head)
                            and s.chunks > 0
                        """).query(Integer.class).single();

        assertThat(without).isZero();
    }

    private int alarms() {
        return stage.sql
                .sql("select count(*) from alarm.alarm where kind = 'bastion.recorder'")
                .query(Integer.class)
                .single();
    }
}
