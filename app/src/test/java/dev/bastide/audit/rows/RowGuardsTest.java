package dev.bastide.audit.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.TestDatabase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What notes changes of rows is what this release made, to the letter; whatever the owner makes of it is seen. */
class RowGuardsTest {
    private static final String EVERY = " after insert or update or delete on ";
    private static final String CALLS = " for each row execute function audit.capture_change(";

    private TestDatabase database;
    private RowGuards guards;

    @BeforeEach
    void open() {
        database = TestDatabase.copy();
        guards = new RowGuards(database.sql());
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void theFileIsWhatTheMigrationsMake() {
        assertThat(guards.differing())
                .as("guards.tsv should be:\n%s\n", String.join("\n", guards.now()))
                .isEmpty();
        assertThat(guards.proven("identity.passkey").ignored()).containsExactly("sign_count", "backed_up");
    }

    @Test
    void whateverTheOwnerMakesOfItIsSeen() {
        Map<String, String> attacks = new LinkedHashMap<>();
        attacks.put(
                "audit.row_hash",
                "create or replace function audit.row_hash(shown jsonb) returns bytea language sql immutable"
                        + " set search_path = pg_catalog as $$ select sha256('x') $$");
        attacks.put("audit.row_key", "alter function audit.row_key(jsonb, text[]) set search_path = public");
        attacks.put("audit.capture_change", "alter function audit.capture_change() security invoker");
        attacks.put(
                "access.grant_request",
                "create or replace trigger capture_change" + EVERY + "access.grant_request" + CALLS
                        + "'id', 'granted,state')");
        attacks.put(
                "identity.login",
                "create or replace trigger capture_change" + EVERY
                        + "identity.login for each row when (pg_trigger_depth() > 9)"
                        + " execute function audit.capture_change('name', '')");
        attacks.put(
                "identity.person",
                "create or replace trigger capture_change after insert or update of id or delete on identity.person"
                        + CALLS + "'id', '')");
        attacks.put("identity.ssh_key", "drop trigger capture_emptying on identity.ssh_key");
        attacks.put("audit.row_change", "alter table audit.row_change alter column by_role set default 'bastide_app'");
        attacks.put(
                "audit.row_proof",
                "create trigger aside before insert on audit.row_proof for each row execute function"
                        + " audit.refuse_change()");
        attacks.put("identity.factor", "alter table identity.factor enable row level security");
        attacks.put("audit.proven_table", "alter table audit.proven_table disable trigger user");
        attacks.put("approval.vote", "delete from audit.proven_table where name = 'approval.vote'");
        attacks.put("identity.team", "insert into audit.proven_table values ('identity.team', '{id}', '{}')");
        attacks.put("audit.inbox", "grant update, delete on audit.inbox to bastide_app");
        attacks.put("audit.log_entry", "alter table audit.log_entry disable trigger user");
        attacks.put("audit.sealed_segment", "grant update (sha256) on audit.sealed_segment to public");
        attacks.put("record.review_verdict", "grant truncate on record.review_verdict to bastide_app");
        attacks.put("audit", "grant create on schema audit to bastide_app");
        attacks.put("audit.drop_segment", "grant execute on function audit.drop_segment(int, bigint) to public");

        List<String> seen = new ArrayList<>();
        attacks.forEach((place, sql) -> {
            database.owner().sql(sql).update();
            seen.add(place);
            assertThat(guards.differing()).as(sql).containsExactlyInAnyOrderElementsOf(seen);
        });
    }
}
