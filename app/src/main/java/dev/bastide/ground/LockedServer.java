package dev.bastide.ground;

import dev.bastide.ground.door.DoorWishes;
import dev.bastide.ground.door.LockedDoor;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What runs in the program's place while the master key is missing: it answers every request with 503 and says how to
 * unlock, over HTTPS and in the clear, since nothing secret is said. It listens on loopback only and opens no database.
 */
public final class LockedServer implements AutoCloseable {
    private final LockedDoor door;

    private LockedServer(LockedDoor door) {
        this.door = door;
    }

    /**
     * Serves on this port of the loopback address until it is closed, or the process ends. {@code settings} answers what
     * a setting such as {@code bastide.tls} was given as, or nothing. Throws {@link IOException} when the port is taken.
     */
    public static LockedServer start(int port, Path home, Function<String, @Nullable String> settings)
            throws IOException {
        Path folder = home.toAbsolutePath().normalize();
        DoorWishes wishes = DoorWishes.of(settings);
        return new LockedServer(new LockedDoor(port, folder, wishes, new SecureRandom(), Clock.systemUTC()));
    }

    /** The port it listens on. */
    public int port() {
        return door.port();
    }

    @Override
    public void close() {
        door.close();
    }
}
