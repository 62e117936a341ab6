package dev.bastide.audit.rows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * How many proofs of rows there were, in the home folder: whoever has the database and not this folder cannot take away the
 * last of them and put a row back as it once was.
 */
@Component
class RowNumbers {
    private final Path file;
    private final Path gone;

    RowNumbers(@Value("${bastide.home}") Path home) {
        this.file = home.resolve("log").resolve("row-proofs");
        this.gone = file.resolveSibling("row-proofs-gone");
    }

    /** The highest number that was written; 0 before the first. */
    long highest() {
        try {
            return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /** Remembers a number that was committed; a kill before that leaves the lower one. */
    void remember(long number) {
        if (number > highest()) {
            write(number);
        }
    }

    /** Whether nobody was told yet that these numbers are gone; from now on somebody was. */
    boolean tell(long from, long to) {
        String line = from + "-" + to;
        try {
            if (Files.exists(gone) && Files.readAllLines(gone).contains(line)) {
                return false;
            }
            Files.createDirectories(Objects.requireNonNull(gone.getParent()));
            Files.writeString(gone, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + gone, e);
        }
    }

    private void write(long number) {
        Path draft = file.resolveSibling("row-proofs.new");
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            try (FileChannel channel = FileChannel.open(
                    draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer text = ByteBuffer.wrap((number + "\n").getBytes(StandardCharsets.UTF_8));
                while (text.hasRemaining()) {
                    channel.write(text);
                }
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }
}
