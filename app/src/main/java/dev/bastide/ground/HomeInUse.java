package dev.bastide.ground;

import java.nio.file.Path;

/** Another program holds the home folder. */
public final class HomeInUse extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HomeInUse(Path folder) {
        super("Another Bastide runs on the home folder " + folder + ". Stop it first, or choose another with --home.");
    }
}
