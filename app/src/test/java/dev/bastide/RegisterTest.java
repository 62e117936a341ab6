package dev.bastide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * The product's own register, {@code docs/register.tsv}, tells the truth: every duty this landing serves stands in it,
 * clause by clause; a clause that is met names a test that it holds and one that it bites, and both exist; a clause
 * that is not says why.
 */
class RegisterTest {
    private static final Path REGISTER = Path.of("../docs/register.tsv");
    private static final Set<String> DUTIES = new TreeSet<>(Set.of(
            "A44", "A46", "A47", "A48", "A49", "A50", "A51", "A52", "A53", "A108", "A109", "A114", "A115", "B10", "B11",
            "B19", "B30", "A103", "A123", "A124"));

    @Test
    void everyDutyOfThisLandingStandsInTheRegister() throws IOException {
        Set<String> listed = rows().stream().map(Row::duty).collect(Collectors.toCollection(TreeSet::new));

        assertThat(listed).containsAll(DUTIES);
    }

    @Test
    void aClauseThatIsMetNamesTestsThatExist() throws IOException {
        Map<String, Set<String>> tests = tests();
        List<String> missing = new ArrayList<>();
        for (Row row : rows()) {
            if (row.state().equals("met")) {
                Stream.of(row.holds(), row.bites())
                        .filter(name -> !exists(tests, name))
                        .forEach(name -> missing.add(row.duty() + " " + row.clause() + ": " + name));
            }
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void aClauseThatIsUnmetSaysWhy() throws IOException {
        assertThat(rows()).allSatisfy(row -> {
            assertThat(row.state()).as(row.clause()).isIn("met", "unmet");
            if (row.state().equals("unmet")) {
                assertThat(row.note()).as(row.clause()).isNotBlank();
            }
        });
    }

    private record Row(String duty, String clause, String holds, String bites, String state, String note) {}

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(REGISTER).stream()
                .skip(1)
                .filter(line -> !line.isBlank())
                .map(line -> line.split("\t", -1))
                .map(cells -> new Row(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]))
                .toList();
    }

    private static boolean exists(Map<String, Set<String>> tests, String name) {
        String[] parts = name.split("#", -1);
        return parts.length == 2 && tests.getOrDefault(parts[0], Set.of()).contains(parts[1]);
    }

    /** Every test method of the suite, by the simple name of its class. */
    private static Map<String, Set<String>> tests() throws IOException {
        Map<String, Set<String>> found = new HashMap<>();
        Path root = Path.of("target/test-classes");
        try (Stream<Path> tree = Files.walk(root)) {
            tree.map(path -> root.relativize(path).toString())
                    .filter(name -> name.matches(".*Test(\\$.*)?\\.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .forEach(name -> found.computeIfAbsent(outermost(name), _ -> new TreeSet<>())
                            .addAll(testMethods(name)));
        }
        return found;
    }

    private static String outermost(String className) {
        return className.substring(className.lastIndexOf('.') + 1).replaceAll("\\$.*", "");
    }

    private static List<String> testMethods(String className) {
        try {
            Class<?> type = Class.forName(className, false, RegisterTest.class.getClassLoader());
            return Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Test.class)
                            || method.isAnnotationPresent(ParameterizedTest.class))
                    .map(Method::getName)
                    .toList();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
