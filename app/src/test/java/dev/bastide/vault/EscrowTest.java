package dev.bastide.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two custodians bring the master key back, and nobody else does. */
class EscrowTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path home;

    private byte[] key;
    private String out = "";
    private String err = "";

    @BeforeEach
    void makeKey() throws IOException {
        open();
        key = Files.readAllBytes(home.resolve(KeyFile.NAME));
    }

    @Test
    void anyTwoOfThreeBringTheKeyBack() throws IOException {
        byte[] sealed = open().seal(new byte[] {7}, "x");
        List<String> sheets = sheets("Ann Lee", "Bo", "李雷");
        assertThat(err).contains("Proven: each two of these 3");
        assertThat(out).doesNotContain(new String(key, UTF_8).strip());
        assertThat(Escrow.of(home)).map(Escrow::custodians).contains(List.of("Ann Lee", "Bo", "李雷"));

        for (int[] two : new int[][] {{0, 1}, {1, 2}, {2, 0}}) {
            Files.delete(home.resolve(KeyFile.NAME));
            assertThat(open().locked()).isTrue();

            assertThat(restore(sheets.get(two[0]) + sheets.get(two[1]))).isZero();

            assertThat(open().open(sealed, "x")).containsExactly(7);
            assertThat(Files.readAllBytes(home.resolve(KeyFile.NAME))).isEqualTo(key);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(KeyFile.NAME))))
                    .isEqualTo("rw-------");
            assertThat(out + err).doesNotContain(new String(key, UTF_8).strip());
        }
    }

    @Test
    void oneShareAReplayedOrAMistypedOneAreRefused() throws IOException {
        List<String> sheets = sheets("Ann", "Bo");
        Files.delete(home.resolve(KeyFile.NAME));

        assertThat(restore(sheets.getFirst())).isEqualTo(2);
        assertThat(restore("")).isEqualTo(2);
        assertThat(restore(sheets.getFirst() + sheets.getFirst())).isEqualTo(3);
        String line = ShareLines.of(sheets.getLast()).getFirst();
        String bent =
                (line.charAt(4) == 'X' ? line.replaceFirst("X", "Y") : line.substring(0, 4) + "X" + line.substring(5));
        assertThat(restore(sheets.getFirst() + sheets.getLast().replace(line, bent)))
                .isEqualTo(2);

        assertThat(home.resolve(KeyFile.NAME)).doesNotExist();
        assertThat(restore(sheets.getLast() + sheets.getFirst())).isZero();
    }

    @Test
    void sharesOfTwoRotationsAreStaleAndNotMixed() throws IOException {
        List<String> before = sheets("Ann", "Bo");
        assertThat(run("rotate")).isZero();
        assertThat(out).contains("Shares of the old key are stale");
        assertThat(run("status")).isZero();
        assertThat(out).contains("STALE");
        byte[] rotated = Files.readAllBytes(home.resolve(KeyFile.NAME));

        assertThat(restore(before.get(0) + before.get(1))).isEqualTo(3);
        assertThat(err).contains("not the one");
        List<String> after = sheets("Ann", "Bo");
        assertThat(run("status")).isZero();
        assertThat(out).doesNotContain("STALE").contains("two of 2");
        assertThat(restore(before.get(0) + after.get(1))).isEqualTo(3);

        assertThat(Files.readAllBytes(home.resolve(KeyFile.NAME))).isEqualTo(rotated);
        assertThat(restore(after.get(0) + after.get(1))).isZero();
    }

    @Test
    void shallNotBeGivenToNobodyOrTwiceToOne() {
        for (List<String> names : List.<List<String>>of(
                List.of(),
                List.of("Ann"),
                List.of("Ann", "ann"),
                List.of("Ann", "B\tC"),
                List.of("Ann", "--x\n"),
                List.of("Ann", ""))) {
            List<String> words = new ArrayList<>(List.of("escrow"));
            words.addAll(names);
            assertThat(run(words.toArray(String[]::new))).as("%s", names).isEqualTo(2);
        }
        assertThat(Escrow.of(home)).isEmpty();
        assertThat(new KeyEvents(home).all()).isEmpty();
    }

    @Test
    void whatWasDoneIsWrittenDownWithoutASecret() throws IOException {
        List<String> sheets = sheets("Ann", "Bo");
        run("rotate");
        restore(sheets.get(0) + sheets.get(1));

        assertThat(new KeyEvents(home).all())
                .extracting(KeyEvents.Event::operation)
                .containsExactly("key.escrow", "key.rotate", "key.rotated", "key.restore-refused");
        String written =
                Files.readString(home.resolve("master.key.events")) + Files.readString(home.resolve(Escrow.NAME));
        for (String sheet : sheets) {
            for (String group : String.join(" ", ShareLines.of(sheet)).split(" ", -1)) {
                assertThat(written).doesNotContain(group);
            }
        }
        assertThat(written).doesNotContain(new String(key, UTF_8).strip());
        assertThat(run("restore", "--shares", sheets.getFirst())).isEqualTo(2);
    }

    /** The lines of a sheet that are the share. */
    private static final class ShareLines {
        static List<String> of(String sheet) {
            return Arrays.stream(sheet.split("\n", -1))
                    .map(String::strip)
                    .filter(line -> line.matches("([0-9A-Z]{5} ){7}[0-9A-Z]{5}"))
                    .toList();
        }
    }

    private List<String> sheets(String... names) {
        List<String> words = new ArrayList<>(List.of("escrow"));
        words.addAll(List.of(names));
        assertThat(run(words.toArray(String[]::new))).isZero();
        return Arrays.stream(out.split("-{64}\n", -1))
                .filter(part -> part.contains("share "))
                .collect(Collectors.toList());
    }

    private int run(String... words) {
        return typing("", words);
    }

    private int restore(String typed) {
        return typing(typed, "restore", "--shares");
    }

    private int typing(String typed, String... words) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteArrayOutputStream wrong = new ByteArrayOutputStream();
        Keys keys = new Keys(
                home,
                KeyFile.of(home, "", "", RANDOM),
                new PrintStream(said, true, UTF_8),
                new PrintStream(wrong, true, UTF_8),
                new ByteArrayInputStream(typed.getBytes(UTF_8)),
                InstantSource.fixed(NOW));
        int exit = keys.run(List.of(words));
        out = said.toString(UTF_8);
        err = wrong.toString(UTF_8);
        return exit;
    }

    private Vault open() {
        KeyFile file = KeyFile.of(home, "", "", RANDOM);
        file.makeIfNew();
        return new Vault(file, RANDOM);
    }
}
