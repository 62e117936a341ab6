package dev.bastide.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.NodeId;
import dev.bastide.job.Intents;
import dev.bastide.page.NoSuch;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A103: who takes an alarm and who ends it. */
@OfficeTest
class AlarmAnswersTest {
    @Autowired
    private Office office;

    @Autowired
    private AlarmAnswers answers;

    @Autowired
    private Intents intents;

    @Test
    void whoNeitherMayNorWasToldTakesNothing() {
        Someone head = office.people.with("approver");
        Someone other = office.people.with("auditor", "auditor");
        Someone stranger = office.people.with("customer");
        AlarmId id = office.raise(office.node(head));

        assertThatThrownBy(() -> answers.acknowledge(other.actor(), id.toString(), ""))
                .isInstanceOf(ActRefused.class);
        assertThatThrownBy(() -> answers.read(stranger.actor(), id.toString())).isInstanceOf(NoSuch.class);
        // The head has no role at all here, and was told: so it is his to take.
        assertThat(answers.acknowledge(head.actor(), id.toString(), "").acknowledgement())
                .isNotNull();
    }

    @Test
    void nobodyEndsItWithoutACauseOrBeforeSomebodyHadIt() {
        NodeId node = office.node(office.people.with("approver"));
        Someone guard = office.guard();
        AlarmId id = office.raise(node);
        assertThatThrownBy(() -> answers.resolve(guard.actor(), id.toString(), "", "gone"))
                .hasMessage("alarm.bad.cause");
        assertThatThrownBy(() -> answers.resolve(guard.actor(), id.toString(), "fixed", " "))
                .hasMessage("page.form.required");
        assertThatThrownBy(() -> office.sql
                        .sql("""
                                insert into alarm.resolution (id, alarm, person, cause, told, at, mark)
                                select gen_random_uuid(), a.id, ?, 'fixed', 'x', a.raised_at,
                                    decode(repeat('00', 32), 'hex')
                                from alarm.alarm a
                                where a.id = ?
                                """)
                        .params(guard.id().value(), id.value())
                        .update())
                .hasStackTraceContaining("nobody has acknowledged");

        Standing ended = answers.resolve(guard.actor(), id.toString(), "fixed", "the disk was full");

        assertThat(ended.state()).isEqualTo("resolved");
        assertThat(ended.acknowledgement()).isNotNull();
    }

    @Test
    void anEffectWhoseEndNobodySawRaisesOne() throws Exception {
        String subject = "step-" + UUID.randomUUID();
        intents.announce("operation.step", subject, Duration.ofSeconds(1));
        office.clock.advance(Duration.ofMinutes(1));

        intents.closeSilent();

        Eventually.holds(
                "the alarm is raised",
                Duration.ofSeconds(20),
                () -> office.sql
                                .sql("select count(*) from alarm.alarm where kind = ? and ? = any (reason_args)")
                                .params(Heard.OUTCOME_UNKNOWN.name(), subject)
                                .query(Integer.class)
                                .single()
                        == 1);
    }
}
