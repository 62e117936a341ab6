package dev.bastide.vault;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;

/** A rotation that is killed in its middle, in a process of its own. */
final class KilledRotation {
    static final int DEAD = 137;

    private KilledRotation() {}

    /** {@code HOME STEP}: dies after so many steps on the disk. */
    public static void main(String[] arguments) throws IOException {
        int last = Integer.parseInt(arguments[1]);
        KeyDisk real = KeyDisk.real();
        KeyDisk deadly = new KeyDisk() {
            private int step;

            private void count() {
                step++;
                if (step == last) {
                    Runtime.getRuntime().halt(DEAD);
                }
            }

            @Override
            public void write(Path file, String text) throws IOException {
                real.write(file, text);
                count();
            }

            @Override
            public void rename(Path from, Path to) throws IOException {
                real.rename(from, to);
                count();
            }

            @Override
            public void delete(Path file) throws IOException {
                real.delete(file);
                count();
            }
        };
        Instant now = Instant.parse("2026-11-22T12:00:00Z");
        SecureRandom random = new SecureRandom();
        KeyFile file = KeyFile.of(Path.of(arguments[0]), "", "", random).on(deadly, InstantSource.fixed(now));
        new KeyRotation(file, random).rotate(now);
    }
}
