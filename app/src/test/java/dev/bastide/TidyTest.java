package dev.bastide;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** The laws of the house that can be read off the source: size, who owns which table, both languages. */
class TidyTest {
    private static final int FILE_LINES_MAX = 400;
    private static final Map<Path, String> LONG_WITH_A_REASON = Map.of(
            Path.of("bastion/Stage.java"),
            "the whole cast of the bastion's tests, which no test wants to see in parts");

    private static final int METHOD_LINES_MAX = 60;
    private static final int PARAMETERS_MAX = 6;

    private static final Path MAIN = Path.of("src/main/java/dev/bastide");
    private static final Path TEST = Path.of("src/test/java/dev/bastide");

    private static final Pattern TABLE = Pattern.compile(
            "(?i)\\b(from|join|into|update|truncate|delete\\s+from|on|table)\\s+(only\\s+)?([a-z_]+)\\.([a-z_]+)\\b");

    @Test
    void filesAreShort() {
        List<String> tooLong = files(".java")
                .filter(file -> LONG_WITH_A_REASON.keySet().stream().noneMatch(file::endsWith))
                .map(file -> lines(file).size() > FILE_LINES_MAX
                        ? file + ": " + lines(file).size()
                        : "")
                .filter(text -> !text.isEmpty())
                .toList();

        assertThat(tooLong).as("files over %s lines", FILE_LINES_MAX).isEmpty();
    }

    @Test
    void methodsAreShortAndTakeFewParameters() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> found = new ArrayList<>();
        try (var manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            var sources = manager.getJavaFileObjectsFromPaths(files(".java").toList());
            JavacTask task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null, sources);
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new MethodRuler(unit, positions, found).scan(unit, null);
            }
        }

        assertThat(found).isEmpty();
    }

    @Test
    void aRoomTouchesOnlyItsOwnTables() throws IOException {
        Set<String> rooms = rooms();
        List<String> found = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(MAIN)) {
            for (Path file : tree.filter(TidyTest::mayHoldSql).toList()) {
                String room = MAIN.relativize(file).getName(0).toString();
                Matcher table = TABLE.matcher(Files.readString(file).replaceAll("(?m)^--.*$", ""));
                while (table.find()) {
                    String schema = table.group(3);
                    boolean published = table.group(4).startsWith("published_");
                    if (rooms.contains(schema) && !schema.equals(room) && !published) {
                        found.add(file + ": " + table.group());
                    }
                }
            }
        }

        assertThat(found).as("SQL on another room's table").isEmpty();
    }

    @Test
    void bothLanguagesHaveTheSameKeys() {
        List<String> found = new ArrayList<>();
        files("messages_en.properties").forEach(english -> {
            Path chinese = english.resolveSibling("messages_zh.properties");
            Set<String> left = keys(english);
            Set<String> right = Files.exists(chinese) ? keys(chinese) : Set.of();
            left.stream().filter(key -> !right.contains(key)).forEach(key -> found.add(chinese + " lacks " + key));
            right.stream().filter(key -> !left.contains(key)).forEach(key -> found.add(english + " lacks " + key));
        });

        assertThat(found).isEmpty();
    }

    @Test
    void noKeyStandsTwice() {
        Map<String, Path> first = new HashMap<>();
        List<String> found = new ArrayList<>();
        files("messages_en.properties")
                .forEach(file -> keys(file).forEach(key -> {
                    Path before = first.putIfAbsent(key, file);
                    if (before != null) {
                        found.add(key + " in " + before + " and " + file);
                    }
                }));

        assertThat(found).as("one of them is never said").isEmpty();
    }

    @Test
    void nothingIsLeftForLater() {
        Pattern mark = Pattern.compile("\\bTODO\\b|\\bFIXME\\b|@Disabled\\b|\\bXXX\\b");
        List<String> found = files(".java")
                .filter(file -> !file.endsWith("TidyTest.java"))
                .flatMap(file -> lines(file).stream()
                        .filter(line -> mark.matcher(line).find())
                        .map(line -> file + ": " + line.strip()))
                .toList();

        assertThat(found).isEmpty();
    }

    private static boolean mayHoldSql(Path file) {
        String name = file.getFileName().toString();
        return MAIN.relativize(file).getNameCount() > 1 && (name.endsWith(".java") || name.endsWith(".sql"));
    }

    private static Set<String> rooms() throws IOException {
        try (Stream<Path> children = Files.list(MAIN)) {
            return new TreeSet<>(children.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .toList());
        }
    }

    private static Stream<Path> files(String ending) {
        List<Path> found = new ArrayList<>();
        for (Path root : List.of(MAIN, TEST)) {
            try (Stream<Path> tree = Files.walk(root)) {
                tree.filter(path -> path.toString().endsWith(ending)).forEach(found::add);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        return found.stream();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Set<String> keys(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return new TreeSet<>(properties.stringPropertyNames());
    }

    /** Measures the methods of one file. */
    private static final class MethodRuler extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> found;

        MethodRuler(CompilationUnitTree unit, SourcePositions positions, List<String> found) {
            this.unit = unit;
            this.positions = positions;
            this.found = found;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            String name = unit.getSourceFile().getName() + ": " + method.getName();
            if (method.getBody() != null) {
                LineMap lines = unit.getLineMap();
                long length = lines.getLineNumber(positions.getEndPosition(unit, method))
                        - lines.getLineNumber(positions.getStartPosition(unit, method.getBody()))
                        + 1;
                if (length > METHOD_LINES_MAX) {
                    found.add(name + " has " + length + " lines");
                }
            }
            boolean isConstructor = method.getName().contentEquals("<init>");
            // The signature of an overridden method is another's choice.
            boolean overrides = method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
            if (method.getParameters().size() > PARAMETERS_MAX && !isConstructor && !overrides) {
                found.add(name + " takes " + method.getParameters().size() + " parameters");
            }
            return super.visitMethod(method, null);
        }
    }
}
