package dev.bastide.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Paging, filtering, sorting and exporting against a real database. */
class ListTest {
    private static TestDatabase database;

    @BeforeAll
    static void fill() {
        database = TestDatabase.copy();
        database.owner().sql("create schema trial").update();
        database.owner().sql("""
                        create table trial.thing as
                        select gen_random_uuid() as id, 'thing ' || (n % 90) as name, n as size
                        from generate_series(1, 260) n
                        """).update();
        database.owner()
                .sql("insert into trial.thing values (gen_random_uuid(), '100%_x', 1000)")
                .update();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    void everyRowIsSeenOnceHoweverOneSorts() {
        for (String sort : List.of("name", "size")) {
            for (String descending : List.of("", "1")) {
                List<String> seen = new ArrayList<>();
                String after = "";
                do {
                    ListResult<String> page = fetch(
                            Map.of("sort", one(sort), "desc", one(descending), "size", one("50"), "after", one(after)));
                    assertThat(page.count()).isEqualTo(261);
                    seen.addAll(page.rows());
                    after = page.next() == null ? "" : page.next();
                } while (!after.isEmpty());

                assertThat(seen).hasSize(261).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void theCountFollowsTheFilter() {
        ListResult<String> found = fetch(Map.of("q", one("thing 7"), "size", one("100")));

        assertThat(found.count()).isEqualTo(found.rows().size()).isBetween(20L, 60L);
    }

    @Test
    void wildcardsInASearchAreText() {
        assertThat(fetch(Map.of("q", one("0%_"))).count()).isEqualTo(1);
        assertThat(fetch(Map.of("q", one("'; drop table trial.thing; --"))).count())
                .isZero();
    }

    @Test
    void aSpoiltCursorIsWrongInput() {
        assertThatThrownBy(() -> fetch(Map.of("after", one("@@@")))).isInstanceOf(BadInput.class);
        assertThatThrownBy(() -> fetch(Map.of("after", one("AAAA")))).isInstanceOf(BadInput.class);
        assertThatThrownBy(() -> fetch(Map.of("after", one(ListQuery.cursor("x", "no-uuid")), "sort", one("size"))))
                .isInstanceOf(BadInput.class);
    }

    @Test
    void anUnknownColumnOrSizeFallsBack() {
        ListQuery query = ListQuery.parse(
                "/things", Map.of("sort", one("size; drop"), "size", one("1000000"), "x", one("")), null);

        assertThat(query.size()).isEqualTo(25);
        assertThat(fetch(Map.of("sort", one("size; drop"))).rows()).hasSize(25);
        assertThat(query.filters()).isEmpty();
    }

    @Test
    void addressesKeepTheViewAndStartAnew() {
        ListQuery query =
                ListQuery.parse("/things", Map.of("q", one("a b&c"), "sort", one("name"), "after", one("abc")), null);

        assertThat(query.with("size", "50")).isEqualTo("/things?q=a+b%26c&size=50&sort=name");
        assertThat(query.sortedBy("name")).isEqualTo("/things?desc=1&q=a+b%26c&sort=name");
        assertThat(query.from("xyz")).contains("after=xyz");
    }

    @Test
    void aFormulaIsDisarmedAndQuotesAreDoubled() {
        assertThat(ListExport.csvLine(List.of("=1+1", "a \"b\"", "x,y", "two\nlines", "plain")))
                .isEqualTo("'=1+1,\"a \"\"b\"\"\",\"x,y\",\"two\nlines\",plain\r\n");
    }

    @Test
    void theDifferenceOfAnEditIsSmall() {
        List<ContentDiff.Line> lines = ContentDiff.between(List.of("a", "b", "c"), List.of("a", "x", "c", "d"));

        assertThat(lines.stream().map(line -> line.sign() + line.text()).toList())
                .containsExactly(" a", "-b", "+x", " c", "+d");
    }

    private static String[] one(String value) {
        return new String[] {value};
    }

    private static ListResult<String> fetch(Map<String, String[]> parameters) {
        return ListSql.select("t.id", "trial.thing t", "t.id")
                .search("q", "t.name ilike :q")
                .sort("name", "t.name", "text")
                .sort("size", "t.size", "int")
                .fetch(database.owner(), ListQuery.parse("/things", parameters, null), (row, n) -> row.getString("id"));
    }
}
