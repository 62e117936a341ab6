package dev.bastide.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.inbox.RecordCipher;
import dev.bastide.audit.sequencer.TestReaders;
import dev.bastide.authority.Actor;
import dev.bastide.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A114: every record has its ten fields, and stays as it was written. */
class DutyA114Test {
    @TempDir
    static Path folder;

    private static TestDatabase database;
    private static AuditLog audit;
    private static AuditSearch search;
    private static Quarantine quarantine;

    @BeforeAll
    static void copy() {
        database = TestDatabase.copy();
        Clock clock = Clock.systemUTC();
        RecordCipher cipher = TestAudit.cipher(database.dataSource(), clock);
        audit = TestAudit.log(database.dataSource(), folder, clock);
        search = TestAudit.search(
                TestReaders.tail(database.sql()),
                TestReaders.sealed(database.sql(), audit, folder, clock),
                cipher,
                audit,
                clock);
        quarantine = new Quarantine(database.sql(), cipher, audit);
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @ParameterizedTest
    @CsvSource({
        "tag, operation",
        "from, 2026-11-22T08:00:00Z",
        "until, 2026-11-22T08:00:01Z",
        "operation, operation.",
        "user, a114",
        "name, NAME of a114",
        "group, team-a114",
        "address, 192.0.2.7",
        "method, console",
        "content, DID a114",
        "result, done",
        "object, a114",
        "session, ssh-a114",
        "change, change-a114"
    })
    void everyFieldFindsTheRecord(String filter, String value) {
        AuditRecord wanted = TestRecords.of("a114");
        appended(wanted);
        appended(TestRecords.of("other"));
        AuditQuery query = AuditQuery.of(Map.of(filter, value));

        List<AuditRecord> found = found(query);

        assertThat(found).contains(wanted).allMatch(query::matches);
    }

    @Test
    void aFilterThatMeansNothingIsSaidSo() {
        assertThatThrownBy(() -> AuditQuery.of(Map.of("from", "yesterday")))
                .isInstanceOf(AuditQuery.FilterUnreadable.class)
                .hasMessageContaining("from");
    }

    @Test
    void noRecordWithoutTheActsTransaction() {
        assertThatThrownBy(() -> audit.append(TestRecords.of("alone"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theRecordGoesWithTheActAndTheRefusalStays() {
        String act = unique();
        String refusal = unique();
        database.transaction().executeWithoutResult(status -> {
            audit.append(TestRecords.of(act));
            audit.appendNow(TestRecords.of(refusal));
            status.setRollbackOnly();
        });

        assertThat(found(byUser(act))).isEmpty();
        assertThat(found(byUser(refusal))).hasSize(1);
    }

    @Test
    void theProgramItselfMayNeitherChangeNorRemoveARecord() {
        appended(TestRecords.of(unique()));

        for (String attempt : attempts()) {
            assertThatThrownBy(() -> database.sql().sql(attempt).update())
                    .as(attempt)
                    .hasStackTraceContaining("permission denied");
        }
    }

    @Test
    void aRecordMovedToAnotherRowDoesNotOpen() {
        String word = unique();
        appended(TestRecords.of(word));
        database.sql().sql("""
                insert into audit.inbox (key_id, record_id, payload)
                select key_id, :id, payload
                from audit.inbox
                order by id desc
                limit 1
                """).param("id", UUID.randomUUID()).update();

        AuditFindings findings = searched(TestRecords.person("reader"), byUser(word));

        assertThat(findings.records()).hasSize(1);
        assertThat(findings.unreadable()).isPositive();
    }

    @Test
    void anIncompleteRecordIsHeldAndCounted() {
        String source = "firewall-" + unique();
        Map<String, String> whole = whole(source);
        Map<String, String> torn = new HashMap<>(whole);
        torn.remove("user_id");
        Map<String, String> senseless = new HashMap<>(whole);
        senseless.put("ip_address", "somewhere");

        assertThat(received(source, whole)).isTrue();
        assertThat(received(source, torn)).isFalse();
        assertThat(received(source, senseless)).isFalse();

        assertThat(quarantine.counts()).contains(new Quarantine.Held(source, 2));
        assertThat(found(byUser(source))).hasSize(1);
    }

    @Test
    void searchingIsItselfRecorded() {
        Actor reader = TestRecords.person(unique());

        searched(reader, byUser("somebody"));

        assertThat(found(byUser(reader.id()))).singleElement().satisfies(entry -> {
            assertThat(entry.operation()).isEqualTo("audit.search");
            assertThat(entry.content()).startsWith("Searched the record for user=somebody: 0 found");
        });
    }

    private static List<String> attempts() {
        return List.of(
                "update audit.inbox set received_at = received_at",
                "delete from audit.inbox",
                "truncate audit.inbox",
                "update audit.data_key set created_at = created_at",
                "delete from audit.quarantine");
    }

    private static Map<String, String> whole(String user) {
        Map<String, String> fields = new HashMap<>();
        fields.put("tag", "system");
        fields.put("time", "2026-11-22T08:00:00Z");
        fields.put("operation", "firewall.change");
        fields.put("user_id", user);
        fields.put("user_name", "Somebody");
        fields.put("user_group", "-");
        fields.put("ip_address", "2001:db8::1");
        fields.put("method", "api");
        fields.put("content", "rule 7 removed");
        fields.put("result", "done");
        return fields;
    }

    private static void appended(AuditRecord entry) {
        database.transaction().executeWithoutResult(status -> audit.append(entry));
    }

    private static List<AuditRecord> found(AuditQuery query) {
        return searched(TestRecords.person("tester"), query).records().stream()
                .map(StoredRecord::entry)
                .toList();
    }

    private static AuditFindings searched(Actor reader, AuditQuery query) {
        return Objects.requireNonNull(
                database.transaction().execute(status -> search.search(reader, query, null, 200)));
    }

    private static boolean received(String source, Map<String, String> fields) {
        return Boolean.TRUE.equals(
                database.transaction().execute(status -> quarantine.receive(new Received(source, fields))));
    }

    private static AuditQuery byUser(String user) {
        return AuditQuery.of(Map.of("user", user));
    }

    private static String unique() {
        return "u" + UUID.randomUUID().toString().substring(0, 8);
    }
}
