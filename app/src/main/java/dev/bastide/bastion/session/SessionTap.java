package dev.bastide.bastion.session;

import dev.bastide.bastion.CommandSeen;
import dev.bastide.bastion.Session.RecordingState;
import dev.bastide.bastion.recorder.Recorder;
import dev.bastide.bastion.recorder.Recording;
import dev.bastide.bastion.recording.EventCode;
import dev.bastide.bastion.ssh.Direction;
import dev.bastide.bastion.ssh.Exit;
import dev.bastide.bastion.ssh.LiveSession;
import dev.bastide.bastion.ssh.Refusal;
import dev.bastide.bastion.ssh.Tap;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Records one session as it happens and writes down how it ended. What it cannot record it does not let pass. */
final class SessionTap implements Tap {
    private final LiveSessions.Live live;
    private final LiveSessions all;
    private final Recorder recorder;
    private final SessionLog log;
    private final Aftermath aftermath;
    private final Clock clock;
    private final Capture capture;
    private final AtomicBoolean over = new AtomicBoolean();

    SessionTap(
            LiveSessions.Live live,
            LiveSessions all,
            Recorder recorder,
            SessionLog log,
            Aftermath aftermath,
            Clock clock,
            boolean terminal) {
        this.live = live;
        this.all = all;
        this.recorder = recorder;
        this.log = log;
        this.aftermath = aftermath;
        this.clock = clock;
        Recording recording = live.recording();
        Opening opening = live.opening();
        long keep = opening.kind().isTransfer() ? BulkCapture.KEEP_TRANSFER_BYTES : BulkCapture.KEEP_COMMAND_BYTES;
        this.capture = terminal ? new TerminalCapture(recording) : new BulkCapture(recording, keep);
        if (!opening.command().isEmpty()) {
            recording.append(EventCode.MARKER, new CommandSeen(CommandSeen.Level.L0, opening.command(), 0, 0).marker());
        }
    }

    @Override
    public void started(LiveSession session) {
        if (!live.started(session)) {
            return;
        }
        Opening opening = live.opening();
        long position = live.recording().position();
        Instant at = clock.instant();
        aftermath.write(() -> log.started(opening.id(), at));
        if (opening.kind().isTransfer()) {
            String content = "File transfer began on " + opening.hostPath() + ": " + opening.command();
            aftermath.write(() -> log.note(opening, "session.transfer-start", content, position));
        }
    }

    @Override
    public void bytes(Direction direction, byte[] bytes, int offset, int length) {
        capture.bytes(direction, bytes, offset, length);
    }

    @Override
    public void resized(int columns, int rows) {
        live.recording().append(EventCode.RESIZE, columns + "x" + rows);
    }

    @Override
    public void request(String type, String detail) {
        live.recording().append(EventCode.MARKER, "request " + type + " " + detail);
    }

    @Override
    public void ended(Exit exit) {
        // It may have been ended from outside before its host answered, and then by the door once more.
        if (!over.compareAndSet(false, true)) {
            return;
        }
        Opening opening = live.opening();
        Integer code = exit instanceof Exit.Status(int status) ? status : null;
        String signal = exit instanceof Exit.Signalled(String name) ? name : null;
        try {
            capture.finish();
            live.recording().append(EventCode.EXIT, code != null ? code.toString() : signal != null ? signal : "cut");
        } catch (RuntimeException e) {
            // The recording has failed; its ending below says so.
        }
        String why = why(exit);
        Recording.Ending ending = recorder.end(live.recording(), why);
        RecordingState state = ending.whole() ? RecordingState.WHOLE : RecordingState.FAILED;
        String told = ending.whole() ? why : "bastion.end.recorder";
        Closing closing =
                new Closing(opening.id(), true, clock.instant(), code, signal, told, by(told), state, ending.head());
        all.remove(opening.id());
        String summary = capture.summary();
        if (opening.kind().isTransfer() && !summary.isEmpty()) {
            String content = "File transfer ended on " + opening.hostPath() + ": " + opening.command() + "; " + summary;
            aftermath.write(() -> log.note(
                    opening, "session.transfer-end", content, ending.head().position()));
        }
        aftermath.write(() -> log.ended(opening, closing));
    }

    private @Nullable EndedBy by(String told) {
        return live.cut()
                .filter(cut -> cut.why().equals(told))
                .map(LiveSessions.Cut::by)
                .orElse(null);
    }

    private String why(Exit exit) {
        LiveSessions.@Nullable Cut cut = live.cut().orElse(null);
        if (cut != null) {
            return cut.why();
        }
        return switch (exit) {
            case Exit.Status status -> "bastion.end.exit";
            case Exit.Signalled signalled -> "bastion.end.signal";
            case Exit.Cut(String reason) -> "bastion.end.cut";
            case Exit.NotStarted(Refusal refusal) -> "bastion.end.not-started";
        };
    }
}
