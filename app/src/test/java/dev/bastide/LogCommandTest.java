package dev.bastide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.OwnProgram;
import dev.bastide.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An auditor takes a bundle of the live log away and proves it, before and after the program was killed. */
class LogCommandTest {
    private static final List<String> PEOPLE =
            List.of("anna administrator", "ben approver", "eva approver", "otto iso", "ida auditor", "carl operator");
    private static final String COMPANY = """
            tree:
              - {path: /shop, owner: eva, environment: production, tier: 1}
            grants:
              - {person: anna, role: administrator, node: /}
              - {person: otto, role: iso, node: /}
              - {person: ida, role: auditor, node: /}
              - {person: ben, role: approver, node: /}
              - {person: eva, role: approver, node: /}
              - {person: carl, role: operator, node: /shop}
            """;

    @TempDir
    Path folder;

    @Test
    void theLiveLogIsProvenElsewhere() throws Exception {
        try (OwnProgram program = new OwnProgram(folder)) {
            program.start();
            program.found(PEOPLE, COMPANY);
            Path first = export(program, "first");
            proven(program, first);
            program.kill();
            program.start();
            Path second = export(program, "second");
            proven(program, second);
            assertThat(records(program, second)).isGreaterThan(records(program, first));

            Program.Result operator = program.bastide("carl", "audit", "export", "--out", folder + "/no")
                    .run();
            assertThat(operator.exit()).isEqualTo(3);
            assertThat(folder.resolve("no")).doesNotExist();
            assertThat(folder.resolve("no.part")).doesNotExist();
            assertThat(program.bastide("ida", "audit", "export", "--out", first.toString())
                            .run()
                            .exit())
                    .isEqualTo(2);
            Program.Result reopen = program.bastide("otto", "audit", "reopen", "--reason", "to see")
                    .run();
            assertThat(reopen.exit()).isEqualTo(3);
            assertThat(reopen.err()).contains("Nothing was lost");
            assertThat(program.bastide("ida", "audit", "log").run().ok().out()).contains("\"witnessed\":false");
            Files.writeString(second.resolve("checkpoint"), "x", StandardOpenOption.APPEND);
            assertThat(verify(program, second).exit()).isEqualTo(1);
        }
    }

    private Path export(OwnProgram program, String name) throws Exception {
        Path bundle = folder.resolve(name);
        Program.Result said = program.bastide("ida", "audit", "export", "--out", bundle.toString())
                .run()
                .ok();
        assertThat(said.out()).contains("Bundle: " + bundle, "audit verify");
        return bundle;
    }

    private Program.Result verify(OwnProgram program, Path bundle) throws Exception {
        String key = folder.resolve("home/log/key.pub").toString();
        return program.bastide("", "audit", "verify", bundle.toString(), "--key", key)
                .run();
    }

    private void proven(OwnProgram program, Path bundle) throws Exception {
        assertThat(verify(program, bundle).ok().out()).startsWith("proven");
    }

    private long records(OwnProgram program, Path bundle) throws Exception {
        String note = Files.readString(bundle.resolve("checkpoint"));
        assertThat(verify(program, bundle).ok().out()).contains("read and checked");
        return Long.parseLong(note.lines().toList().get(1));
    }
}
