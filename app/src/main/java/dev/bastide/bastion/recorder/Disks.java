package dev.bastide.bastion.recorder;

import dev.bastide.bastion.recording.RecordingDisk;
import java.io.IOException;
import java.nio.file.Path;

/** Opens the file of a recording. The suite puts a disk in its place that fills up. */
@FunctionalInterface
public interface Disks {
    RecordingDisk open(Path file) throws IOException;
}
