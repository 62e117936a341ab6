package dev.bastide.bastion.recorder;

import dev.bastide.bastion.recording.EventCode;
import dev.bastide.bastion.recording.Head;
import dev.bastide.bastion.recording.RecordingEvent;
import dev.bastide.bastion.recording.RecordingWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The recording of a session that runs. What cannot be appended throws, and must then not happen. */
public final class Recording {
    private static final int SPECTATOR_EVENTS_MAX = 20_000;

    private final UUID id;
    private final String file;
    private final byte[] fileHash;
    private final RecordingWriter writer;
    private final LongSupplier micros;
    private final Set<LinkedBlockingQueue<RecordingEvent>> spectators = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Runnable onFailure;
    private volatile boolean ended;

    Recording(UUID id, String file, byte[] fileHash, RecordingWriter writer, LongSupplier micros) {
        this.id = id;
        this.file = file;
        this.fileHash = fileHash.clone();
        this.writer = writer;
        this.micros = micros;
    }

    /** The session's id. */
    public UUID id() {
        return id;
    }

    /** The file, below the recordings' folder. */
    public String file() {
        return file;
    }

    /** SHA-256 of the file's header, where its chain begins. */
    public byte[] fileHash() {
        return fileHash.clone();
    }

    /** What to do when the recording fails while nobody appends. */
    public void onFailure(Runnable action) {
        onFailure = action;
    }

    /** Appends bytes and returns their position. Throws when the recorder has failed. */
    public synchronized long append(EventCode code, byte[] bytes, int offset, int length) {
        long position = writer.append(code, bytes, offset, length);
        if (!spectators.isEmpty()) {
            show(new RecordingEvent(
                    code, micros.getAsLong(), position, Arrays.copyOfRange(bytes, offset, offset + length)));
        }
        return position;
    }

    /** Appends text and returns its position. Throws when the recorder has failed. */
    public long append(EventCode code, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return append(code, bytes, 0, bytes.length);
    }

    /** Where the next event will begin. */
    public long position() {
        return writer.position();
    }

    /** Ends it with its final hash; the second call and any after a failure return what was safe last. */
    public synchronized Ending end(String why) {
        Ending ending;
        if (ended) {
            ending = new Ending(writer.safe(), true);
        } else {
            ended = true;
            ending = sealed(why);
        }
        spectators.forEach(queue -> queue.offer(Spectator.OVER));
        return ending;
    }

    /** How a recording ended: whole, or only as far as it was safe when the disk failed. */
    public record Ending(Head head, boolean whole) {}

    private Ending sealed(String why) {
        try {
            return new Ending(writer.end(why), true);
        } catch (RuntimeException e) {
            writer.close();
            return new Ending(writer.safe(), false);
        }
    }

    /** Joins as a spectator: everything before is in the file, everything from now on comes through the spectator. */
    public synchronized Spectator watch() {
        LinkedBlockingQueue<RecordingEvent> queue = new LinkedBlockingQueue<>(SPECTATOR_EVENTS_MAX);
        if (ended) {
            queue.add(Spectator.OVER);
            return new Spectator(Long.MAX_VALUE, queue, () -> {});
        }
        writer.sync();
        spectators.add(queue);
        return new Spectator(writer.position(), queue, () -> spectators.remove(queue));
    }

    /** Whether it has ended: nothing can be appended any more, and that is no failure. */
    public boolean over() {
        return ended;
    }

    boolean dirty() {
        return !ended && writer.dirty();
    }

    Head sync() {
        return writer.sync();
    }

    Head safe() {
        return writer.safe();
    }

    void failed() {
        Runnable action = onFailure;
        if (action != null) {
            action.run();
        }
    }

    private void show(RecordingEvent event) {
        spectators.removeIf(queue -> {
            boolean slow = !queue.offer(event);
            if (slow) {
                // A spectator who cannot follow is let go; the session must not wait for him.
                queue.clear();
                queue.add(Spectator.LEFT_BEHIND);
            }
            return slow;
        });
    }
}
