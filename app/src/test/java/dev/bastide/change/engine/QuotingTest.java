package dev.bastide.change.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.NodeId;
import dev.bastide.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A text is put in where its quotes hold, and nowhere else; what is accepted is tried on the shell itself. */
class QuotingTest {
    private static final List<Parameter> NOTE =
            List.of(Parameter.parse("note: text").orElseThrow());

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logger 'deploy {note}'",
                "logger \"deploy {note}\"",
                "logger `echo {note}`",
                "logger $(echo {note})",
                "logger ${x:-{note}}",
                "logger ${note}",
                "logger \\{note}",
                "logger $'a\\' {note}",
                "logger \"$(echo \")\")\" {note}",
                "logger \"$(case x in x) echo \"{note}\" ;; esac)\"",
                "echo it's {note}",
                "echo {note} '{note}'"
            })
    void bitesWhereATextStandsInsideQuotes(String step) {
        assertThat(specification(step, "true").fault())
                .hasValueSatisfying(fault -> assertThat(fault.key()).isEqualTo("change.spec.bad.quoted"));
        assertThat(specification("true", step).fault())
                .hasValueSatisfying(fault -> assertThat(fault.field()).isEqualTo("rollback"));
        assertThatThrownBy(() -> StepText.render(List.of(step), NOTE, Map.of("note", "hello")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "printf %s {note}",
                "printf %s 'a b' {note}",
                "printf %s \"it's\" {note}",
                "printf %s \\' {note}",
                "printf %s $(printf x) `printf y` {note}",
                "printf %s --note={note} # don't",
                "printf %s \\\\{note}",
                "printf %s $$ {note}{note}"
            })
    void holdsWhereItStandsBareWhateverTheText(String step) throws Exception {
        assertThat(specification(step, "true").fault()).isEmpty();
        Path proof = folder.resolve("proof");

        for (String text : List.of(
                "$(touch " + proof + ")",
                "'; touch " + proof + "; '",
                "\"; touch " + proof + "; \"",
                "`touch " + proof + "`",
                "\\'; touch " + proof + "; \\'")) {
            String line =
                    StepText.render(List.of(step), NOTE, Map.of("note", text)).getFirst();
            Program.of("sh", "-c", line).run().ok();

            assertThat(Files.exists(proof)).as(line).isFalse();
        }
    }

    @Test
    void otherKindsMayStandInsideQuotes() {
        List<Parameter> word = List.of(Parameter.parse("note: word").orElseThrow());

        assertThat(StepText.render(List.of("logger 'deploy {note}'"), word, Map.of("note", "v1.2")))
                .containsExactly("logger 'deploy v1.2'");
    }

    @Test
    void aDeviceTakesPlainTextOnly() {
        Parameter note = NOTE.getFirst();

        assertThat(note.isPlain("uplink to fra-01, port 3/1")).isTrue();
        assertThat(note.isPlain("x; reload")).isFalse();
        assertThat(note.isPlain("it's")).isFalse();
        assertThat(note.isPlain("a | b")).isFalse();
    }

    private static SpecificationText specification(String step, String back) {
        return new SpecificationText(
                "quote-it",
                new NodeId(new UUID(0, 1)),
                "Quote it",
                Content.Purpose.CHANGE,
                true,
                false,
                NOTE,
                List.of(step),
                List.of(back),
                "Nobody feels anything.");
    }
}
