package dev.bastide.ground;

import java.nio.file.Path;

/** Other accounts of the machine may change the home folder, or read what is nobody's but ours. */
public final class HomeExposed extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    HomeExposed(Path path, String mode) {
        super("Other accounts of this machine have rights to " + path
                + " that they must not have; take them away: chmod " + mode + " " + path);
    }
}
