package dev.bastide.audit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Where refusals wait while the database is away: one file in the home folder, sealed records with the wrapped key of
 * each, forced to the disk before the writer goes on. What a kill or a full disk tore is cut off, and kept beside.
 */
final class Spool {
    private static final long SIZE_BYTES_MAX = 64L << 20;
    private static final int PART_BYTES_MAX = 1 << 20;

    private final Path file;
    private boolean whole;

    Spool(Path folder) {
        this.file = folder.resolve("refusals");
    }

    /** One waiting record. */
    record Frame(UUID keyId, byte[] wrappedKey, UUID recordId, byte[] payload) {}

    /** What becomes of the waiting records. */
    @FunctionalInterface
    interface Step {
        void take(List<Frame> frames);
    }

    private record Content(List<Frame> frames, long lengthBytes) {}

    synchronized void add(Frame frame) throws IOException {
        if (!Files.exists(file)) {
            Files.createDirectories(file.getParent());
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        cutOffTorn();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            if (channel.size() > SIZE_BYTES_MAX) {
                throw new IOException("the spool holds more than " + SIZE_BYTES_MAX + " bytes");
            }
            whole = false;
            ByteBuffer bytes = ByteBuffer.wrap(encode(frame));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            whole = true;
        }
    }

    synchronized boolean isEmpty() throws IOException {
        return !Files.exists(file) || Files.size(file) == 0;
    }

    /** Takes a step with everything that waits, and empties the spool only when the step did not throw. */
    synchronized void drain(Step step) throws IOException {
        if (isEmpty()) {
            return;
        }
        cutOffTorn();
        step.take(read().frames());
        cut(0);
    }

    /** After a kill, or a write that failed, the last frame may be torn: later ones must not follow it. */
    private void cutOffTorn() throws IOException {
        if (whole) {
            return;
        }
        long length = read().lengthBytes();
        if (length < Files.size(file)) {
            Files.copy(file, file.resolveSibling("refusals.torn"), StandardCopyOption.REPLACE_EXISTING);
            cut(length);
        }
        whole = true;
    }

    private void cut(long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
            channel.force(true);
        }
    }

    private Content read() throws IOException {
        List<Frame> frames = new ArrayList<>();
        byte[] all = Files.readAllBytes(file);
        int end = 0;
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(all))) {
            while (true) {
                frames.add(new Frame(uuid(in), bytes(in), uuid(in), bytes(in)));
                end = all.length - in.available();
            }
        } catch (EOFException e) {
            return new Content(frames, end);
        }
    }

    private static byte[] encode(Frame frame) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            uuid(out, frame.keyId());
            bytes(out, frame.wrappedKey());
            uuid(out, frame.recordId());
            bytes(out, frame.payload());
        }
        return bytes.toByteArray();
    }

    private static void uuid(DataOutputStream out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private static UUID uuid(DataInputStream in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }

    private static void bytes(DataOutputStream out, byte[] part) throws IOException {
        out.writeInt(part.length);
        out.write(part);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > PART_BYTES_MAX) {
            throw new EOFException("a length that no frame has");
        }
        byte[] part = new byte[length];
        in.readFully(part);
        return part;
    }
}
