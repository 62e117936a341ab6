package dev.bastide.ground;

import java.io.IOException;
import java.nio.file.Path;

/** The home folder cannot be made or written. */
public final class HomeUnusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HomeUnusable(Path folder, IOException cause) {
        super("Cannot use the home folder " + folder + ": " + cause.getMessage(), cause);
    }
}
