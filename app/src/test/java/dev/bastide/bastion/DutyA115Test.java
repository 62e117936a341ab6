package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.access.Permits;
import dev.bastide.audit.AuditRecord;
import dev.bastide.bastion.recorder.RecordingFiles;
import dev.bastide.bastion.recording.RecordingEvent;
import dev.bastide.bastion.recording.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A115: a record names session, position, object and permit, and the position leads to the recorded bytes. */
@OnStage
class DutyA115Test {
    @Autowired
    Stage stage;

    @Autowired
    RecordingFiles files;

    @Autowired
    Permits permits;

    @Test
    void holdsEveryRecordOfASessionResolvesToItsRecording() throws Exception {
        Stage.Person anna = stage.operator();
        stage.permit(anna, Duration.ofMinutes(30));
        stage.ssh(anna, "web-01", stage.code(anna), List.of(), "echo located")
                .run()
                .ok();
        Session session = stage.over(anna, Duration.ofSeconds(5));
        List<RecordingEvent> events = new ArrayList<>();

        Verdict verdict = files.read(session.id().value(), session.file(), events::add);
        List<AuditRecord> records = stage.records(session.id());

        assertThat(records).extracting(AuditRecord::operation).contains("session.open", "session.end");
        assertThat(records).allSatisfy(told -> {
            assertThat(told.sessionId()).isEqualTo(session.id().toString());
            assertThat(told.objectId()).isEqualTo("host:" + stage.web);
            assertThat(told.changeId()).isEqualTo(subject(session));
            long offset = Objects.requireNonNull(told.offset());
            assertThat(offset).isBetween(0L, verdict.head().position());
            assertThat(offset == verdict.head().position()
                            || events.stream().anyMatch(event -> event.position() == offset))
                    .isTrue();
        });
        assertThat(records)
                .filteredOn(told -> told.operation().equals("session.end"))
                .singleElement()
                .satisfies(told ->
                        assertThat(told.content()).contains(verdict.head().hex()));
    }

    private String subject(Session session) {
        return permits.find(Objects.requireNonNull(session.permit()))
                .orElseThrow()
                .subject()
                .toString();
    }

    @Test
    void bitesARecordingThatIsNotTheOneTheRecordNames() throws Exception {
        Stage.Person anna = stage.operator();
        stage.ssh(anna, "lab-01", stage.code(anna), List.of(), "echo one").run().ok();
        Session one = stage.over(anna, Duration.ofSeconds(5));
        stage.ssh(anna, "lab-01", null, List.of("-o", "BatchMode=yes"), "echo two")
                .run()
                .ok();
        Session two = stage.over(anna, Duration.ofSeconds(5));
        Path file = files.path(one.file());
        byte[] kept = Files.readAllBytes(file);

        Files.write(file, Files.readAllBytes(files.path(two.file())));
        List<RecordingEvent> events = new ArrayList<>();
        Verdict verdict = files.read(one.id().value(), one.file(), events::add);
        Files.write(file, kept);

        assertThat(two.id()).isNotEqualTo(one.id());
        assertThat(verdict).isInstanceOf(Verdict.Broken.class);
        assertThat(events).isEmpty();
    }
}
