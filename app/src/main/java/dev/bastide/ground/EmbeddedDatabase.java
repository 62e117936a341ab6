package dev.bastide.ground;

import dev.bastide.ground.postgres.Passwords;
import dev.bastide.ground.postgres.PostgresProgram;
import dev.bastide.ground.postgres.PostgresServer;
import dev.bastide.ground.postgres.PostgresSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/** Our own PostgreSQL in the home folder, with its two roles and its database made. */
public final class EmbeddedDatabase {
    private static final String DATABASE = "bastide";

    private EmbeddedDatabase() {}

    /** Starts the server of this home folder, durable, and returns when it answers. */
    public static PostgresServer start(Path home) {
        Path folder = folder(home);
        try {
            if (!Files.exists(folder)) {
                Files.createDirectories(folder);
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make " + folder, e);
        }
        PostgresProgram program = PostgresProgram.unpacked(folder);
        PostgresServer server = PostgresServer.start(new PostgresSettings(program, folder, true), passwords(home));
        server.access().makeRoles();
        server.access().makeDatabase(DATABASE);
        return server;
    }

    /** The address of the database in a running server of this home folder. */
    public static DatabaseAddress address(Path home, PostgresServer server) {
        Passwords passwords = passwords(home);
        return new DatabaseAddress(
                server.url(DATABASE),
                new DatabaseAddress.Login("bastide", passwords.owner()),
                new DatabaseAddress.Login("bastide_app", passwords.app()));
    }

    private static Passwords passwords(Path home) {
        return Passwords.in(folder(home).resolve("passwords"), new SecureRandom());
    }

    private static Path folder(Path home) {
        return home.resolve("postgres");
    }
}
