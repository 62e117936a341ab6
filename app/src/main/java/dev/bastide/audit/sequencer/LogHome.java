package dev.bastide.audit.sequencer;

import dev.bastide.audit.segment.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** What of the log lies in the home folder: its last checkpoint, and a folder of sealed segments for each log. */
@Component
class LogHome {
    /** As many records a segment has at most, unless it is set otherwise. */
    static final int SEGMENT_RECORDS = 1 << 20;

    private static final int TILE = 256;
    private static final Pattern NAME = Pattern.compile(".*/([0-9]+(-after-[0-9a-f]{8})?)");

    private final Path log;
    private final Disk disk;
    private final int segmentRecords;

    @Autowired
    LogHome(
            @Value("${bastide.home}") Path home,
            @Value("${bastide.audit.segment-records:" + SEGMENT_RECORDS + "}") int segmentRecords) {
        this(home, Disk.real(), segmentRecords);
    }

    LogHome(Path home, Disk disk, int segmentRecords) {
        if (segmentRecords < TILE || segmentRecords > SEGMENT_RECORDS || segmentRecords % TILE != 0) {
            throw new IllegalArgumentException("bastide.audit.segment-records is a multiple of " + TILE + ", from "
                    + TILE + " to " + SEGMENT_RECORDS + ", and not " + segmentRecords);
        }
        this.log = home.resolve("log");
        this.disk = disk;
        this.segmentRecords = segmentRecords;
    }

    /** The folder of all logs. */
    Path folder() {
        return log;
    }

    Disk disk() {
        return disk;
    }

    /** As many records a segment has at most. */
    int segmentRecords() {
        return segmentRecords;
    }

    /**
     * The folder of the sealed segments of a log. A log that follows a lost one has another than the lost one had, whose
     * files are evidence.
     */
    Path segments(String origin) {
        Matcher name = NAME.matcher(origin);
        if (!name.matches()) {
            throw new IllegalStateException("no log is named " + origin);
        }
        return log.resolve("segments").resolve(name.group(1));
    }

    /** The same, there for sure, and for its owner only. */
    Path madeSegments(String origin) throws IOException {
        Path folder = segments(origin);
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return folder;
    }

    /** Held by the one that seals: a program that lost the log meanwhile must not put its file over the other's. */
    static final class SealingLock implements AutoCloseable {
        private final FileChannel channel;

        private SealingLock(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new IllegalStateException("the lock of the sealed segments cannot be given back", e);
            }
        }
    }

    /** The right to put files there; nothing while somebody else has it. */
    Optional<SealingLock> lock() throws IOException {
        Files.createDirectories(
                log.resolve("segments"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        FileChannel channel = FileChannel.open(
                log.resolve("segments").resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock taken = channel.tryLock();
            if (taken != null) {
                return Optional.of(new SealingLock(channel));
            }
        } catch (OverlappingFileLockException e) {
            // Another part of this very program has it.
        }
        channel.close();
        return Optional.empty();
    }
}
