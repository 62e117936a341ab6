package dev.bastide.ground.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.tukaani.xz.XZInputStream;

/**
 * A folder of PostgreSQL programs and their major version: ours, unpacked from the jar, or one that the machine has.
 */
public record PostgresProgram(Path bin, int major) {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final String OURS = "program-18.6.0";
    private static final int OUR_MAJOR = 18;
    /** Since 17 a locale of PostgreSQL's own exists, so that no library of the machine decides the order of text. */
    private static final int BUILTIN_LOCALE_SINCE = 17;

    /** Our own binaries below the folder, unpacked there on first use. Half an unpacking is never taken for whole. */
    public static PostgresProgram unpacked(Path folder) {
        Path home = folder.resolve(OURS).toAbsolutePath().normalize();
        try {
            if (!Files.exists(home)) {
                Path draft = home.resolveSibling(OURS + ".draft");
                delete(draft);
                Files.createDirectories(draft);
                try (InputStream packed = PostgresProgram.class.getResourceAsStream(ARCHIVE)) {
                    if (packed == null) {
                        throw new IllegalStateException("The PostgreSQL binaries are not in the jar: " + ARCHIVE);
                    }
                    TarArchive.unpack(new XZInputStream(packed), draft);
                }
                Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack PostgreSQL into " + home, e);
        }
        return new PostgresProgram(home.resolve("bin"), OUR_MAJOR);
    }

    /** The path of one program, such as {@code initdb}. */
    Path program(String name) {
        return bin.resolve(name);
    }

    boolean hasBuiltinLocale() {
        return major >= BUILTIN_LOCALE_SINCE;
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
