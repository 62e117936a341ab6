package dev.bastide.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What was done to the keys on the server itself, one line each, before it is done: the commands work without a database,
 * and the program puts the lines into the record when it runs. No line holds a secret.
 */
public final class KeyEvents {
    private static final String NAME = "master.key.events";
    private static final int PARTS = 5;

    private final Path file;

    /** The list in this home folder. */
    public KeyEvents(Path home) {
        this.file = home.resolve(NAME);
    }

    /**
     * Something that was done.
     *
     * @param id names it for ever
     * @param account the account of the operating system that did it
     * @param operation such as {@code key.rotate}
     * @param words what exactly
     */
    public record Event(UUID id, Instant at, String account, String operation, String words) {}

    /** Adds a line; it is on the disk when this returns. */
    void add(Instant now, String operation, String words) throws IOException {
        String account = plain(System.getProperty("user.name", "unknown"));
        String line = String.join("\t", UUID.randomUUID().toString(), now.toString(), account, operation, plain(words));
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var options = Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND,
                LinkOption.NOFOLLOW_LINKS);
        try (FileChannel channel = FileChannel.open(file, options, ownerOnly)) {
            ByteBuffer bytes = ByteBuffer.wrap(("\n" + line + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        KeyFile.own(
                file,
                file.toAbsolutePath().getParent() == null
                        ? file
                        : file.toAbsolutePath().getParent());
    }

    /** All of them, the oldest first. A line that was cut by a failure is passed over: what it announced was not done. */
    public List<Event> all() {
        List<Event> events = new ArrayList<>();
        try {
            if (Files.exists(file)) {
                Files.readAllLines(file).forEach(line -> read(line, events));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
        return List.copyOf(events);
    }

    private static void read(String line, List<Event> into) {
        String[] parts = line.split("\t", PARTS);
        if (parts.length != PARTS) {
            return;
        }
        try {
            into.add(new Event(UUID.fromString(parts[0]), Instant.parse(parts[1]), parts[2], parts[3], parts[4]));
        } catch (DateTimeException | IllegalArgumentException e) {
            // Cut or written by hand.
        }
    }

    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
