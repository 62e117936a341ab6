package dev.bastide.asset.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The commands that show a network device's configuration and change nothing. Bastide runs them by itself, under no
 * operation, so no other is taken: neither from whoever cares for a host nor from the database.
 */
public final class ConfigurationCommands {
    private static final Map<String, String> KNOWN = read();

    private ConfigurationCommands() {}

    /** All of them in the order in which they are offered, each with the products that know it. */
    public static Map<String, String> known() {
        return KNOWN;
    }

    /** Whether it is exactly one of them. */
    public static boolean isKnown(String command) {
        return KNOWN.containsKey(command);
    }

    private static Map<String, String> read() {
        try (InputStream in =
                Objects.requireNonNull(ConfigurationCommands.class.getResourceAsStream("configuration-commands.txt"))) {
            Map<String, String> read = new LinkedHashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("//"))
                    .map(line -> line.split("\t", 2))
                    .forEach(cells -> read.put(cells[0], cells[1]));
            return Collections.unmodifiableMap(read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
