package dev.bastide.vault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/** The three things that are done to files of keys, each safe on the disk when it returns; a test lets each of them fail. */
interface KeyDisk {
    /** Makes a new file for its owner only. One of this name, or a link, is replaced and never followed. */
    void write(Path file, String text) throws IOException;

    /** Gives a file its final name at one stroke. */
    void rename(Path from, Path to) throws IOException;

    /** Removes a file, if it is there. */
    void delete(Path file) throws IOException;

    /** The disk of the machine. */
    static KeyDisk real() {
        return new KeyDisk() {
            @Override
            public void write(Path file, String text) throws IOException {
                Path folder = folder(file);
                Files.createDirectories(folder);
                Files.deleteIfExists(file);
                var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
                var options =
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                try (FileChannel channel = FileChannel.open(file, options, ownerOnly)) {
                    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                    channel.force(true);
                }
                force(folder);
            }

            @Override
            public void rename(Path from, Path to) throws IOException {
                Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
                force(folder(to));
            }

            @Override
            public void delete(Path file) throws IOException {
                if (Files.deleteIfExists(file)) {
                    force(folder(file));
                }
            }

            private static Path folder(Path file) {
                return Objects.requireNonNull(file.toAbsolutePath().getParent());
            }

            private static void force(Path folder) throws IOException {
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        };
    }
}
