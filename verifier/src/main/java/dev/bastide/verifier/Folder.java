package dev.bastide.verifier;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The files of the bundle on disk: exactly the listed ones, each of the listed bytes, never through a link. */
final class Folder {
    static final String MANIFEST = "manifest";
    private static final Set<OpenOption> OPEN = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final int CHUNK = 1 << 16;

    private final Path root;
    private final Sha256 hash = new Sha256();
    private final byte[] chunk = new byte[CHUNK];

    Folder(Path root) {
        this.root = root;
    }

    boolean has(String name) {
        return Files.exists(root.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    /** The bytes of a file that nothing vouches for yet. */
    byte[] read(String path, long bytesMax) throws NotProven, IOException {
        Path file = root.resolve(path);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw NotProven.file(path, Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? "is no file" : "is missing");
        }
        if (Files.size(file) > bytesMax) {
            throw NotProven.file(path, "has more than " + bytesMax + " bytes");
        }
        try (SeekableByteChannel in = Files.newByteChannel(file, OPEN)) {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(in.size(), bytesMax));
            int read = 0;
            while (read >= 0 && buffer.hasRemaining()) {
                read = in.read(buffer);
            }
            if (in.read(ByteBuffer.allocate(1)) > 0) {
                throw NotProven.file(path, "has more than " + bytesMax + " bytes, or grows");
            }
            return buffer.hasRemaining() ? Arrays.copyOf(buffer.array(), buffer.position()) : buffer.array();
        }
    }

    /** The bytes of a listed file; {@link #requireListed} says whether they are the listed ones. */
    byte[] read(Manifest.Listed listed, long bytesMax) throws NotProven, IOException {
        listed.use();
        if (listed.bytes() > bytesMax) {
            throw NotProven.file(listed.path(), "has more than " + bytesMax + " bytes");
        }
        return read(listed.path(), listed.bytes());
    }

    void requireListed(Manifest.Listed listed, byte[] bytes) throws NotProven {
        if (bytes.length != listed.bytes() || !Arrays.equals(hash.of(bytes), listed.sha256())) {
            throw NotProven.file(listed.path(), "is not the file that the manifest lists");
        }
    }

    /** Hashes a listed file of any size without keeping it. */
    void check(Manifest.Listed listed) throws NotProven, IOException {
        listed.use();
        long left = listed.bytes();
        try (InputStream in = Channels.newInputStream(Files.newByteChannel(root.resolve(listed.path()), OPEN))) {
            int read = in.read(chunk);
            while (read > 0 && left >= 0) {
                hash.update(chunk, 0, read);
                left -= read;
                read = in.read(chunk);
            }
        }
        if (!Arrays.equals(hash.finish(), listed.sha256()) || left != 0) {
            throw NotProven.file(listed.path(), "is not the file that the manifest lists");
        }
    }

    /** Nothing is there but the manifest, the listed files and the folders that hold them; nothing is missing. */
    void requireExactly(Map<String, Manifest.Listed> listed) throws NotProven, IOException {
        Set<String> folders = new HashSet<>();
        for (String path : listed.keySet()) {
            for (int at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
                if (!folders.add(path.substring(0, at))) {
                    break;
                }
            }
        }
        Walk walk = new Walk(listed, folders);
        Files.walkFileTree(root, walk);
        if (walk.wrong != null) {
            throw walk.wrong;
        }
        if (walk.found != listed.size()) {
            for (String path : new java.util.TreeSet<>(listed.keySet())) {
                if (!has(path)) {
                    throw NotProven.file(path, "is missing");
                }
            }
            throw NotProven.file(MANIFEST, "lists other files than are there");
        }
    }

    /** Stops at the first thing that has no place. */
    private final class Walk extends SimpleFileVisitor<Path> {
        private final Map<String, Manifest.Listed> listed;
        private final Set<String> folders;
        private NotProven wrong;
        private int found;

        Walk(Map<String, Manifest.Listed> listed, Set<String> folders) {
            this.listed = listed;
            this.folders = folders;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String path = name(folder);
            return path.isEmpty() || folders.contains(path)
                    ? FileVisitResult.CONTINUE
                    : stop(path, "is a folder that holds no listed file");
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String path = name(file);
            if (!attributes.isRegularFile()) {
                return stop(path, attributes.isSymbolicLink() ? "is a link" : "is no file");
            }
            if (path.equals(MANIFEST)) {
                return FileVisitResult.CONTINUE;
            }
            Manifest.Listed entry = listed.get(path);
            if (entry == null) {
                return stop(path, "is not listed in the manifest");
            }
            found++;
            return entry.bytes() == attributes.size()
                    ? FileVisitResult.CONTINUE
                    : stop(path, "has " + attributes.size() + " bytes, the manifest says " + entry.bytes());
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return stop(name(file), "cannot be read");
        }

        private FileVisitResult stop(String path, String reason) {
            wrong = NotProven.file(path, reason);
            return FileVisitResult.TERMINATE;
        }

        private String name(Path file) {
            return root.relativize(file).toString().replace('\\', '?').replace(java.io.File.separatorChar, '/');
        }
    }
}
