package dev.bastide.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.change.specification.Specification;
import dev.bastide.change.specification.Specifications;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A specification that somebody writes or changes who holds the database and not the master key (A48, A50): it is as if it
 * were not there, and no operation takes its steps.
 */
@OnTheFloor
class ForgedSpecificationsTest {
    @Autowired
    Floor floor;

    @Autowired
    Specifications specifications;

    @Autowired
    Operations operations;

    @Autowired
    TestDatabase database;

    @Autowired
    AuditSearch search;

    @Test
    void holdsTheVersionThatTheProgramWrote() {
        Specification look = specifications.version(floor.look.versionId()).orElseThrow();

        assertThat(look.usable()).isTrue();
        assertThat(look.text()).isEqualTo(floor.look.text());
        assertThat(specifications.current())
                .extracting(Specification::versionId)
                .contains(look.versionId());
    }

    @Test
    void bitesAVersionByEitherRole() throws Exception {
        for (JdbcClient writer : new JdbcClient[] {floor.sql, database.owner()}) {
            UUID specification = UUID.randomUUID();
            UUID version = UUID.randomUUID();
            String name = "forged-" + version.toString().substring(0, 8);
            writer.sql("insert into change.specification (id, name, node_id, created_at) values (?, ?, ?, now())")
                    .params(specification, name, floor.production.value())
                    .update();
            // As an act of founding it needs no approval, and founding is not asked for.
            writer.sql("""
                            insert into change.specification_version (id, specification_id, version, title, purpose,
                                production, business_days, parameters, steps, rollback, impact, content, content_hash,
                                proposed_at, founding, state, decided_at)
                            values (?, ?, 1, 'Forged', 'change', true, false, '{}', '{id}', '{id}', 'none to speak of', 'x',
                                encode(sha256('x'), 'hex'), now(), true, 'approved', now())
                            """).params(version, specification).update();

            assertThat(specifications.version(version)).isEmpty();
            assertThat(specifications.current(name)).isEmpty();
            assertThat(specifications.current())
                    .extracting(Specification::versionId)
                    .doesNotContain(version);
            told(version);
        }
    }

    @Test
    void bitesStepsChangedByTheOwnerWithTheirHash() {
        forged("steps = '{id}', content = 'x', content_hash = encode(sha256('x'), 'hex')");
    }

    @Test
    void bitesStepsChangedUnderTheirHash() {
        forged("steps = steps || '{id}'");
    }

    @Test
    void bitesAVersionLedToAnotherNodeByTheProgramsRole() {
        lead(floor.lab.value());
        try {
            assertThat(specifications.version(floor.look.versionId())).isEmpty();
        } finally {
            lead(floor.look.text().node().value());
        }
        assertThat(specifications.version(floor.look.versionId())).isPresent();
    }

    private void forged(String set) {
        JdbcClient owner = database.owner();
        UUID id = floor.look.versionId();
        String before = owner.sql("select to_jsonb(v)::text from change.specification_version v where id = ?")
                .param(id)
                .query(String.class)
                .single();
        owner.sql("alter table change.specification_version disable trigger user")
                .update();
        try {
            owner.sql("update change.specification_version set " + set + " where id = ?")
                    .param(id)
                    .update();

            assertThat(specifications.version(id)).isEmpty();
            assertThatThrownBy(() -> operations.request(floor.freshOperator().actor(), floor.looking()))
                    .as("nobody asks for it")
                    .isInstanceOf(RuntimeException.class);
        } finally {
            owner.sql("""
                            update change.specification_version v
                            set steps = was.steps, content = was.content, content_hash = was.content_hash
                            from jsonb_populate_record(null::change.specification_version, ?::jsonb) was
                            where v.id = was.id
                            """).param(before).update();
            owner.sql("alter table change.specification_version enable trigger user")
                    .update();
        }
        assertThat(specifications.version(id)).isPresent();
    }

    private void lead(UUID node) {
        floor.sql
                .sql("update change.specification set node_id = ? where name = ?")
                .params(node, floor.look.text().name())
                .update();
    }

    private void told(UUID row) throws Exception {
        AuditQuery query =
                AuditQuery.of(Map.of("operation", "row.refuse", "object", "row:change.specification_version " + row));
        Eventually.holds(
                "a record of the forged version",
                Duration.ofSeconds(10),
                () -> search.search(Floor.SETUP, query, null, 50).records().size() == 1);
    }
}
