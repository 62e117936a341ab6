package dev.bastide.ground;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Who may do what in the home folder. In a folder that others may write to, they could put their own key or database in
 * the place of ours, whatever the modes of the files are; and a key that others can read protects nothing.
 */
final class HomeRights {
    private static final List<String> FOLDERS = List.of("", "postgres");
    private static final List<String> FILES = List.of("master.key", "master.key.next", "postgres/passwords");

    private static final Set<PosixFilePermission> WRITE =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> ANY = PosixFilePermissions.fromString("---rwxrwx");

    private HomeRights() {}

    /** Makes the folder, for its owner alone. */
    static void make(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if ("root".equals(System.getProperty("user.name"))) {
            // PostgreSQL does not run as root: nobody passes through to the database's own folder, and lists nothing.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        }
    }

    /** Throws {@link HomeExposed} where others have rights that they must not have. */
    static void check(Path home) throws IOException {
        for (String folder : FOLDERS) {
            refuse(home.resolve(folder), WRITE, "700");
        }
        for (String file : FILES) {
            refuse(home.resolve(file), ANY, "600");
        }
    }

    private static void refuse(Path path, Set<PosixFilePermission> forbidden, String mode) throws IOException {
        if (Files.exists(path) && !Collections.disjoint(Files.getPosixFilePermissions(path), forbidden)) {
            throw new HomeExposed(path, mode);
        }
    }
}
