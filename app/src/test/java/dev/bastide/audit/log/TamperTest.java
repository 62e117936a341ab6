package dev.bastide.audit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever changes a bundle without the key is found out, whatever he changes. */
class TamperTest {
    @TempDir
    static Path folder;

    private static Verifiers verifiers;
    private static Path good;
    private static Path key;
    private final List<String> refused = new ArrayList<>();
    private int made;

    /** One change to a bundle, or to a file of it. */
    private interface Change {
        void to(Path path) throws IOException;
    }

    @BeforeAll
    static void write() throws IOException {
        verifiers = new Verifiers(Files.createDirectories(folder.resolve("classes")));
        key = Files.writeString(folder.resolve("key"), Bundles.LOG.verifierKey() + "\n");
        good = folder.resolve("good");
        Path other = Bundles.write(folder.resolve("packed"), Bundles.leaves(300), Bundles.LOG, true);
        Bundles.write(good, Bundles.leaves(300), Bundles.LOG, false, 40, 256);
        // One of its entry bundles is packed, and one segment lies beside it.
        Files.delete(good.resolve("tile/entries/001.p/44"));
        Files.copy(other.resolve("tile/entries/001.p/44.gz"), good.resolve("tile/entries/001.p/44.gz"));
        Files.createDirectories(good.resolve("segment"));
        Files.write(good.resolve("segment/0-256.parquet"), new byte[] {'P', 'A', 'R', '1', 0, 1, 2});
        BundleManifest.whole(300).write(good, Bundles.LOG);
        assertThat(verifiers.java(good.toString(), "--key", key.toString()).text())
                .startsWith("proven");
    }

    @Test
    void aChangedBitIsFound() throws IOException, InterruptedException {
        flipBits(6, 3);
    }

    @Test
    @Tag("long")
    void aChangedBitIsFoundInEveryKindOfByte() throws IOException, InterruptedException {
        flipBits(500, 100);
    }

    /** The change is taken back each time; one in so many stays, for the other verifier. */
    private void flipBits(int perFile, int kept) throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(11);
        Path bundle = Bundles.copy(good, folder.resolve("flipped-" + perFile));
        int count = 0;
        for (Path file : Bundles.files(bundle)) {
            byte[] bytes = Files.readAllBytes(file);
            for (int i = 0; i < Math.min(perFile, bytes.length); i++) {
                int at = bytes.length <= perFile
                        ? i
                        : i == 0 ? 0 : i == 1 ? bytes.length - 1 : random.nextInt(bytes.length);
                byte[] changed = bytes.clone();
                changed[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, changed);
                String where = bundle.relativize(file) + " at " + at;
                if (count++ % kept == 0) {
                    refuses(copy ->
                            Files.write(copy.resolve(bundle.relativize(file).toString()), changed));
                } else {
                    assertThat(verifiers.java(bundle.toString()).code())
                            .as(where)
                            .isEqualTo(1);
                }
            }
            Files.write(file, bytes);
        }
        assertThat(verifiers.java(bundle.toString()).code()).isZero();
        pythonAgrees();
    }

    @Test
    void everyFileIsNeededAsItIs() throws IOException, InterruptedException {
        byte[] more = {0};
        for (Path file : Bundles.files(good)) {
            refuses(file, Files::delete);
            refuses(file, changed -> Files.write(changed, new byte[0]));
            refuses(file, changed -> Files.write(changed, more, StandardOpenOption.APPEND));
            refuses(
                    file,
                    changed -> Files.write(changed, "\n".getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND));
            refuses(file, changed -> cut(changed, 1, false));
            refuses(file, changed -> cut(changed, 20, true));
            refuses(file, changed -> Files.move(changed, changed.resolveSibling("other")));
            refuses(file, changed -> Files.copy(changed, changed.resolveSibling("more")));
            refuses(file, changed -> Files.move(changed, changed.resolveSibling(upper(changed))));
            refuses(file, changed -> {
                Files.delete(changed);
                Files.createSymbolicLink(changed, good.resolve("checkpoint"));
            });
            refuses(file, changed -> {
                Path original = Files.move(changed, folder.resolve("moved-" + made));
                Files.createSymbolicLink(changed, original);
            });
            refuses(file, changed -> {
                Files.delete(changed);
                Files.createDirectory(changed);
            });
        }
        pythonAgrees();
    }

    @Test
    void filesDoNotChangePlaces() throws IOException, InterruptedException {
        List<Path> files = Bundles.files(good);
        for (int i = 0; i < files.size(); i++) {
            String one = good.relativize(files.get(i)).toString();
            String other = good.relativize(files.get((i + 1) % files.size())).toString();
            refuses(bundle -> {
                Path between = folder.resolve("between-" + made);
                Files.move(bundle.resolve(one), between);
                Files.move(bundle.resolve(other), bundle.resolve(one));
                Files.move(between, bundle.resolve(other));
            });
            refuses(bundle ->
                    Files.copy(bundle.resolve(other), bundle.resolve(one), StandardCopyOption.REPLACE_EXISTING));
        }
        pythonAgrees();
    }

    @Test
    void nothingIsAdded() throws IOException, InterruptedException {
        for (String added : List.of(
                "x",
                "checkpoints/41",
                "tile/2/000.p/1",
                "tile/0/x001/000",
                ".hidden",
                "tile/entries/000.gz",
                "blob/x",
                "META-INF/x",
                "tile/0/000~",
                "manifest2",
                "MANIFEST",
                "segment/256-300.parquet",
                "a\nb",
                "\u001b[31m")) {
            refuses(good.resolve("checkpoint"), changed -> {
                Path file = changed.resolveSibling(added);
                Files.createDirectories(file.getParent());
                Files.write(file, new byte[] {1});
            });
        }
        for (String added : List.of("x", "tile/3", "blob/x", "checkpoints/x/y/z")) {
            refuses(good.resolve("checkpoint"), changed -> Files.createDirectories(changed.resolveSibling(added)));
        }
        refuses(
                good.resolve("checkpoint"),
                changed -> Files.createSymbolicLink(changed.resolveSibling("tile/0/link"), Path.of("/")));
        refuses(good.resolve("checkpoint"), changed -> {
            Path real = Files.move(changed.resolveSibling("tile"), folder.resolve("tiles-" + made));
            Files.createSymbolicLink(changed.resolveSibling("tile"), real);
        });
        pythonAgrees();
    }

    @Test
    void aSignatureMoreIsFound() throws IOException, InterruptedException {
        String manifest = Files.readString(good.resolve("manifest"));
        String text = manifest.substring(0, manifest.indexOf("\n\n") + 1);
        refuses(
                good.resolve("manifest"),
                changed -> Files.writeString(changed, Bundles.STRANGER.sign(text), StandardOpenOption.APPEND));
        refuses(
                good.resolve("manifest"),
                changed -> Files.writeString(changed, Bundles.LOG.sign(text), StandardOpenOption.APPEND));
        refuses(good.resolve("manifest"), changed -> Files.writeString(changed, text + "\n"));
        refuses(good.resolve("manifest"), changed -> Files.writeString(changed, text));
        refuses(
                good.resolve("manifest"),
                changed -> Files.writeString(changed, text + "\n" + Bundles.STRANGER.sign(text)));
        refuses(
                good.resolve("checkpoint"),
                changed ->
                        Files.writeString(changed, Bundles.WITNESSES.get(0).cosign("x", 1), StandardOpenOption.APPEND));
        pythonAgrees();
    }

    @Test
    void aBundleSignedAnewIsRefusedByTheKey() throws IOException {
        Path forged = Bundles.write(folder.resolve("forged"), Bundles.leaves(300), Bundles.STRANGER, false, 40, 256);

        assertThat(verifiers.java(forged.toString()).text())
                .startsWith("consistent, signer unknown: " + Bundles.STRANGER.fingerprint());
        assertThat(verifiers.java(forged.toString()).code()).isZero();
        assertThat(verifiers.java(forged.toString(), "--key", key.toString()).code())
                .isEqualTo(1);
        Path policy = Files.writeString(folder.resolve("policy"), Bundles.policy(1));
        assertThat(verifiers
                        .java(forged.toString(), "--policy", policy.toString())
                        .code())
                .isEqualTo(1);
    }

    @Test
    void tooFewWitnessesAreRefused() throws IOException {
        Path two = Files.writeString(folder.resolve("two"), Bundles.policy(2));
        Path three = Files.writeString(folder.resolve("three"), Bundles.policy(3));

        assertThat(verifiers.java(good.toString(), "--policy", two.toString()).code())
                .isZero();
        assertThat(verifiers.java(good.toString(), "--policy", three.toString()).text())
                .contains("not proven: checkpoint: is cosigned by 2 of 3 witnesses");
    }

    @Test
    void onlyAFolderWithoutBothIsNoBundle() throws IOException {
        assertThat(verifiers.java(folder.resolve("nowhere").toString()).code()).isEqualTo(2);
        assertThat(verifiers
                        .java(Files.createDirectories(folder.resolve("empty")).toString())
                        .code())
                .isEqualTo(2);
        assertThat(verifiers.java(key.toString()).code()).isEqualTo(2);
        assertThat(verifiers.java("a\u0000b").code()).isEqualTo(2);
        assertThat(verifiers.java().code()).isEqualTo(2);
        Path bundle = Bundles.copy(good, folder.resolve("headless"));
        Files.delete(bundle.resolve("manifest"));
        assertThat(verifiers.java(bundle.toString()).code()).isEqualTo(1);
        Files.delete(bundle.resolve("checkpoint"));
        assertThat(verifiers.java(bundle.toString()).code()).isEqualTo(1);
    }

    @Test
    void aWrongCallIsNeverProven() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken"), "no key\n");
        String bundle = good.toString();

        assertThat(verifiers.java(bundle, "--key", broken.toString()).code()).isEqualTo(1);
        assertThat(verifiers
                        .java(bundle, "--key", folder.resolve("nowhere").toString())
                        .code())
                .isEqualTo(1);
        assertThat(verifiers.java(bundle, "--key").code()).isEqualTo(1);
        assertThat(verifiers.java(bundle, "--policy", broken.toString()).code()).isEqualTo(1);
        assertThat(verifiers.java(bundle, "--fast").code()).isEqualTo(1);
        assertThat(verifiers.java(bundle, bundle).code()).isEqualTo(1);
        assertThat(verifiers.java(bundle, "--json").text())
                .contains("\"verdict\":\"consistent, signer unknown\"", "\"records\":300", "\"exit\":0");
    }

    @Test
    void namesTheFirstBadRecord() throws IOException {
        Path bundle = Bundles.copy(good, folder.resolve("bad"));
        Path file = bundle.resolve("tile/entries/000");
        byte[] bytes = Files.readAllBytes(file);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\"v\":1", bytes.length / 2);
        int index = new String(bytes, 0, at, StandardCharsets.ISO_8859_1).split("\"v\":1", -1).length - 1;
        bytes[at + 4] = '2';
        Files.write(file, bytes);

        assertThat(verifiers.java(bundle.toString()).text())
                .startsWith("not proven: record " + index + ", tile/entries/000: ");
        assertThat(verifiers.java(bundle.toString(), "--json").text()).contains("\"index\":" + index + ",");
    }

    private void refuses(Path file, Change change) throws IOException {
        refuses(bundle -> change.to(bundle.resolve(good.relativize(file).toString())));
    }

    private void refuses(Change change) throws IOException {
        Path bundle = Bundles.copy(good, folder.resolve("t" + made++));
        change.to(bundle);
        Verifiers.Answer answer = verifiers.java(bundle.toString());
        assertThat(answer.code()).as(bundle + ": " + answer.text()).isEqualTo(1);
        assertThat(answer.text()).startsWith("not proven: ").doesNotContain("Exception", "\tat ", "\u001b");
        refused.add(bundle.toString());
    }

    private void pythonAgrees() throws IOException, InterruptedException {
        if (Verifiers.hasPython()) {
            List<Integer> codes = Verifiers.python(refused, folder);
            for (int i = 0; i < codes.size(); i++) {
                assertThat(codes.get(i)).as(refused.get(i)).isEqualTo(1);
            }
        }
        for (String bundle : refused) {
            assertThat(org.springframework.util.FileSystemUtils.deleteRecursively(Path.of(bundle)))
                    .isTrue();
        }
        refused.clear();
    }

    private static String upper(Path file) {
        String name = file.getFileName().toString();
        String upper = name.toUpperCase(java.util.Locale.ROOT);
        return upper.equals(name) ? name + "A" : upper;
    }

    /** Cuts bytes off the end, and may go on with others. */
    private static void cut(Path file, int count, boolean goOn) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        byte[] rest = Arrays.copyOf(bytes, Math.max(0, bytes.length - count));
        byte[] other = Arrays.copyOf(rest, bytes.length);
        Arrays.fill(other, rest.length, other.length, (byte) (bytes[bytes.length - 1] ^ 1));
        Files.write(file, goOn ? other : rest);
    }
}
