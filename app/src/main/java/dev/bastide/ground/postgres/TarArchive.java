package dev.bastide.ground.postgres;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** Reads the plain tar archives that PostgreSQL's binaries come in: files, folders and links, nothing else. */
final class TarArchive {
    private static final int BLOCK = 512;
    private static final int NAME_AT = 0;
    private static final int NAME_LENGTH = 100;
    private static final int MODE_AT = 100;
    private static final int MODE_LENGTH = 8;
    private static final int SIZE_AT = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int TYPE_AT = 156;
    private static final int LINK_AT = 157;
    private static final int PREFIX_AT = 345;
    private static final int PREFIX_LENGTH = 155;
    private static final int OCTAL = 8;
    private static final int ANY_EXECUTE = 0111;

    private TarArchive() {}

    /** Writes every entry under the folder. An entry that would leave the folder is refused. */
    static void unpack(InputStream archive, Path folder) throws IOException {
        byte[] header = new byte[BLOCK];
        while (archive.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
            long size = octal(header, SIZE_AT, SIZE_LENGTH);
            Path target = inside(folder, name(header));
            switch (header[TYPE_AT]) {
                case '5' -> Files.createDirectories(target);
                case '2' -> link(folder, target, text(header, LINK_AT, NAME_LENGTH));
                case '0', 0 -> file(archive, target, size, octal(header, MODE_AT, MODE_LENGTH));
                default -> throw new IOException("A tar entry of type " + (char) header[TYPE_AT] + ": " + target);
            }
            if (header[TYPE_AT] == '0' || header[TYPE_AT] == 0) {
                archive.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
            }
        }
    }

    private static void file(InputStream archive, Path target, long size, long mode) throws IOException {
        Files.createDirectories(parent(target));
        byte[] content = archive.readNBytes(Math.toIntExact(size));
        if (content.length != size) {
            throw new EOFException("The archive ends inside " + target);
        }
        Files.write(target, content);
        boolean executable = (mode & ANY_EXECUTE) != 0;
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static void link(Path folder, Path target, String to) throws IOException {
        Path parent = parent(target);
        Files.createDirectories(parent);
        if (!parent.resolve(to).normalize().startsWith(folder)) {
            throw new IOException("A link that leaves the archive: " + target);
        }
        Files.deleteIfExists(target);
        Files.createSymbolicLink(target, Path.of(to));
    }

    private static Path parent(Path target) {
        return Objects.requireNonNull(target.getParent(), "an entry lies below the folder");
    }

    private static Path inside(Path folder, String name) throws IOException {
        Path target = folder.resolve(name).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("An entry that leaves the archive: " + name);
        }
        return target;
    }

    private static String name(byte[] header) {
        String prefix = text(header, PREFIX_AT, PREFIX_LENGTH);
        String name = text(header, NAME_AT, NAME_LENGTH);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String text(byte[] header, int at, int length) {
        int end = at;
        while (end < at + length && header[end] != 0) {
            end++;
        }
        return new String(header, at, end - at, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] header, int at, int length) {
        String digits = text(header, at, length).strip();
        return digits.isEmpty() ? 0 : Long.parseLong(digits, OCTAL);
    }
}
