package dev.bastide.portal;

import dev.bastide.page.BadInput;
import dev.bastide.page.SetupFile;
import dev.bastide.page.SetupJudge;
import dev.bastide.page.SetupMistakes;
import dev.bastide.page.Words;
import java.io.StringReader;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A set-up file that has been read and founds nothing yet: its parts, the line of each, and what is wrong with it. */
final class SetupText {
    private static final int FILE_CHARACTERS_MAX = 8 * 1024 * 1024;
    private static final int ALIASES_MAX = 0;
    private static final Pattern ENTRY = Pattern.compile("([a-z]+)\\[([0-9]{1,7})]");
    private static final int TOLD_MAX = 20;
    private static final int DEPTH_MAX = 8;

    private final SetupFile file;
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<BadInput> mistakes;

    private SetupText(SetupFile file, @Nullable Node top) {
        this.file = file;
        if (top != null) {
            note(top, "", line(top), 0);
        }
        this.mistakes = judge(file).stream()
                .sorted(Comparator.comparingInt(mistake -> lineOf(mistake.field())))
                .toList();
    }

    /** Reads and judges the file. Throws {@link BadInput} when it is no readable YAML. */
    static SetupText read(String yaml) {
        if (yaml.length() > FILE_CHARACTERS_MAX) {
            throw BadInput.in("", "portal.setup.too-long");
        }
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(ALIASES_MAX);
        options.setAllowDuplicateKeys(false);
        options.setCodePointLimit(FILE_CHARACTERS_MAX);
        try {
            Yaml reader = new Yaml(new SafeConstructor(options));
            SetupFile file = new SetupFile(reader.load(yaml), "");
            return new SetupText(file, reader.compose(new StringReader(yaml)));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw BadInput.in("", "portal.setup.not-yaml", Integer.toString(line));
        } catch (YAMLException e) {
            throw BadInput.in("", "portal.setup.not-yaml", "0");
        }
    }

    SetupFile file() {
        return file;
    }

    /** The mistakes that the text alone tells, by line, in words; the first twenty of them. */
    List<String> mistakes(Words words) {
        Stream<String> told = mistakes.stream().limit(TOLD_MAX).map(mistake -> told(mistake, words));
        int more = mistakes.size() - TOLD_MAX;
        return more <= 0
                ? told.toList()
                : Stream.concat(told, Stream.of(words.say("portal.setup.more", Integer.toString(more))))
                        .toList();
    }

    /** The place of the first mistake. Throws when there is none. */
    String firstPlace() {
        return mistakes.getFirst().field();
    }

    /** A mistake with its line, whom or what it concerns, and its place. */
    String told(BadInput mistake, Words words) {
        String place = mistake.field();
        String why = words.say(mistake.key(), mistake.args());
        String what = place.isEmpty() || why.contains(place) ? why : place + ": " + why;
        String line = Integer.toString(lineOf(place));
        String whom = subject(place);
        return whom.isEmpty()
                ? words.say("portal.setup.mistake-there", line, what)
                : words.say("portal.setup.mistake", line, whom, what);
    }

    private static List<BadInput> judge(SetupFile file) {
        SetupMistakes mistakes = new SetupMistakes();
        List<SetupJudge> judges =
                SpringFactoriesLoader.forDefaultResourceLocation().load(SetupJudge.class);
        String[] known = Stream.concat(Stream.of("schema"), judges.stream().map(SetupJudge::section))
                .toArray(String[]::new);
        mistakes.in(file, top -> top.allow(known));
        if (file.isGroup()) {
            judges.forEach(
                    judge -> mistakes.in(file.at(judge.section()), section -> judge.judge(section, file, mistakes)));
        }
        return mistakes.found();
    }

    /** The entry of a list in which the place lies says who it is about. */
    private String subject(String place) {
        Matcher entry = ENTRY.matcher(place);
        return entry.lookingAt()
                ? file.at(entry.group(1))
                        .item(Integer.parseInt(entry.group(2)))
                        .map(SetupFile::subject)
                        .orElse("")
                : "";
    }

    /** The line of a place, or of the nearest part around it that the file has. */
    private int lineOf(String place) {
        String around = place;
        while (!around.isEmpty()) {
            Integer line = lines.get(around);
            if (line != null) {
                return line;
            }
            around = around.substring(0, Math.max(0, Math.max(around.lastIndexOf('.'), around.lastIndexOf('['))));
        }
        return 1;
    }

    private void note(Node node, String place, int line, int depth) {
        lines.put(place, line);
        if (depth == DEPTH_MAX) {
            return;
        }
        switch (node) {
            case MappingNode map -> {
                for (NodeTuple entry : map.getValue()) {
                    if (entry.getKeyNode() instanceof ScalarNode key) {
                        String part = place.isEmpty() ? key.getValue() : place + "." + key.getValue();
                        note(entry.getValueNode(), part, line(key), depth + 1);
                    }
                }
            }
            case SequenceNode list -> {
                List<Node> items = list.getValue();
                for (int i = 0; i < items.size(); i++) {
                    note(items.get(i), place + "[" + i + "]", line(items.get(i)), depth + 1);
                }
            }
            default -> {}
        }
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
