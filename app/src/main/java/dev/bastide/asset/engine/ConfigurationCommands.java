package dev.bastide.asset.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * The commands that show a network device's configuration and change nothing. Bastide runs them by itself, under no
 * operation, so no other is taken: neither from whoever cares for a host nor from the database.
 */
public final class ConfigurationCommands {
    private static final List<String> KNOWN = read();

    private ConfigurationCommands() {}

    /** All of them, in the order in which they are offered. */
    public static List<String> known() {
        return KNOWN;
    }

    /** Whether it is exactly one of them. */
    public static boolean isKnown(String command) {
        return KNOWN.contains(command);
    }

    private static List<String> read() {
        try (InputStream in =
                Objects.requireNonNull(ConfigurationCommands.class.getResourceAsStream("configuration-commands.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("//"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
