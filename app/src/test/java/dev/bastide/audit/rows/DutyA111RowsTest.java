package dev.bastide.audit.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.ProvenRows;
import dev.bastide.audit.RowProofs.Captured;
import dev.bastide.audit.RowProofs.Wrong;
import dev.bastide.audit.TestAudit;
import dev.bastide.audit.inbox.RecordCipher;
import dev.bastide.audit.sequencer.TestReaders;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A change past the program is captured by the database, whoever makes it, and found in the night where it was not. */
class DutyA111RowsTest {
    private static final Actor PROGRAM = Actor.machine("rows", AccessMethod.JOB);

    @TempDir
    Path home;

    private TestDatabase database;
    private AuditLog audit;
    private RecordCipher cipher;
    private RowProver prover;
    private RowComparison comparison;

    @BeforeEach
    void open() {
        database = TestDatabase.copy();
        Clock clock = Clock.systemUTC();
        JdbcClient sql = database.sql();
        audit = TestAudit.log(database.dataSource(), home, clock);
        cipher = TestAudit.cipher(database.dataSource(), clock);
        RowNumbers numbers = new RowNumbers(home);
        RowPlaces places = new RowPlaces(sql, TestAudit.vault(), numbers);
        RowChanges changes = new RowChanges(
                sql, TestAudit.vault(), cipher, TestReaders.sealed(database.sql(), audit, home, clock), places);
        prover = new RowProver(changes, numbers, audit);
        StaticListableBeanFactory rooms = new StaticListableBeanFactory();
        rooms.addBean("rows", ProvenRows.of("identity.person", "identity.login"));
        comparison = new RowComparison(
                sql, TestAudit.vault(), places, new RowGuards(sql), rooms.getBeanProvider(ProvenRows.class));
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void whatTheProgramWritesWithARecordIsProvenAndQuiet() {
        UUID person = written("Nora");

        assertThat(prove()).isEmpty();
        assertThat(compare()).isEmpty();
        assertThat(records("row.prove"))
                .hasSize(1)
                .allSatisfy(entry -> assertThat(entry.content())
                        .contains("identity.person " + person + " - ")
                        .doesNotContain("Nora"));
        assertThat(prove()).as("once is enough").isEmpty();
        assertThat(records("row.prove")).hasSize(1);
    }

    @Test
    void theProgramsRoleAndTheOwnerAreCaptured() {
        UUID person = written("Nora");
        prove();

        for (JdbcClient psql : List.of(database.sql(), database.owner())) {
            psql.sql("update identity.person set name = name || ' M.' where id = ?")
                    .param(person)
                    .update();

            assertThat(prove()).singleElement().satisfies(captured -> {
                assertThat(captured.table()).isEqualTo("identity.person");
                assertThat(captured.verb()).isEqualTo("update of name");
            });
        }

        assertThat(records("row.capture")).hasSize(2).allSatisfy(entry -> {
            assertThat(entry.method()).isEqualTo(AccessMethod.SQL);
            assertThat(entry.content()).contains("(update of name)").doesNotContain("Nora");
        });
        assertThat(records("row.capture"))
                .extracting(AuditRecord::userName)
                .containsExactlyInAnyOrder("bastide_app", "bastide");
    }

    @Test
    void aRecordOfAnotherTransactionOrOneThatWasCopiedOrMadeUpCoversNothing() {
        written("Nora");
        prove();
        List<String> forged = List.of(
                "insert into audit.inbox (key_id, record_id, payload)"
                        + " select key_id, gen_random_uuid(), payload from audit.inbox limit 1",
                "insert into audit.inbox (key_id, record_id, payload)"
                        + " select key_id, record_id, payload from audit.inbox order by id limit 1",
                "select set_config('bastide.record', (select max(record_id::text) from audit.inbox), true)");

        for (String cover : forged) {
            database.transaction().executeWithoutResult(status -> {
                if (cover.startsWith("select")) {
                    database.sql().sql(cover).query(String.class).single();
                } else {
                    database.sql().sql(cover).update();
                }
                database.sql()
                        .sql("update identity.person set name = name || ' M.'")
                        .update();
            });

            assertThat(prove()).as(cover).hasSize(1);
        }
    }

    @Test
    void theOwnerCannotSayThatItWasAnotherTransaction() {
        UUID person = written("Nora");
        prove();
        database.owner().sql("""
                        insert into audit.row_change (xid, room_table, row_key, verb, after_hash)
                        select i.xid, 'identity.person', ?, 'update', sha256('mallory')
                        from audit.inbox as i order by i.id limit 1
                        """).param(person.toString()).update();

        assertThat(fresh().prove(database)).hasSize(1);
    }

    @Test
    void proofsWrittenInAdvanceHideNothing() {
        UUID person = written("Nora");
        prove();
        database.sql().sql("""
                        insert into audit.row_proof (number, change, room_table, row_key, hash, captured, mark)
                        select max(number) + 1, max(change) + 1, 'identity.person', ?, sha256('x'), false, sha256('y')
                        from audit.row_proof
                        """).param(person.toString()).update();

        database.sql().sql("update identity.person set name = 'Mallory'").update();

        assertThat(prove()).hasSize(1);
    }

    @Test
    void rowsOfSomebodyElseAreToldAndStandInNobodysWay() {
        UUID person = written("Nora");
        prove();
        List<String> foreign = List.of(
                "select 9223372036854775807, 1, 'access.role_grant', 'x', sha256('x'), true, sha256('x'), null, null",
                "select 9223372036854775806, change, room_table, row_key, hash, captured, mark, place, bound"
                        + " from audit.row_proof where place is not null limit 1",
                "select 2, change, room_table, row_key, hash, captured, mark, sha256('x'), bound"
                        + " from audit.row_proof where place is not null limit 1",
                "select 7, 1 + max(change), 'identity.person', '" + person
                        + "', sha256('x'), false, sha256('y'), null, null from audit.row_proof",
                "select 3, 2 + max(change), 'identity.person', '" + person
                        + "', sha256('x'), false, sha256('y'), null, null from audit.row_proof, generate_series(1, 50)"
                        + " as flood group by flood");
        foreign.forEach(rows -> database.sql()
                .sql("insert into audit.row_proof"
                        + " (number, change, room_table, row_key, hash, captured, mark, place, bound) " + rows)
                .update());

        written("Ben");
        assertThat(prove()).isEmpty();
        assertThat(fresh().prove(database)).as("nor after a restart").isEmpty();
        database.sql().sql("update identity.person set name = 'Mallory'").update();

        assertThat(fresh().prove(database))
                .singleElement()
                .satisfies(seen -> assertThat(seen.rows()).isEqualTo(2));
        assertThat(compare())
                .extracting(Wrong::words)
                .singleElement()
                .asString()
                .startsWith("54 rows of audit.row_proof were added past this program and count for nothing: id ");
        assertThat(new RowPlaces(database.sql(), TestAudit.vault(), new RowNumbers(home)).last())
                .isEqualTo(database.sql()
                        .sql("select count(*) - 54 from audit.row_proof")
                        .query(Long.class)
                        .single());
        assertThatThrownBy(() -> database.sql()
                        .sql(
                                "insert into audit.row_proof (number, change, room_table, row_key, captured, mark, earlier)"
                                        + " values (1, 1, 'a.b', 'x', true, sha256('x'), true)")
                        .update())
                .hasStackTraceContaining("permission denied");
    }

    @Test
    void aNumberThatWasTakenAwayIsToldOnceAndNeverGivenAgain() {
        written("Nora");
        written("Ben");
        prove();
        owner("alter table audit.row_proof disable trigger user");
        owner("delete from audit.row_proof where number = (select max(number) from audit.row_proof)");
        written("Eve");
        prove();

        assertThat(compare()).extracting(Wrong::words).anyMatch(words -> words.contains("were taken away"));
        assertThat(compare()).extracting(Wrong::words).noneMatch(words -> words.contains("were taken away"));
        assertThat(new RowPlaces(database.sql(), TestAudit.vault(), new RowNumbers(home)).last())
                .isEqualTo(database.sql()
                        .sql("select 1 + count(*) from audit.row_proof")
                        .query(Long.class)
                        .single());
    }

    @Test
    void aFunctionOfTheOwnersThatSaysWhatTheProofsSayHidesNothing() {
        UUID person = written("Nora");
        prove();
        owner("""
                create or replace function audit.hash_rows(room_table text) returns table (row_key text, hash bytea)
                language sql stable as $$
                    select distinct on (p.row_key) p.row_key, p.hash from audit.row_proof as p where p.room_table = $1
                    order by p.row_key, p.id desc $$
                """);
        owner("create or replace function audit.capture_change() returns trigger language plpgsql as"
                + " $$ begin return null; end $$");
        owner("update identity.person set name = 'Mallory' where id = '" + person + "'");

        assertThat(prove()).isEmpty();
        assertThat(comparison.unwatched())
                .extracting(Wrong::table)
                .containsExactly("audit.capture_change", "audit.hash_rows");
        assertThat(compare())
                .extracting(Wrong::words)
                .containsExactly("Row " + person + " of identity.person is not what its last record says.");
    }

    @Test
    void withTheTriggerOffTheNightFindsIt() {
        UUID changed = written("Nora");
        UUID gone = written("Ben");
        prove();
        owner("alter table identity.person disable trigger user");

        assertThat(comparison.unwatched()).extracting(Wrong::table).containsExactly("identity.person");
        owner("update identity.person set name = 'Mallory' where id = '" + changed + "'");
        owner("delete from identity.person where id = '" + gone + "'");
        UUID added = UUID.randomUUID();
        insert(database.owner(), added, "Eve");

        assertThat(prove()).isEmpty();
        assertThat(compare())
                .extracting(Wrong::words)
                .containsExactlyInAnyOrder(
                        "Row " + changed + " of identity.person is not what its last record says.",
                        "Row " + gone + " of identity.person is gone, with no record of it.",
                        "Row " + added + " of identity.person has no record at all.");
    }

    @Test
    void aRowPutBackWithItsLastProofTakenAwayIsFound() {
        UUID person = written("Nora");
        prove();
        database.transaction().executeWithoutResult(status -> {
            database.sql().sql("update identity.person set name = 'Nora B.'").update();
            audit.append(TestAudit.record("renamed"));
        });
        prove();
        assertThat(compare()).isEmpty();

        owner("alter table identity.person disable trigger user");
        owner("alter table audit.row_proof disable trigger user");
        owner("update identity.person set name = 'Nora' where id = '" + person + "'");
        owner("delete from audit.row_proof where number = (select max(number) from audit.row_proof)");

        assertThat(compare())
                .extracting(Wrong::words)
                .singleElement()
                .asString()
                .contains("were taken away");
    }

    @Test
    void whoHoldsTheTurnIsAFailureAndNoSilence() throws Exception {
        written("Nora");
        try (var held = database.dataSource().getConnection();
                var statement = held.createStatement()) {
            held.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(" + 0x726f7770726f6f66L + ")");

            assertThatThrownBy(this::prove).hasStackTraceContaining("lock timeout");
            held.rollback();
        }
        prove();
        assertThat(compare()).isEmpty();
    }

    @Test
    void theProgramsRoleTouchesNeitherChangesNorProofs() {
        written("Nora");
        prove();

        for (String attempt : List.of(
                "delete from audit.row_change",
                "insert into audit.row_change (room_table, row_key, verb) values ('a.b', '1', 'update')",
                "update audit.row_proof set captured = true",
                "delete from audit.row_proof",
                "delete from audit.proven_table",
                "select audit.prove_rows('identity.team', '{id}', '{}')")) {
            assertThatThrownBy(() -> database.sql().sql(attempt).update())
                    .as(attempt)
                    .hasStackTraceContaining("permission denied");
        }
        assertThatThrownBy(() -> owner("delete from audit.row_change")).hasStackTraceContaining("append only");
    }

    private record Fresh(RowProver prover) {
        List<Captured> prove(TestDatabase database) {
            return Objects.requireNonNull(database.transaction().execute(status -> prover.prove(PROGRAM)));
        }
    }

    /** As after a start: everything is looked at. */
    private Fresh fresh() {
        RowChanges changes = new RowChanges(
                database.sql(),
                TestAudit.vault(),
                cipher,
                TestReaders.sealed(database.sql(), audit, home, Clock.systemUTC()),
                new RowPlaces(database.sql(), TestAudit.vault(), new RowNumbers(home)));
        return new Fresh(new RowProver(changes, new RowNumbers(home), audit));
    }

    private List<Captured> prove() {
        return new Fresh(prover).prove(database);
    }

    private List<Wrong> compare() {
        return comparison.compare(this::prove);
    }

    private UUID written(String name) {
        UUID id = UUID.randomUUID();
        database.transaction().executeWithoutResult(status -> {
            insert(database.sql(), id, name);
            audit.append(TestAudit.record("added"));
        });
        return id;
    }

    private static void insert(JdbcClient sql, UUID id, String name) {
        sql.sql("insert into identity.person (id, name, email, kind, created_at)"
                        + " values (?, ?, 'a@example.org', 'human', now())")
                .params(id, name)
                .update();
    }

    private void owner(String sql) {
        database.owner().sql(sql).update();
    }

    private List<AuditRecord> records(String operation) {
        return database
                .sql()
                .sql("select key_id, record_id, payload from audit.inbox order by id")
                .query((row, number) -> cipher.open(
                        row.getObject("key_id", UUID.class),
                        row.getObject("record_id", UUID.class),
                        row.getBytes("payload")))
                .list()
                .stream()
                .filter(entry -> entry.operation().equals(operation))
                .toList();
    }
}
