package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.HostId;
import dev.bastide.authority.PermitId;
import dev.bastide.bastion.run.RunRows;
import dev.bastide.testing.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;

/** Bastide runs approved steps itself: recorded, in order, no step twice, stopped at the first failure. */
@OnStage
class RunnerTest {
    @Autowired
    Stage stage;

    @Autowired
    Runner runner;

    @Autowired
    Rehearsals rehearsals;

    @Autowired
    RunRows rows;

    @Autowired
    Sessions sessions;

    @Test
    void runsEachStepOnEachHostAndRecordsIt() throws Exception {
        Stage.Person anna = stage.operator();
        Path mark = stage.folder.resolve("mark-" + anna.login());
        List<String> steps = List.of("echo one >> " + mark, "echo two >> " + mark);
        PermitId permit = stage.permit(anna, Duration.ofMinutes(30), steps);

        Run run = run(anna, permit, steps, stage.web, stage.labHost);

        assertThat(run.state()).isEqualTo(Run.State.DONE);
        assertThat(Files.readAllLines(mark)).containsExactly("one", "two", "one", "two");
        assertThat(run.steps()).allSatisfy(step -> {
            Session session =
                    sessions.find(Objects.requireNonNull(step.session())).orElseThrow();
            assertThat(session.machine()).isEqualTo("runner");
            assertThat(session.person()).isEqualTo(anna.id());
            assertThat(session.permit()).isEqualTo(permit);
        });
    }

    @Test
    void stopsAtTheFirstFailureAndRollsBackOnRequest() throws Exception {
        Stage.Person anna = stage.operator();
        Path mark = stage.folder.resolve("mark-" + anna.login());
        List<String> steps = List.of("echo one >> " + mark, "exit 9", "echo never >> " + mark);
        PermitId permit = stage.permit(anna, Duration.ofMinutes(30), steps);

        Run run = run(anna, permit, steps, stage.web, stage.labHost);
        RunPlan back = new RunPlan(
                run.operation(),
                permit,
                null,
                List.of(new RunPlan.RunTarget(stage.web, stage.sshd.account())),
                List.of("echo undone >> " + mark));
        Run undone = ended(runner.rollBack(stage.actor(anna, AccessMethod.CONSOLE), run.id(), back));

        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(run.steps())
                .extracting(Run.Step::state)
                .startsWith(Run.StepState.DONE, Run.StepState.FAILED, Run.StepState.SKIPPED);
        assertThat(undone.state()).isEqualTo(Run.State.DONE);
        assertThat(Files.readAllLines(mark)).containsExactly("one", "undone");
    }

    @Test
    void aRunOffProductionIsTheProofOfARehearsal() throws Exception {
        Stage.Person anna = stage.operator();
        List<String> steps = List.of("true", "echo rehearsed");
        UUID specification = UUID.randomUUID();
        PermitId permit = stage.permit(anna, Duration.ofMinutes(30), steps);
        RunPlan plan = new RunPlan(
                UUID.randomUUID(),
                permit,
                specification,
                List.of(new RunPlan.RunTarget(stage.labHost, stage.sshd.account())),
                steps);

        Run run = ended(runner.start(stage.actor(anna, AccessMethod.CONSOLE), plan));
        var since = stage.clock.instant().minus(Duration.ofDays(30));

        assertThat(run.state()).isEqualTo(Run.State.DONE);
        assertThat(rehearsals.proof(specification, steps, since)).isPresent();
        assertThat(rehearsals.proof(specification, List.of("true"), since)).isEmpty();
        assertThat(rehearsals.proof(UUID.randomUUID(), steps, since)).isEmpty();
    }

    @Test
    void refusesOtherStepsAndOtherPeople() throws Exception {
        Stage.Person anna = stage.operator();
        Stage.Person berta = stage.operator();
        PermitId permit = stage.permit(anna, Duration.ofMinutes(30), List.of("true"));
        Actor actor = stage.actor(anna, AccessMethod.CONSOLE);

        assertThatThrownBy(() -> runner.start(actor, plan(permit, List.of("true", "rm -rf /srv"), stage.web)))
                .isInstanceOf(ActRefused.class)
                .hasMessage("bastion.refused.other-steps");
        assertThatThrownBy(() -> runner.start(
                        stage.actor(berta, AccessMethod.CONSOLE), plan(permit, List.of("true"), stage.web)))
                .isInstanceOf(ActRefused.class)
                .hasMessage("bastion.refused.not-executor");
    }

    @Test
    void theDatabaseBeginsNoStepTwice() throws Exception {
        Stage.Person anna = stage.operator();
        PermitId permit = stage.permit(anna, Duration.ofMinutes(30), List.of("true"));
        Run run = run(anna, permit, List.of("true"), stage.web);

        assertThatThrownBy(() -> stage.sql.sql("""
                        update bastion.run_step
                        set state = 'announced', ended_at = null, exit_code = null where run = ?
                        """).param(run.id().value()).update())
                .isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> stage.sql
                        .sql("update bastion.run set state = 'running', ended_at = null where id = ?")
                        .param(run.id().value())
                        .update())
                .isInstanceOf(DataAccessException.class);
    }

    private Run run(Stage.Person person, PermitId permit, List<String> steps, HostId... hosts) throws Exception {
        return ended(runner.start(stage.actor(person, AccessMethod.CONSOLE), plan(permit, steps, hosts)));
    }

    private RunPlan plan(PermitId permit, List<String> steps, HostId... hosts) {
        List<RunPlan.RunTarget> targets = Arrays.stream(hosts)
                .map(host -> new RunPlan.RunTarget(host, stage.sshd.account()))
                .toList();
        return new RunPlan(UUID.randomUUID(), permit, null, targets, steps);
    }

    private Run ended(RunId id) throws Exception {
        Eventually.holds(
                "the run ends",
                Duration.ofSeconds(30),
                () -> rows.find(id).orElseThrow().state() != Run.State.RUNNING);
        return rows.find(id).orElseThrow();
    }
}
