package dev.bastide.ground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.BeanCreationException;

/** The home folder is its owner's alone; where others may change it or read the key, the program does not start. */
class HomeTest {
    @TempDir
    private Path folder;

    @Test
    void holdsForAFolderMadeByTheProgram() throws Exception {
        try (Home home = Home.open(folder.resolve("deep/home"))) {
            // As root the account of PostgreSQL passes through.
            boolean root = "root".equals(System.getProperty("user.name"));
            assertThat(mode(home.folder())).isEqualTo(root ? "rwx--x--x" : "rwx------");
        }
        try (Home again = Home.open(folder.resolve("deep/home"))) {
            assertThat(again.folder()).isDirectory();
        }
    }

    @Test
    void bitesAFolderThatOthersMayWriteTo() throws Exception {
        for (String mode : new String[] {"rwxrwxrwx", "rwxrwx---", "rwx----w-"}) {
            Path home = Files.createDirectory(folder.resolve("home" + mode));
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString(mode));

            assertThat(told(home)).as(mode).endsWith("chmod 700 " + home);
            assertThat(home).isEmptyDirectory();
        }
    }

    @Test
    void bitesADatabaseFolderOrAKeyOpenToOthers() throws Exception {
        Path home = folder.resolve("home");
        Home.open(home).close();
        Path postgres = Files.createDirectory(home.resolve("postgres"));
        Files.setPosixFilePermissions(postgres, PosixFilePermissions.fromString("rwxrwxr-x"));
        assertThat(told(home)).endsWith("chmod 700 " + postgres);

        Files.setPosixFilePermissions(postgres, PosixFilePermissions.fromString("rwx--x--x"));
        Path key = Files.writeString(home.resolve("master.key"), "key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(told(home)).endsWith("chmod 600 " + key);
    }

    /** What the terminal shows, which is one line. */
    private static String told(Path home) {
        Throwable refused = catchThrowable(() -> Home.open(home));
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        new StartReport(new PrintStream(written, true, StandardCharsets.UTF_8))
                .report(Objects.requireNonNull(
                        new StartFailure().analyze(new BeanCreationException("home", "deep inside", refused))));
        String said = written.toString(StandardCharsets.UTF_8).stripTrailing();
        assertThat(said).startsWith("Bastide does not start: ").hasLineCount(1);
        return said;
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
