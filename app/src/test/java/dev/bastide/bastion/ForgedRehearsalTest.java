package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.HostId;
import dev.bastide.authority.PermitId;
import dev.bastide.bastion.run.RunRows;
import dev.bastide.bastion.run.StepHash;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A50: a rehearsal is what this program saw end well off production, and not what somebody wrote into its tables. */
@OnStage
class ForgedRehearsalTest {
    @Autowired
    Stage stage;

    @Autowired
    Runner runner;

    @Autowired
    Rehearsals rehearsals;

    @Autowired
    RunRows runs;

    @Autowired
    Sessions sessions;

    @Autowired
    JdbcClient sql;

    @Value("${bastide.database.url}")
    String database;

    @Test
    void holdsWhatWasSeenByTheRunnerAndByHand() throws Exception {
        UUID specification = UUID.randomUUID();
        ended(run(specification, stage.labHost, "echo seen"));
        assertThat(proof(specification, "echo seen")).isPresent();

        Stage.Person anna = stage.operator();
        PermitId permit = done(anna, "true");
        assertThat(byHand(permit, "true")).isPresent();
        assertThat(byHand(permit, "true || true")).isEmpty();
    }

    @Test
    void bitesARunTurnedToSuccess() throws Exception {
        UUID specification = UUID.randomUUID();
        RunId run = ended(run(specification, stage.labHost, "exit 7"));

        asOwner(
                "bastion.session",
                "update bastion.session s set exit_code = 0 from bastion.run_step r where r.session = s.id and r.run = ?",
                run.value());
        asOwner(
                "bastion.run_step",
                "update bastion.run_step set state = 'done', exit_code = 0 where run = ?",
                run.value());
        asOwner("bastion.run", "update bastion.run set state = 'done' where id = ?", run.value());

        assertThat(runs.find(run).orElseThrow().state()).isEqualTo(Run.State.DONE);
        assertThat(proof(specification, "exit 7")).isEmpty();
    }

    @Test
    void bitesAHarmlessRunThatIsSaidToBeOfOtherSteps() throws Exception {
        UUID specification = UUID.randomUUID();
        RunId run = ended(run(UUID.randomUUID(), stage.labHost, "echo harmless"));

        asOwner(
                "bastion.run",
                "update bastion.run set spec_version = '" + specification + "', step_hash = '"
                        + StepHash.of(List.of("rm -rf /srv")) + "' where id = ?",
                run.value());

        assertThat(runs.rehearsal(specification, StepHash.of(List.of("rm -rf /srv")), since()))
                .isPresent();
        assertThat(proof(specification, "rm -rf /srv")).isEmpty();
    }

    @Test
    void bitesProductionTurnedToARehearsal() throws Exception {
        UUID specification = UUID.randomUUID();
        RunId run = ended(run(specification, stage.web, "echo live"));
        assertThat(proof(specification, "echo live")).isEmpty();

        asOwner(
                "bastion.session",
                "update bastion.session s set production = false from bastion.run_step r where r.session = s.id and r.run = ?",
                run.value());
        asOwner("bastion.run", "update bastion.run set production = false where id = ?", run.value());

        assertThat(proof(specification, "echo live")).isEmpty();
    }

    @Test
    void bitesACommandByHandThatFailed() throws Exception {
        PermitId permit = done(stage.operator(), "false");
        asOwner("bastion.session", "update bastion.session set exit_code = 0 where permit = ?", permit.value());

        assertThat(byHand(permit, "false")).isEmpty();
    }

    @Test
    void bitesARunWrittenIntoTheTables() throws Exception {
        UUID specification = UUID.randomUUID();
        RunId run = ended(run(specification, stage.labHost, "echo once"));
        UUID copied = UUID.randomUUID();
        UUID session = UUID.randomUUID();

        // With the program's own role, which may write sessions and runs: an old success stands for another version.
        copy(
                "bastion.session",
                "id = (select session from bastion.run_step where run = '" + run + "')",
                "{\"id\": \"%s\"}".formatted(session));
        copy(
                "bastion.run",
                "id = '" + run + "'",
                "{\"id\": \"%s\", \"spec_version\": \"%s\"}".formatted(copied, copied));
        copy(
                "bastion.run_step",
                "run = '" + run + "'",
                "{\"run\": \"%s\", \"session\": \"%s\"}".formatted(copied, session));

        assertThat(rehearsals.proof(copied, List.of("echo once"), since())).isEmpty();
        // The sealed command is bound to its own session; the foreign row hides no other.
        assertThat(sessions.find(new SessionId(session)).orElseThrow().command())
                .isEqualTo(Session.UNREADABLE);

        asOwner("bastion.run_step", "delete from bastion.run_step where run = ?", copied);
        asOwner("bastion.run", "delete from bastion.run where id = ?", copied);
        asOwner("bastion.session", "delete from bastion.session where id = ?", session);
    }

    @Test
    void theDatabaseKeepsAnEndAndItsMark() throws Exception {
        RunId run = ended(run(UUID.randomUUID(), stage.labHost, "echo kept"));

        for (String change : new String[] {"mark = null", "exit_code = 3", "mark = decode(repeat('00', 32), 'hex')"}) {
            assertThatThrownBy(() -> sql.sql("update bastion.session set " + change
                                    + " where id = (select session from bastion.run_step where run = ?)")
                            .param(run.value())
                            .update())
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining("has ended and stays");
        }
    }

    private RunId run(UUID specification, HostId host, String step) throws Exception {
        Stage.Person anna = stage.operator();
        PermitId permit = stage.permit(anna, Duration.ofMinutes(30), List.of(step));
        return runner.start(
                stage.actor(anna, AccessMethod.CONSOLE),
                new RunPlan(
                        UUID.randomUUID(),
                        permit,
                        specification,
                        List.of(new RunPlan.RunTarget(host, stage.sshd.account())),
                        List.of(step)));
    }

    private RunId ended(RunId run) throws Exception {
        Eventually.holds(
                "the run ends",
                Duration.ofSeconds(30),
                () -> runs.find(run).orElseThrow().state() != Run.State.RUNNING);
        // A run that failed may end a moment before its session is written down.
        Eventually.holds(
                "its sessions ended",
                Duration.ofSeconds(10),
                () -> sql.sql("""
                        select bool_and(s.state = 'ended') from bastion.run_step r
                        join bastion.session s on s.id = r.session where r.run = ?
                        """).param(run.value()).query(Boolean.class).single());
        return run;
    }

    private PermitId done(Stage.Person person, String command) throws Exception {
        PermitId permit = stage.permit(person, Duration.ofMinutes(30));
        stage.ssh(person, "lab-01", stage.code(person), List.of(), command).run();
        Eventually.holds(
                "the session ended",
                Duration.ofSeconds(10),
                () -> sql.sql("select count(*) from bastion.session where permit = ? and state = 'ended'")
                                .param(permit.value())
                                .query(Integer.class)
                                .single()
                        == 1);
        return permit;
    }

    private Optional<Rehearsals.Rehearsed> byHand(PermitId permit, String step) {
        return rehearsals.byHand(List.of(permit), List.of(step), since());
    }

    private Optional<Rehearsals.Rehearsed> proof(UUID specification, String step) {
        return rehearsals.proof(specification, List.of(step), since());
    }

    private Instant since() {
        return stage.clock.instant().minus(Duration.ofDays(30));
    }

    private void copy(String table, String which, String changed) {
        sql.sql("insert into %1$s select (jsonb_populate_record(t, '%3$s')).* from %1$s as t where %2$s"
                        .formatted(table, which, changed))
                .update();
    }

    /** As the database's owner, who can switch triggers off. */
    private void asOwner(String table, String change, Object id) {
        JdbcClient owner = JdbcClient.create(TestDatabase.ownerOf(database));
        owner.sql("alter table " + table + " disable trigger user").update();
        try {
            owner.sql(change).param(id).update();
        } finally {
            owner.sql("alter table " + table + " enable trigger user").update();
        }
    }
}
