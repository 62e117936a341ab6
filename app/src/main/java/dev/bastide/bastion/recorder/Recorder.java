package dev.bastide.bastion.recorder;

import dev.bastide.bastion.recording.EventCode;
import dev.bastide.bastion.recording.FileHeader;
import dev.bastide.bastion.recording.Head;
import dev.bastide.bastion.recording.RecordingDisk;
import dev.bastide.bastion.recording.RecordingFailed;
import dev.bastide.bastion.recording.RecordingWriter;
import dev.bastide.job.Pulse;
import dev.bastide.vault.DataKey;
import dev.bastide.vault.Vault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
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
import org.springframework.context.ApplicationEventPublisher;
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
    private static final Duration PAUSE = Duration.ofMillis(400);
    private static final Duration HEADS_EVERY = Duration.ofSeconds(5);
    private static final long MEND_EVERY_NANOS = 5_000_000_000L;
    private static final long STALLED_NANOS = 10_000_000_000L;
    private static final DateTimeFormatter FOLDER =
            DateTimeFormatter.ofPattern("yyyy/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path folder;
    private final Ballast ballast;
    private final Vault vault;
    private final Disks disks;
    private final KnownHeads heads;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Map<UUID, Recording> live = new ConcurrentHashMap<>();
    private final Map<UUID, Integer> kept = new ConcurrentHashMap<>();
    private volatile @Nullable String failing;
    private volatile @Nullable Pulse writer;
    private volatile @Nullable Pulse keeper;
    private volatile long beatenAt;
    private volatile long mendedAt;

    Recorder(
            @Value("${bastide.home}") Path home,
            @Value("${bastide.recording.ballast-megabytes:32}") int ballastMegabytes,
            Vault vault,
            Disks disks,
            KnownHeads heads,
            ApplicationEventPublisher events,
            Clock clock) {
        this.folder = home.toAbsolutePath().normalize().resolve("recordings");
        this.ballast = new Ballast(folder.resolve("ballast"), ballastMegabytes);
        this.vault = vault;
        this.disks = disks;
        this.heads = heads;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Begins the recording of a session: its header is safe on the disk when this returns.
     *
     * @param header the asciicast header, JSON
     */
    public Recording begin(UUID session, String header) {
        failing().ifPresent(why -> {
            throw new RecorderDown(why);
        });
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
        Pulse beating = writer;
        if (beating == null) {
            return Optional.of("the recorder has not started");
        }
        if (!beating.beating()) {
            return Optional.of("the recorder has stopped");
        }
        if (System.nanoTime() - beatenAt > STALLED_NANOS) {
            return Optional.of("the disk of the recordings does not answer");
        }
        return Optional.ofNullable(failing);
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
        beatenAt = System.nanoTime();
        writer = Pulse.start("recorder", PAUSE, this::beat);
        // A beat of its own: a database that is away must not keep recordings from the disk.
        keeper = Pulse.start("recording-heads", HEADS_EVERY, () -> live.values().forEach(this::keepHead));
    }

    @Override
    public void stop() {
        close(writer);
        writer = null;
        close(keeper);
        keeper = null;
        live.values().forEach(recording -> end(recording, "the program stopped"));
    }

    private static void close(@Nullable Pulse pulse) {
        if (pulse != null) {
            pulse.close();
        }
    }

    @Override
    public boolean isRunning() {
        return writer != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private void beat() {
        live.values().forEach(this::sync);
        beatenAt = System.nanoTime();
        if (failing == null && ballast.needed()) {
            // Before anything is refused by the disk itself: the room goes to the alarm, the record and the sign-in.
            failed("too little room on the disk", null);
        }
        if (failing != null && beatenAt - mendedAt > MEND_EVERY_NANOS) {
            mendedAt = beatenAt;
            mend();
        }
    }

    private void sync(Recording recording) {
        if (!recording.dirty()) {
            return;
        }
        try {
            recording.sync();
        } catch (RecordingFailed e) {
            // One that ended between the look and the writing has failed nothing.
            if (!recording.over() && live.remove(recording.id()) != null) {
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
        boolean news = failing == null;
        failing = what;
        mendedAt = System.nanoTime();
        LOG.error("The recorder fails: {}. No session runs without it; make room on the disk", what, e);
        try {
            ballast.giveUp();
        } catch (IOException giveUp) {
            LOG.error("The ballast could not be given up", giveUp);
        }
        if (news) {
            events.publishEvent(new RecorderFailed(what));
        }
    }

    /** Tries the disk and takes the ballast again; with it back, there is room and sessions may begin. */
    private void mend() {
        try {
            tryDisk();
            if (ballast.take()) {
                boolean news = failing != null;
                failing = null;
                if (news) {
                    events.publishEvent(new RecorderMended());
                }
            } else {
                failing = "too little room on the disk";
            }
        } catch (IOException e) {
            failing = "the disk cannot be written";
        }
    }

    private void tryDisk() throws IOException {
        Path probe = folder.resolve("probe");
        Files.deleteIfExists(probe);
        try {
            RecordingDisk disk = disks.open(probe);
            try {
                disk.write(ByteBuffer.wrap(new byte[] {1}));
                disk.force();
            } finally {
                disk.close();
            }
        } finally {
            Files.deleteIfExists(probe);
        }
    }
}
