package dev.bastide.ground.postgres;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;
import java.util.Set;

/**
 * The random passwords of the three roles of our own PostgreSQL, in one file of mode 0600. They never leave this
 * machine: the server listens on loopback only.
 */
public record Passwords(String superuser, String owner, String app) {
    private static final int BYTES = 24;

    /** Reads the file, or makes it with fresh passwords when there is none. */
    public static Passwords in(Path file, SecureRandom random) {
        try {
            if (!Files.exists(file)) {
                write(file, new Passwords(fresh(random), fresh(random), fresh(random)));
            }
            Properties stored = new Properties();
            try (Reader reader = Files.newBufferedReader(file)) {
                stored.load(reader);
            }
            return new Passwords(stored(stored, "postgres"), stored(stored, "bastide"), stored(stored, "bastide_app"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read or write the database passwords in " + file, e);
        }
    }

    private static String stored(Properties stored, String role) {
        String password = stored.getProperty(role);
        if (password == null) {
            throw new IllegalStateException("The file of database passwords names no password of " + role);
        }
        return password;
    }

    private static void write(Path file, Passwords passwords) throws IOException {
        StringWriter text = new StringWriter();
        text.write("# Roles of the embedded PostgreSQL. Loopback only; keep this file with the data folder.\n");
        text.write("postgres=" + passwords.superuser + "\nbastide=" + passwords.owner + "\nbastide_app=" + passwords.app
                + "\n");
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            channel.write(StandardCharsets.UTF_8.encode(text.toString()));
        }
    }

    private static String fresh(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public String toString() {
        return "Passwords[hidden]";
    }
}
