package dev.bastide.identity.scim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.authority.PersonId;
import dev.bastide.identity.Duties;
import dev.bastide.identity.DutyAssignment;
import dev.bastide.identity.Provisioning;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A53: rows that decide what follows from a directory's word, written by somebody who holds the database only. */
@BastideTest
class ForgedDirectoryTest {
    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private Duties duties;

    @Autowired
    private DutyMappings mappings;

    @Autowired
    private JdbcClient sql;

    private TestPeople.Someone owner;
    private TestPeople.Someone person;
    private PersonId machine;
    private Provider provider;
    private String development;
    private String operations;

    @BeforeEach
    void aDirectoryThatSaysWhatSomebodyDoes() {
        owner = somebody.with("administrator", "administrator");
        machine = somebody.directory(owner);
        provider = new Provider(port, somebody.token(machine, Provisioning.ACT));
        // Words of this test alone: those of another would see a row that this one turns.
        development = "development " + UUID.randomUUID();
        operations = "operations " + UUID.randomUUID();
        mappings.put(owner.actor(), new DutyMappings.Row("department", development, "developer"));
        mappings.put(owner.actor(), new DutyMappings.Row("department", operations, "operator"));
        person = somebody.with("operator");
    }

    @Test
    void holdsWhatTheProgramWroteItself() {
        provider.move(id(), operations);
        provider.patch(id(), "{\"op\": \"replace\", \"path\": \"externalId\", \"value\": \"" + id() + "\"}");

        assertThat(provider.move(id(), development).json().path("externalId").asString())
                .isEqualTo(id());
        assertThat(duty()).isEqualTo("developer");
        assertThat(found("externalId eq \"" + id() + "\"")).isOne();
        assertThat(mappings.all()).contains(new DutyMappings.Row("department", development, "developer"));
    }

    @Test
    void bitesAWordThatTheProgramsRoleWroteIntoTheTable() throws Exception {
        String word = "gardening " + UUID.randomUUID();
        sql.sql("""
                        insert into identity.duty_mapping (attribute, value, duty, made_by, made_at, mark)
                        values ('department', ?, 'iso', ?, now(), sha256('guessed'))
                        """).params(word, owner.id().value()).update();

        assertThat(provider.move(id(), word).status()).isEqualTo(200);

        assertThat(duty()).isEqualTo("none");
        assertThat(mappings.all()).noneMatch(row -> row.value().equals(word));
        told("identity.duty_mapping");
    }

    @Test
    void bitesARowOfTheTableThatWasTurned() throws Exception {
        sql.sql("update identity.duty_mapping set duty = 'approver' where value = ?")
                .param(development)
                .update();

        provider.move(id(), development);

        assertThat(duty()).isEqualTo("none");
        told("identity.duty_mapping");
    }

    @Test
    void bitesWordsPutInBeforehandSoThatAMoveWouldLookLikeNone() throws Exception {
        provider.move(id(), operations);
        sql.sql("update identity.directory_entry set department = ?, department_key = ? where person = ?")
                .params(development, development, person.id().value())
                .update();

        provider.move(id(), development);

        assertThat(duty()).isEqualTo("developer");
        told("identity.directory_entry");
    }

    @Test
    void bitesADeletionThatWouldHideALeaver() {
        provider.move(id(), operations);
        sql.sql("update identity.directory_entry set removed_at = now() where person = ?")
                .param(person.id().value())
                .update();

        assertThat(provider.patch(id(), "{\"op\": \"replace\", \"path\": \"active\", \"value\": false}")
                        .status())
                .isEqualTo(200);

        assertThat(duty()).isEqualTo("none");
    }

    @Test
    void bitesAnIdThatWouldLeadTheDirectoryToSomebodyElse() {
        provider.move(id(), operations);
        String external = "external-" + UUID.randomUUID();
        sql.sql("update identity.directory_entry set external_id = ? where person = ?")
                .params(external, person.id().value())
                .update();

        assertThat(found("externalId eq \"" + external + "\"")).isZero();
    }

    @Test
    void bitesATokenOfTheProgramsRole() {
        sql.sql("""
                        insert into identity.api_token (id, token_hash, person, assignment, name, scopes, created_at,
                            expires_at, mark)
                        select gen_random_uuid(), sha256(convert_to('bst_guessed', 'UTF8')), d.person, d.id, 'forged',
                            array['person.provision'], now(), now() + interval '1 day', sha256('guessed')
                        from identity.duty_assignment d
                        where d.person = ? and d.ended_at is null
                        """).param(machine.value()).update();

        assertThat(new Provider(port, "bst_guessed").move(id(), development).status())
                .isEqualTo(401);
        assertThat(duty()).isEqualTo("operator");
    }

    private String id() {
        return person.id().toString();
    }

    private String duty() {
        return duties.current(person.id()).map(DutyAssignment::duty).orElse("none");
    }

    private int found(String filter) {
        return provider.find(filter).json().path("totalResults").asInt();
    }

    private void told(String table) throws Exception {
        Eventually.holds(
                "a notice of the forged row",
                Duration.ofSeconds(10),
                () -> sql.sql("""
                        select count(*) from alarm.alarm
                        where kind = 'alarm.foreign-row' and object = ?
                        """).param("table:" + table).query(Integer.class).single() > 0);
    }
}
