package dev.bastide.bastion.recorder;

import dev.bastide.bastion.recording.EventCode;
import dev.bastide.bastion.recording.RecordingEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Somebody who looks on. Closing it is leaving. */
public final class Spectator implements AutoCloseable {
    static final RecordingEvent OVER = new RecordingEvent(EventCode.EXIT, Long.MAX_VALUE, Long.MAX_VALUE, new byte[0]);

    /** For one who could not follow. */
    static final RecordingEvent LEFT_BEHIND =
            new RecordingEvent(EventCode.MARKER, Long.MAX_VALUE, Long.MAX_VALUE, new byte[0]);

    private final long from;
    private final BlockingQueue<RecordingEvent> events;
    private final Runnable leave;

    Spectator(long from, BlockingQueue<RecordingEvent> events, Runnable leave) {
        this.from = from;
        this.events = events;
        this.leave = leave;
    }

    /** The position up to which the file tells; what follows comes here. */
    public long from() {
        return from;
    }

    /** The next event, or empty when none came in that time. */
    public Optional<RecordingEvent> next(Duration wait) throws InterruptedException {
        return Optional.ofNullable(events.poll(wait.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Whether this event says that there is nothing more to see. */
    public static boolean over(RecordingEvent event) {
        return event.position() == OVER.position();
    }

    /** Whether there is nothing more to see because this spectator was too slow. */
    public static boolean leftBehind(RecordingEvent event) {
        return event.code() == EventCode.MARKER && over(event);
    }

    @Override
    public void close() {
        leave.run();
    }
}
