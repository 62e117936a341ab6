package dev.bastide.portal.demo;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;

/**
 * The invented people of one installation, kept in its home folder; the file also marks the folder as a
 * demonstration's. Their secrets are random, so that no two demonstrations open each other.
 */
final class DemoBook {
    static final String FILE = "demonstration.properties";

    private static final int SECRET_BYTES = 20;
    /** The first three and the auditor are for visitors; the others have been at work before they came. */
    private static final String[][] PEOPLE = {
        {"nora", "Nora Lindqvist", "operator"},
        {"otto", "Otto Brandt", "approver"},
        {"mei", "Mei Zhang", "approver"},
        {"ravi", "Ravi Patel", "auditor"},
        {"anna", "Anna Keller", "administrator"},
        {"lena", "Lena Hoffmann", "approver"},
        {"sven", "Sven Dahl", "approver"},
        {"jonas", "Jonas Weber", "operator"},
        {"ida", "Ida Moreau", "iso"},
        {"dana", "Dana Kim", "developer"}
    };

    private final Properties kept;

    private DemoBook(Properties kept) {
        this.kept = kept;
    }

    static boolean isIn(Path home) {
        return Files.exists(home.resolve(FILE));
    }

    static DemoBook open(Path home) {
        Properties kept = new Properties();
        try (Reader reader = Files.newBufferedReader(home.resolve(FILE))) {
            kept.load(reader);
            return new DemoBook(kept);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FILE, e);
        }
    }

    static DemoBook make(Path home, SecureRandom random) {
        Properties kept = new Properties();
        kept.setProperty("password", "demonstration " + HexFormat.of().formatHex(bytes(random, 4)));
        for (String[] person : PEOPLE) {
            kept.setProperty(person[0] + ".secret", DemoPerson.secretOf(bytes(random, SECRET_BYTES)));
            kept.setProperty(person[0] + ".token", "bst_" + HexFormat.of().formatHex(bytes(random, SECRET_BYTES)));
        }
        try {
            Path file = Files.createFile(
                    home.resolve(FILE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (Writer writer = Files.newBufferedWriter(file)) {
                kept.store(writer, null);
            }
            return new DemoBook(kept);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + FILE, e);
        }
    }

    String password() {
        return kept.getProperty("password", "");
    }

    List<DemoPerson> people() {
        return java.util.Arrays.stream(PEOPLE)
                .map(person -> new DemoPerson(
                        person[0],
                        person[1],
                        person[2],
                        kept.getProperty(person[0] + ".secret", ""),
                        kept.getProperty(person[0] + ".token", "")))
                .toList();
    }

    DemoPerson person(String login) {
        return people().stream()
                .filter(person -> person.login().equals(login))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] bytes(SecureRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
