package dev.bastide.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A list in the home folder of what was done once and is never done again: words, one a line, that are only ever added.
 * Whoever has the database and not the home folder cannot take a word away.
 */
public final class HomeList {
    private final Path file;

    /** The list in this file of the home folder; there is none before the first word. */
    public HomeList(Path file) {
        this.file = file;
    }

    /** Whether the word is on the list. A list that cannot be read is thrown, never taken for an empty one. */
    public boolean holds(String word) {
        try {
            return Files.exists(file) && Files.readAllLines(file).contains(word);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /** Adds a word for good: it is on the disk when this returns. */
    public void add(String word) {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        try (FileChannel channel = FileChannel.open(file, options, ownerOnly)) {
            ByteBuffer line = ByteBuffer.wrap((word + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }
}
