package dev.bastide.audit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Even who has the key cannot have a log proven that breaks the rules, nor trouble who verifies it. */
@Timeout(120)
class ForgeryTest {
    @TempDir
    static Path folder;

    private static Verifiers verifiers;
    private static List<Leaf> leaves;
    private static int made;
    private static final List<String> FORGED = new ArrayList<>();
    private static final List<Integer> CODES = new ArrayList<>();

    @BeforeAll
    static void prepare() throws IOException {
        verifiers = new Verifiers(Files.createDirectories(folder.resolve("classes")));
        leaves = Bundles.leaves(300);
    }

    /** All that was forged at once: starting Python takes longer than a verification. */
    @AfterAll
    static void pythonAgrees() throws IOException, InterruptedException {
        if (Verifiers.hasPython() && !FORGED.isEmpty()) {
            assertThat(Verifiers.python(FORGED, folder)).as(FORGED.toString()).isEqualTo(CODES);
        }
        // A folder 1,500 deep: what clears away after the test would take half a minute.
        assertThat(new ProcessBuilder("rm", "-rf", folder + "/deep").start().waitFor())
                .isZero();
    }

    @Test
    void aRecordLessMoreOrElsewhereIsFound() {
        int second = numbered(20);
        int third = numbered(second + 1);
        refused("number", without(leaves, second));
        refused("number", twice(leaves, second));
        refused("logged before", swapped(leaves, 11, 12));
        refused("number", with(leaves, third, json -> json.replaceFirst("\"source_seq\":\\d+", "\"source_seq\":1")));
        refused(
                "numbers some",
                with(leaves, third, json -> json.replaceFirst("\"source_seq\":\\d+", "\"source_seq\":null")));
        refused(
                "number 0",
                with(leaves, numbered(0), json -> json.replaceFirst("\"source_seq\":\\d+", "\"source_seq\":0")));
        refused(
                "logged before",
                with(leaves, 200, json -> json.replaceFirst("\"logged_at\":\"2026", "\"logged_at\":\"2025")));
    }

    @Test
    void aDeclaredGapIsToldAndNoOther() {
        int lost = numbered(20);
        String source = member(lost, "source");
        String number = member(lost, "source_seq");
        List<Leaf> declared = with(
                leaves,
                lost,
                json -> json.replace("\"source\":" + source, "\"source\":\"app\"")
                        .replaceFirst("\"source_seq\":\\d+", "\"source_seq\":null")
                        .replaceFirst("\"operation\":\"[^\"]*\"", "\"operation\":\"audit.gap\"")
                        .replaceFirst("\"object_id\":\"[^\"]*\"", "\"object_id\":\"source:" + source.substring(1))
                        .replaceFirst("\"content\":\"[^\"]*\"", "\"content\":\"" + number + "-" + number + "\""));

        assertThat(verified(0, write(declared)).text()).contains("1 records that never arrived");
        refused(
                "gap",
                with(
                        declared,
                        lost,
                        json -> json.replace(number + "-" + number, number + "-" + number + "0")
                                .replace("source:" + source.substring(1), "source:nobody\"")));
        refused("gap", with(declared, lost, json -> json.replace(number + "-" + number, "all")));
        refused("gap", with(declared, lost, json -> json.replace(number + "-" + number, "5-4")));
        refused(
                "number",
                with(declared, lost, json -> json.replace(number + "-" + number, number + "-" + number + "0")));
    }

    @Test
    void aMalformedRecordIsFound() {
        refused("user_name", with(leaves, 30, json -> json.replace(",\"user_name\"", ", \"user_name\"")));
        refused("user_group", with(leaves, 30, json -> json.replaceFirst("(\"user_name\":\"[^\"]*\")", "$1,$1")));
        refused("last member", with(leaves, 30, json -> json + "\n"));
        refused("last member", with(leaves, 30, json -> json.replaceFirst("}$", ",\"more\":1}")));
        refused("content", with(leaves, 30, json -> json.replaceFirst("\"content\":\"", "\"content\":\"\\\\u0041")));
        refused("content", with(leaves, 30, json -> json.replaceFirst("\"content\":\"", "\"content\":\"\u202e")));
        refused("tag", with(leaves, 30, json -> ""));
        refused("content", with(leaves, 7, json -> json.replaceFirst("\"size\":65536", "\"size\":65537")));
        refused("time", with(leaves, 30, json -> json.replaceFirst("\"time\":\"2026-..-..", "\"time\":\"2026-02-30")));
    }

    @Test
    void aForkedOrMisplacedCheckpointIsFound() throws IOException {
        Path other =
                Bundles.write(next(), with(leaves, 10, json -> json.replace("DONE", "FAILED")), Bundles.LOG, false, 40);
        Path bundle = Bundles.write(next(), leaves, Bundles.LOG, false, 40, 256);
        Files.copy(
                other.resolve("checkpoints/40"),
                bundle.resolve("checkpoints/40"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        refused("checkpoints/40", signed(bundle, 300));

        Path misnamed = Bundles.write(next(), leaves, Bundles.LOG, false, 40);
        Files.move(misnamed.resolve("checkpoints/40"), misnamed.resolve("checkpoints/41"));
        refused("checkpoints/41", signed(misnamed, 300));

        Path older = Bundles.write(next(), leaves, Bundles.LOG, false, 40);
        Files.move(
                older.resolve("checkpoints/40"),
                older.resolve("checkpoint"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        refused("checkpoint", signed(older, 300));

        Path foreign = Bundles.write(next(), leaves, Bundles.STRANGER, false);
        refused("signed", signed(foreign, 300));
    }

    @Test
    void aWrongTileIsFoundThoughSigned() throws IOException {
        for (String tile : List.of("tile/1/000.p/1", "tile/0/000", "tile/0/001.p/44")) {
            Path bundle = Bundles.write(next(), leaves, Bundles.LOG, false);
            byte[] bytes = Files.readAllBytes(bundle.resolve(tile));
            bytes[9] ^= 1;
            Files.write(bundle.resolve(tile), bytes);
            refused(tile, signed(bundle, 300));
        }
    }

    @Test
    void aFileWithoutAPlaceIsFoundThoughSigned() throws IOException {
        for (String added : List.of(
                "readme",
                "tile/2/000.p/1",
                "tile/entries/000.gz",
                "tile/entries/001",
                "blob/00",
                "segment/0-400.parquet",
                "segment/00-9.parquet",
                "segment/5-5.parquet",
                "segment/x.parquet",
                "checkpoints/400",
                "tile/8/000.p/1")) {
            Path bundle = Bundles.write(next(), leaves, Bundles.LOG, false);
            Files.createDirectories(bundle.resolve(added).getParent());
            Files.write(bundle.resolve(added), new byte[] {1});
            refused("not proven", signed(bundle, 300));
        }
        Path overlapping = Bundles.write(next(), leaves, Bundles.LOG, false);
        Files.createDirectories(overlapping.resolve("segment"));
        Files.write(overlapping.resolve("segment/0-200.parquet"), new byte[] {1});
        Files.write(overlapping.resolve("segment/199-300.parquet"), new byte[] {1});
        refused("another segment", signed(overlapping, 300));
    }

    @Test
    void aBombIsNotUnpacked() throws IOException {
        for (byte[] packed : List.of(bomb(), new byte[] {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 0, 'x', 0, 3, 0})) {
            Path bundle = Bundles.write(next(), leaves, Bundles.LOG, true);
            Files.write(bundle.resolve("tile/entries/000.gz"), packed);
            refused("gzip", signed(bundle, 300));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file 00 1 x",
                "file %s 1 ../x",
                "file %s 1 /etc/passwd",
                "file %s 1 tile/../../x",
                "file %s 1 .x",
                "file %s 1 X",
                "file %s 01 x",
                "file %s -1 x",
                "file %s 9999999999999999999 x",
                "file %s 999999999999999999 zzz",
                "file %s 1 manifest",
                "file %s 1 checkpoint",
                "file %s 1 x ",
                " file %s 1 x",
                "file %s 1 x//y",
                "file %s 1 x\u0000",
                "file %s 1 x\n",
                "more",
                "",
                "withheld 0 256 sealed"
            })
    void aMalformedManifestIsRefused(String line) throws IOException {
        Path bundle = Bundles.write(next(), leaves.subList(0, 20), Bundles.LOG, false);
        String manifest = Files.readString(bundle.resolve("manifest"));
        String text = manifest.substring(0, manifest.indexOf("\n\n") + 1) + line.formatted("ab".repeat(32)) + "\n";
        Files.writeString(bundle.resolve("manifest"), text + "\n" + Bundles.LOG.sign(text));
        refused("not proven", bundle);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "size 19/size 9223372036854775807",
                "size 19/size 4611686018427387904",
                "size 19/size 9223372036854775808",
                "size 19/size 18",
                "size 19/size 019",
                "size 19/size 0",
                "minimum 0/minimum 256",
                "minimum 0/minimum 9223372036854775552",
                "minimum 0/minimum -256",
                "minimum 0/withheld 0 19 sealed\nminimum 0",
                "size 19/size 19\nwithheld 0 19 lost",
                "size 19/size 19\nwithheld 0 18 sealed",
                "size 19/size 19\nwithheld 0 0 sealed",
                "size 19/size 19\nwithheld 0 19 sealed\nwithheld 0 19 sealed",
                "/v1//v2",
                "origin log/origin gol"
            })
    void aManifestOfAnotherLogIsRefused(String change) throws IOException {
        Path bundle = Bundles.write(next(), leaves.subList(0, 19), Bundles.LOG, false);
        String manifest = Files.readString(bundle.resolve("manifest"));
        int split = change.startsWith("/v1") ? 3 : change.indexOf('/');
        String text = manifest.substring(0, manifest.indexOf("\n\n") + 1)
                .replaceFirst(change.substring(0, split), change.substring(split + 1));
        Files.writeString(bundle.resolve("manifest"), text + "\n" + Bundles.LOG.sign(text));
        refused("not proven", bundle);
    }

    @Test
    void aFolderThatIsATrapIsRefused() throws IOException, InterruptedException {
        Path deep = Bundles.write(folder.resolve("deep"), leaves.subList(0, 5), Bundles.LOG, false);
        Files.createDirectories(deep.resolve("a/".repeat(1_500)));
        refused("not proven: a: is a folder", deep);

        Path pipe = Bundles.write(next(), leaves.subList(0, 5), Bundles.LOG, false);
        Files.delete(pipe.resolve("checkpoint"));
        mkfifo(pipe.resolve("checkpoint"));
        refused("is no file", pipe);

        Path head = Bundles.write(next(), leaves.subList(0, 5), Bundles.LOG, false);
        Files.delete(head.resolve("manifest"));
        mkfifo(head.resolve("manifest"));
        refused("is no file", head);

        Path endless = Bundles.write(next(), leaves.subList(0, 5), Bundles.LOG, false);
        Files.delete(endless.resolve("manifest"));
        Files.createSymbolicLink(endless.resolve("manifest"), Path.of("/dev/zero"));
        refused("is no file", endless);
    }

    private static void mkfifo(Path path) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
    }

    /** Two gigabytes of nothing in two megabytes. */
    private static byte[] bomb() throws IOException {
        var out = new java.io.ByteArrayOutputStream();
        try (var gzip = new java.util.zip.GZIPOutputStream(out)) {
            byte[] chunk = new byte[1 << 20];
            for (int i = 0; i < 200; i++) {
                gzip.write(chunk);
            }
        }
        return out.toByteArray();
    }

    private void refused(String reason, List<Leaf> records) {
        refused(reason, write(records));
    }

    private void refused(String reason, Path bundle) {
        Verifiers.Answer answer = verified(1, bundle);
        assertThat(answer.text()).startsWith("not proven: ").contains(reason);
    }

    private Verifiers.Answer verified(int code, Path bundle) {
        Verifiers.Answer answer = verifiers.java(bundle.toString());
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
        assertThat(answer.text()).doesNotContain("Exception", "\tat ", "the verifier failed");
        FORGED.add(bundle.toString());
        CODES.add(code);
        return answer;
    }

    private static Path write(List<Leaf> records) {
        return Bundles.write(next(), records, Bundles.LOG, false, 40);
    }

    private static Path signed(Path bundle, long size) {
        BundleManifest.whole(size).write(bundle, Bundles.LOG);
        return bundle;
    }

    private static Path next() {
        return folder.resolve("f" + made++);
    }

    /** The first record from here on that its source has numbered, and after which it numbers another. */
    private static int numbered(int from) {
        return Stream.iterate(from, i -> i + 1)
                .filter(i -> member(i, "source").equals("\"bastion-1\""))
                .findFirst()
                .orElseThrow();
    }

    private static String member(int index, String name) {
        String json = new String(leaves.get(index).bytes(), StandardCharsets.UTF_8);
        return json.replaceFirst(".*\"" + name + "\":([^,]*),.*", "$1");
    }

    private static List<Leaf> with(List<Leaf> records, int index, UnaryOperator<String> change) {
        List<Leaf> changed = new ArrayList<>(records);
        Leaf leaf = records.get(index);
        String json = change.apply(new String(leaf.bytes(), StandardCharsets.UTF_8));
        changed.set(index, new Leaf(json.getBytes(StandardCharsets.UTF_8), leaf.blob()));
        return changed;
    }

    private static List<Leaf> without(List<Leaf> records, int index) {
        List<Leaf> changed = new ArrayList<>(records);
        changed.remove(index);
        return changed;
    }

    private static List<Leaf> twice(List<Leaf> records, int index) {
        List<Leaf> changed = new ArrayList<>(records);
        changed.add(index, records.get(index));
        return changed;
    }

    private static List<Leaf> swapped(List<Leaf> records, int one, int other) {
        List<Leaf> changed = new ArrayList<>(records);
        Collections.swap(changed, one, other);
        return changed;
    }
}
