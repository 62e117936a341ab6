package dev.bastide.audit.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files of a bundle go, each once and whole, in any order: a folder, or an archive on its way to somebody. */
@FunctionalInterface
public interface BundleSink {
    /** Takes a file; its path is relative to the bundle. Throws {@link UncheckedIOException}. */
    void file(String path, byte[] bytes);

    /** Into a folder that is there. */
    static BundleSink folder(Path folder) {
        return (path, bytes) -> {
            try {
                Path file = folder.resolve(path);
                Files.createDirectories(file.getParent());
                Files.write(file, bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}
