package dev.bastide.vault;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;

/** Keys as other rooms' tests need them. */
public final class TestKeys {
    private TestKeys() {}

    /** Rotates the master key of this home folder as if at this time. */
    public static void rotate(Path home, Instant at) throws IOException {
        SecureRandom random = new SecureRandom();
        new KeyRotation(KeyFile.of(home, "", "", random), random).rotate(at);
    }
}
