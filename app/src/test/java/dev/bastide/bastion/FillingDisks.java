package dev.bastide.bastion;

import dev.bastide.bastion.recorder.Disks;
import dev.bastide.bastion.recording.RecordingDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.springframework.boot.test.context.TestComponent;

/** Real files, until a test says that the disk is full. */
@TestComponent
class FillingDisks implements Disks {
    volatile boolean full;

    @Override
    public RecordingDisk open(Path file) throws IOException {
        require();
        RecordingDisk disk = RecordingDisk.file(file);
        return new RecordingDisk() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                require();
                disk.write(bytes);
            }

            @Override
            public void force() throws IOException {
                require();
                disk.force();
            }

            @Override
            public void close() throws IOException {
                disk.close();
            }
        };
    }

    private void require() throws IOException {
        if (full) {
            throw new IOException("No space left on device");
        }
    }
}
