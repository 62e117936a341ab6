package dev.bastide.bastion.recorder;

import dev.bastide.bastion.recording.EventCode;
import dev.bastide.bastion.recording.FileHeader;
import dev.bastide.bastion.recording.Head;
import dev.bastide.bastion.recording.RecordingFailed;
import dev.bastide.bastion.recording.RecordingWriter;
import dev.bastide.vault.DataKey;
import dev.bastide.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Service;

/**
 * Begins recordings and makes them safe on the disk at least each second. When the disk fails it says so to the session,
 * which ends: no record, no session. Source: seed 000 s2.2 (A46).
 */
@Service
public class Recorder implements SmartLifecycle {
    /** Starts before the door and stops after it. */
    static final int PHASE = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final long PAUSE_MILLIS = 400;
    private static final long HEADS_EVERY_NANOS = 5_000_000_000L;
    private static final DateTimeFormatter FOLDER =
            DateTimeFormatter.ofPattern("yyyy/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path folder;
    private final Ballast ballast;
    private final Vault vault;
    private final Disks disks;
    private final KnownHeads heads;
    private final Clock clock;
    private final Map<UUID, Recording> live = new ConcurrentHashMap<>();
    private final Map<UUID, Integer> kept = new ConcurrentHashMap<>();
    private volatile @Nullable String failing;
    private volatile @Nullable Thread writer;

    Recorder(
            @Value("${bastide.home}") Path home,
            @Value("${bastide.recording.ballast-megabytes:32}") int ballastMegabytes,
            Vault vault,
            Disks disks,
            KnownHeads heads,
            Clock clock) {
        this.folder = home.toAbsolutePath().normalize().resolve("recordings");
        this.ballast = new Ballast(folder.resolve("ballast"), ballastMegabytes);
        this.vault = vault;
        this.disks = disks;
        this.heads = heads;
        this.clock = clock;
    }

    /**
     * Begins the recording of a session: its header is safe on the disk when this returns.
     *
     * @param header the asciicast header, JSON
     */
    public Recording begin(UUID session, String header) {
        String why = failing;
        if (why != null) {
            throw new RecorderDown(why);
        }
        try {
            Instant now = clock.instant();
            String file = FOLDER.format(now) + "/" + session + ".rec";
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            DataKey key = vault.newDataKey(RecordingFiles.context(session));
            FileHeader fileHeader = new FileHeader(session, now, key.wrapped());
            long start = System.nanoTime();
            LongSupplier micros = () -> (System.nanoTime() - start) / 1_000;
            RecordingWriter out = new RecordingWriter(disks.open(path), fileHeader, key.key(), micros);
            Recording recording = new Recording(session, file, out.safe().hash(), out, micros);
            recording.append(EventCode.HEADER, header);
            live.put(session, recording);
            return recording;
        } catch (IOException | RecordingFailed e) {
            failed("a recording could not be begun", e);
            throw new RecorderDown("a recording could not be begun", e);
        }
    }

    /** Ends a recording and forgets it; the caller writes the ending down. */
    public Recording.Ending end(Recording recording, String why) {
        Recording.Ending ending = recording.end(why);
        live.remove(recording.id());
        kept.remove(recording.id());
        if (!ending.whole()) {
            failed("a recording could not be ended", null);
        }
        return ending;
    }

    /** The recording of a session that runs here. */
    public Optional<Recording> live(UUID session) {
        return Optional.ofNullable(live.get(session));
    }

    /** Why no session can be recorded now; empty when all is well. */
    public Optional<String> failing() {
        if (vault.locked()) {
            return Optional.of("the vault is locked");
        }
        return isRunning() ? Optional.ofNullable(failing) : Optional.of("the recorder has not started");
    }

    Path folder() {
        return folder;
    }

    @Override
    public void start() {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            failed("the folder of the recordings cannot be made", e);
        }
        mend();
        writer = Thread.ofPlatform().daemon().name("recorder").start(this::work);
    }

    @Override
    public void stop() {
        Thread thread = writer;
        writer = null;
        if (thread != null) {
            thread.interrupt();
        }
        live.values().forEach(recording -> end(recording, "the program stopped"));
    }

    @Override
    public boolean isRunning() {
        return writer != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private void work() {
        long headsAt = System.nanoTime();
        while (Thread.currentThread().equals(writer)) {
            live.values().forEach(this::sync);
            if (System.nanoTime() - headsAt > HEADS_EVERY_NANOS) {
                headsAt = System.nanoTime();
                live.values().forEach(this::keepHead);
                if (failing != null) {
                    mend();
                }
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void sync(Recording recording) {
        if (!recording.dirty()) {
            return;
        }
        try {
            recording.sync();
        } catch (RecordingFailed e) {
            if (live.remove(recording.id()) != null) {
                failed("a recording could not be written", e);
                recording.failed();
            }
        }
    }

    private void keepHead(Recording recording) {
        Head head = recording.safe();
        if (head.chunks() == kept.getOrDefault(recording.id(), 0)) {
            return;
        }
        try {
            heads.keep(recording.id(), head);
            kept.put(recording.id(), head.chunks());
        } catch (RuntimeException e) {
            LOG.warn("The head of recording {} could not be kept yet: {}", recording.id(), e.toString());
        }
    }

    private void failed(String what, @Nullable Exception e) {
        failing = what;
        LOG.error("The recorder fails: {}. No session runs without it; make room on the disk", what, e);
        try {
            ballast.giveUp();
        } catch (IOException giveUp) {
            LOG.error("The ballast could not be given up", giveUp);
        }
    }

    /** Takes the ballast again; with it back, the disk has room and sessions may begin. */
    private void mend() {
        try {
            if (ballast.take()) {
                failing = null;
            } else {
                failing = "too little room on the disk";
            }
        } catch (IOException e) {
            failing = "the disk cannot be written";
        }
    }
}
