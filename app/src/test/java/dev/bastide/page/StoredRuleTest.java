package dev.bastide.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.TestDatabase;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A rule of the database that a form breaks is a mistake of the form, at its field, and no failure of the program. */
class StoredRuleTest {
    private static final List<String> FIELDS = List.of("_csrf", "name", "display-name", "email");

    private static TestDatabase database;
    private static JdbcClient sql;

    @BeforeAll
    static void make() {
        database = TestDatabase.copy();
        sql = database.owner();
        sql.sql(
                        "create table ground.person (display_name text not null, email varchar(9) unique check (email <> 'no'))")
                .update();
        sql.sql("insert into ground.person values ('Anna', 'a@b.c')").update();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'Ben', 'a@b.c', page.stored.taken, email",
        "'Ben', 'no', page.stored.rule, email",
        "'Ben', 'much-too-long', page.stored.long, ''",
        "null, 'b@b.c', page.stored.empty, display-name",
    })
    void whatTheDatabaseRefusesIsAMistakeAtItsField(String name, String email, String key, String field) {
        BadInput mistake = told("insert into ground.person values (" + quoted(name) + ", " + quoted(email) + ")")
                .orElseThrow();

        assertThat(mistake.key()).isEqualTo(key);
        assertThat(mistake.field()).isEqualTo(field);
        assertThat(mistake.args()).doesNotContain("a@b.c", "Ben");
    }

    @Test
    void whatIsWrongInTheProgramStaysAFailure() {
        assertThat(told("select no_such_column from ground.person")).isEmpty();
        assertThat(StoredRule.broken(new IllegalStateException("x"), FIELDS)).isEmpty();
    }

    private static String quoted(String text) {
        return text.equals("null") ? text : "'" + text + "'";
    }

    private static Optional<BadInput> told(String statement) {
        try {
            sql.sql(statement).update();
            throw new AssertionError("not refused: " + statement);
        } catch (DataAccessException refused) {
            return StoredRule.broken(refused, FIELDS);
        }
    }
}
