package dev.bastide.audit.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.log.Proofs.Head;
import dev.bastide.audit.log.Proofs.Placed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program writes is proven by both verifiers. */
class BundleTest {
    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static Verifiers verifiers;

    @BeforeAll
    static void compile() {
        verifiers = new Verifiers(shared);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 255, 256, 257, 513})
    void isProvenAtEverySize(int size) throws IOException, InterruptedException {
        provenAt(size);
    }

    @ParameterizedTest
    @Tag("long")
    @ValueSource(ints = {65_535, 65_536, 65_537, 131_072})
    void isProvenWhereALevelIsFull(int size) throws IOException, InterruptedException {
        provenAt(size);
    }

    private void provenAt(int size) throws IOException, InterruptedException {
        List<Leaf> leaves = Bundles.leaves(size);
        Path plain = Bundles.write(folder.resolve("plain"), leaves, Bundles.LOG, false, 1, 200, 256);
        Path packed = Bundles.write(folder.resolve("packed"), leaves, Bundles.LOG, true, 7);
        Path key = Files.writeString(folder.resolve("key"), Bundles.LOG.verifierKey() + "\n");
        Path policy = Files.writeString(folder.resolve("policy"), Bundles.policy(2));

        List<String> lines = new ArrayList<>();
        for (Path bundle : List.of(plain, packed)) {
            String[] arguments = {bundle.toString(), "--key", key.toString(), "--policy", policy.toString()};
            Verifiers.Answer answer = verifiers.java(arguments);
            assertThat(answer.text()).startsWith("proven").contains(size + " read and checked");
            assertThat(answer.code()).isZero();
            lines.add(String.join(" ", arguments));
        }
        if (Verifiers.hasPython()) {
            assertThat(Verifiers.python(lines, folder)).containsExactly(0, 0);
        }
    }

    @Test
    void theSecondVerifierIsThere() {
        Assumptions.assumeTrue(Verifiers.hasPython(), "python3 is not installed: the second verifier did not run");
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 512, 768})
    void isProvenAfterPruning(int minimum) throws IOException, InterruptedException {
        Path bundle = Bundles.write(folder.resolve("b"), Bundles.leaves(800), Bundles.LOG, false, 100, 256, 600);
        Bundles.prune(bundle, minimum, 800, Bundles.LOG);

        Verifiers.Answer answer = verifiers.java(bundle.toString());

        assertThat(answer.text())
                .contains((800 - minimum) + " read and checked", minimum + " records before the first");
        assertThat(answer.code()).isZero();
        pythonSays(0, bundle);
    }

    @Test
    @Tag("long")
    void isProvenAfterPruningAcrossALevel() throws IOException, InterruptedException {
        for (int minimum : List.of(65_536, 65_536 + 256, 65_536 + 3 * 256, 65_280)) {
            List<Leaf> leaves = Bundles.leaves(67_000);
            Path bundle = Bundles.write(folder.resolve("b" + minimum), leaves, Bundles.LOG, false, 66_900);
            Bundles.prune(bundle, minimum, 67_000, Bundles.LOG);

            assertThat(verifiers.java(bundle.toString()).text()).startsWith("consistent");
            pythonSays(0, bundle);
        }
    }

    @Test
    void isProvenByHashesWhereTheKeyIsDestroyed() throws IOException, InterruptedException {
        Path bundle = Bundles.write(folder.resolve("b"), Bundles.leaves(800), Bundles.LOG, false, 300);
        Files.delete(bundle.resolve("tile/entries/000"));
        Files.delete(bundle.resolve("tile/entries/002"));
        Bundles.dropBlobs(bundle);
        Bundles.dropEmptyFolders(bundle);
        Files.createDirectories(bundle.resolve("segment"));
        Files.write(bundle.resolve("segment/0-256.parquet"), new byte[] {1, 2, 3});
        new BundleManifest(
                        0,
                        800,
                        List.of(
                                new BundleManifest.Withheld(0, 256, BundleManifest.Why.ERASED),
                                new BundleManifest.Withheld(512, 768, BundleManifest.Why.SEALED)))
                .write(bundle, Bundles.LOG);

        Verifiers.Answer answer = verifiers.java(bundle.toString());

        assertThat(answer.text()).contains("288 read and checked, 512 by their hashes only");
        assertThat(answer.code()).isZero();
        pythonSays(0, bundle);
    }

    @Test
    void proofsComeFromItsTiles() {
        List<Leaf> leaves = Bundles.leaves(600);
        Path bundle = Bundles.write(folder.resolve("b"), leaves, Bundles.LOG, false);
        TreeHash hash = new TreeHash();
        Frontier frontier = new Frontier();
        List<byte[]> roots = new ArrayList<>();
        roots.add(frontier.root());
        leaves.forEach(leaf -> {
            frontier.add(hash.leaf(leaf.bytes()));
            roots.add(frontier.root());
        });
        Proofs proofs = new Proofs(new FolderTiles(bundle, 600));

        for (int index : List.of(0, 1, 255, 256, 511, 512, 599)) {
            Placed leaf = new Placed(hash.leaf(leaves.get(index).bytes()), index, 600);
            assertThat(Proofs.includes(leaf, proofs.inclusion(index, 600), roots.get(600)))
                    .isTrue();
        }
        for (int first : List.of(1, 255, 256, 257, 512, 599, 600)) {
            Head old = new Head(first, roots.get(first));
            assertThat(Proofs.extend(old, new Head(600, roots.get(600)), proofs.consistency(first, 600)))
                    .isTrue();
        }
    }

    @Test
    void keepsContentWhole() throws IOException {
        List<Leaf> leaves = Bundles.leaves(10);
        String escaped = new String(leaves.get(5).bytes(), StandardCharsets.UTF_8);

        assertThat(new String(leaves.get(3).bytes(), StandardCharsets.UTF_8))
                .contains("\"content\":{\"base64\":\"AP8b\"}");
        assertThat(escaped).contains("\"content\":\"\\u202e \\u0000 重启 \\\"x\\\" \\\\ \ud83d\ude00\"");
        assertThat(leaves.get(7).blob()).hasSize(65_536);
        assertThat(leaves.get(9).bytes()).asString(StandardCharsets.UTF_8).contains("\"content\":\"\"");
        assertThat(leaves).allMatch(leaf -> leaf.bytes().length <= Leaf.BYTES_MAX);
    }

    @Test
    void theCommandWritesTheSameFromTheSameSeed() {
        String out = generate("--records", "300", "--out", folder.resolve("one").toString(), "--seed", "42");
        generate("--records", "300", "--out", folder.resolve("two").toString(), "--seed", "42");
        generate("--records", "300", "--out", folder.resolve("three").toString());

        assertThat(folder.resolve("one/manifest")).hasSameBinaryContentAs(folder.resolve("two/manifest"));
        assertThat(folder.resolve("one.pub")).hasSameBinaryContentAs(folder.resolve("two.pub"));
        assertThat(out).contains("300 records").contains("one.pub").contains("one.policy");
        String one = folder.resolve("one").toString();
        assertThat(verifiers
                        .java(one, "--key", one + ".pub", "--policy", one + ".policy")
                        .text())
                .startsWith("proven")
                .contains("2 of 3 cosigned");
        assertThat(verifiers
                        .java(one, "--key", folder.resolve("three.pub").toString())
                        .code())
                .isEqualTo(1);
    }

    @Test
    void theCommandRefusesWrongInput() throws IOException {
        Files.createDirectories(folder.resolve("taken/x"));
        Files.writeString(folder.resolve("id.pub"), "the key of somebody else\n");
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(errors, true, StandardCharsets.UTF_8);
        for (List<String> words : List.of(
                List.<String>of(),
                List.of("--records", "5"),
                List.of("--out", folder.resolve("x").toString()),
                List.of("--records", "-5", "--out", folder.resolve("x").toString()),
                List.of("--records", "5", "--out", folder.resolve("taken").toString()),
                List.of("--records", "5", "--out", folder.resolve("id").toString()),
                List.of("--records", "5", "--out", folder.resolve("x").toString(), "--fast"))) {
            assertThat(GenerateCommand.run(words, err, err))
                    .as(words.toString())
                    .isEqualTo(2);
        }
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("Usage").contains("already there");
    }

    private void pythonSays(int code, Path bundle) throws IOException, InterruptedException {
        if (Verifiers.hasPython()) {
            assertThat(Verifiers.python(List.of(bundle.toString()), folder)).containsExactly(code);
        }
    }

    private static String generate(String... words) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8);
        assertThat(GenerateCommand.run(List.of(words), out, out)).isZero();
        return text.toString(StandardCharsets.UTF_8);
    }
}
