package dev.bastide.bastion.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Where the bytes of a recording go. A test puts a full or a failing disk in its place. */
public interface RecordingDisk extends AutoCloseable {
    void write(ByteBuffer bytes) throws IOException;

    /** Returns when everything written so far would survive a loss of power. */
    void force() throws IOException;

    @Override
    void close() throws IOException;

    /** A new file that only this user may read; refuses to overwrite. */
    static RecordingDisk file(Path path) throws IOException {
        FileChannel channel = FileChannel.open(
                path,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return new RecordingDisk() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }

            @Override
            public void force() throws IOException {
                channel.force(false);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
