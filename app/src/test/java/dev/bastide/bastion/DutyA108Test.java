package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.testing.Program;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;

/** A108, at the door: a login needs a role on the tree and, on production, a covering operation; default is no. */
@OnStage
class DutyA108Test {
    @Autowired
    Stage stage;

    @Autowired
    Sessions sessions;

    @Test
    void holdsTheLoginIsRecordedWithPathAndRole() throws Exception {
        Stage.Person anna = stage.operator();
        stage.permit(anna, Duration.ofMinutes(30));

        stage.ssh(anna, "web-01", stage.code(anna), List.of(), "true").run().ok();

        assertThat(stage.records(anna, "bastion.login"))
                .singleElement()
                .satisfies(told -> assertThat(told.content()).contains("/shop/web/web-01", "operator"));
        assertThat(stage.over(anna, Duration.ofSeconds(5)).rule()).contains("operator", "permit:");
    }

    @Test
    void bitesAPermitOfSomebodyElseOpensNothing() throws Exception {
        Stage.Person anna = stage.operator();
        Stage.Person berta = stage.operator();
        stage.permit(anna, Duration.ofMinutes(30));

        Program.Result result =
                stage.ssh(berta, "web-01", stage.code(berta), List.of(), "true").run();

        assertThat(result.exit()).isEqualTo(3);
        assertThat(sessions.ofPerson(berta.id(), 1)).isEmpty();
        assertThat(stage.records(berta, "session.open"))
                .singleElement()
                .extracting(AuditRecord::result)
                .isEqualTo(Result.REFUSED);
    }

    @Test
    void bitesAWindowThatIsOverOpensNothing() throws Exception {
        Stage.Person anna = stage.operator();
        stage.permit(anna, Duration.ofMinutes(5));
        stage.clock.advance(Duration.ofMinutes(5).plusSeconds(1));

        assertThat(stage.ssh(anna, "web-01", stage.code(anna), List.of(), "true")
                        .run()
                        .exit())
                .isEqualTo(3);
    }

    @Test
    void bitesTheDatabaseTakesNoProductionSessionWithoutPermit() throws Exception {
        Stage.Person anna = stage.operator();
        stage.permit(anna, Duration.ofMinutes(30));
        stage.ssh(anna, "web-01", stage.code(anna), List.of(), "true").run().ok();
        Session session = stage.over(anna, Duration.ofSeconds(5));

        assertThatThrownBy(() -> stage.sql.sql("""
                        insert into bastion.session (id, connection, person, person_login, person_name, host, host_path, node,
                            account, production, rule, source, kind, state, holder, lease_until, announced_at, not_after,
                            file, file_hash, recording)
                        select gen_random_uuid(), connection, person, person_login, person_name, host, host_path, node,
                            account, true, rule, source, kind, 'announced', holder, now(), now(), now(), file, file_hash,
                            'open'
                        from bastion.session where id = ?
                        """).param(session.id().value()).update())
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("production_needs_a_permit");
    }
}
